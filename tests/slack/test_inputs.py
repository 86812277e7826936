"""What a modal can ask for: lists, people, channels, numbers, and how they begin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.slack.block_kit import check_view
from tests.slack.choices import chosen, filled, missing, state_of

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


OPTIONS = [{"text": plain(word), "value": word} for word in ("some", "words")]
NUMBER = {"type": "number_input", "is_decimal_allowed": True}
ELSEWHERE = {"text": plain("else"), "value": "else"}


def asking(element: Json, **about: Any) -> Json:
    """Return a modal with one thing to fill in."""
    block = {"type": "input", "block_id": "asked", "label": plain("Say"), "element": element}
    return {
        "type": "modal",
        "title": plain("Asking"),
        "submit": plain("Go"),
        "blocks": [block | about],
    }


def problems(element: Json) -> list[str]:
    return check_view(asking({"action_id": "a"} | element), file_rule=lambda _: None)


@pytest.mark.parametrize(
    "element",
    [
        {"type": "checkboxes", "options": OPTIONS, "initial_options": OPTIONS[:1]},
        {"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[1]},
        {"type": "multi_static_select", "options": OPTIONS, "initial_options": OPTIONS},
        {"type": "users_select", "initial_user": "U0BOB"},
        {"type": "multi_users_select", "initial_users": ["U0BOB"], "max_selected_items": 3},
        {"type": "channels_select", "initial_channel": "C0GENERAL"},
        {"type": "multi_channels_select", "initial_channels": ["C0GENERAL"]},
        {"type": "multi_conversations_select", "initial_conversations": ["C0GENERAL"]},
        NUMBER | {"min_value": "0", "initial_value": "0.5", "max_value": "1"},
        {"type": "email_text_input", "initial_value": "a@example.org", "focus_on_load": True},
    ],
)
def test_inputs_may_begin_with_a_value(element: Json) -> None:
    assert problems(element) == []


@pytest.mark.parametrize(
    ("element", "complaint"),
    [
        ({"type": "checkboxes", "options": OPTIONS, "initial_options": [ELSEWHERE]}, "among"),
        ({"type": "checkboxes", "options": OPTIONS, "initial_options": []}, "no less than 1"),
        ({"type": "radio_buttons", "options": OPTIONS, "initial_option": ELSEWHERE}, "one of"),
        ({"type": "multi_static_select", "options": OPTIONS * 2}, "values that differ"),
        ({"type": "checkboxes", "options": OPTIONS * 6}, "no more than 10"),
        ({"type": "number_input"}, "missing required field: is_decimal_allowed"),
        (NUMBER | {"initial_value": 0.5}, "must be a string"),
        (NUMBER | {"initial_value": "half"}, "must be a number"),
        (
            {
                "type": "number_input",
                "is_decimal_allowed": True,
                "min_value": "2",
                "max_value": "1",
            },
            "in order",
        ),
    ],
)
def test_inputs_are_refused_that_cannot_begin_so(element: Json, complaint: str) -> None:
    assert any(complaint in problem for problem in problems(element))


def shown(element: Json, **about: Any) -> Json:
    view = asking({"action_id": "a"} | element, **about)
    return view | {"state": {"values": state_of(view["blocks"])}}


@pytest.mark.parametrize(
    ("element", "given", "state"),
    [
        ({"type": "checkboxes", "options": OPTIONS}, ["some"], {"selected_options": OPTIONS[:1]}),
        ({"type": "multi_users_select"}, "U0BOB", {"selected_users": ["U0BOB"]}),
        ({"type": "multi_channels_select"}, ["C0A", "C0B"], {"selected_channels": ["C0A", "C0B"]}),
        ({"type": "users_select"}, "U0BOB", {"selected_user": "U0BOB"}),
        (NUMBER, "0.7", {"value": "0.7"}),
    ],
)
def test_chosen_things_come_as_their_kind_has_them(element: Json, given: Any, state: Json) -> None:
    assert chosen(element, given) == state


@pytest.mark.parametrize(
    ("element", "given", "complaint"),
    [
        ({"type": "multi_users_select", "max_selected_items": 1}, ["U1", "U2"], "too many"),
        ({"type": "number_input", "is_decimal_allowed": False}, "0.5", "no number"),
        (NUMBER | {"max_value": "1"}, "2", "no number"),
        (NUMBER, "half", "no number"),
        ({"type": "checkboxes", "options": OPTIONS}, [], "empty"),
    ],
)
def test_nobody_can_submit_what_slack_does_not_let_them(
    element: Json, given: Any, complaint: str
) -> None:
    view = shown(element)
    (problem,) = missing(view, filled(view, {"asked": given}))
    assert complaint in problem


def test_what_begins_with_a_value_can_be_submitted_as_it_is() -> None:
    view = shown({"type": "multi_users_select", "initial_users": ["U0BOB"]})
    assert list(missing(view, filled(view, {}))) == []
