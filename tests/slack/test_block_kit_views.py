from __future__ import annotations

from typing import Any

import pytest

from tests.slack.block_kit import check_view

Json = dict[str, Any]
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "blocks": [SECTION], **more}


INPUT = {
    "type": "input",
    "label": plain("Text"),
    "element": {"type": "plain_text_input", "action_id": "text"},
}


def view_complaints(view: object) -> list[str]:
    return check_view(view, file_rule=lambda source: None)


def test_check_view_accepts_a_modal_at_every_limit() -> None:
    view = modal(
        title=plain("x" * 24),
        submit=plain("x" * 24),
        close=plain("x" * 24),
        private_metadata="x" * 3000,
        callback_id="x" * 255,
        blocks=[INPUT, *[SECTION] * 99],
    )
    assert view_complaints(view) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"title": plain("x" * 25)},
            "must be less than 25 characters [json-pointer:/view/title/text]",
        ),
        (
            {"private_metadata": "x" * 3001},
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (
            {"blocks": [SECTION] * 101},
            "no more than 100 items allowed [json-pointer:/view/blocks]",
        ),
        ({"blocks": [INPUT]}, "missing required field: submit [json-pointer:/view]"),
        ({"type": "window"}, "unsupported type: window [json-pointer:/view/type]"),
        (
            {"blocks": [{"type": "markdown", "text": "x"}]},
            "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
        ),
    ],
)
def test_check_view_says_what_is_wrong_and_where(change: Json, expected: str) -> None:
    assert view_complaints(modal() | change) == [expected]


def input_of(**element: Any) -> Json:
    return {"type": "input", "label": plain("Field"), "element": {"action_id": "a", **element}}


def test_check_view_lets_one_element_have_the_cursor() -> None:
    field = input_of(type="plain_text_input", focus_on_load=True)

    assert view_complaints(modal(submit=plain("Go"), blocks=[field])) == []
    assert view_complaints(modal(submit=plain("Go"), blocks=[field, field])) == [
        "only one element may have focus_on_load "
        "[json-pointer:/view/blocks/1/element/focus_on_load]"
    ]


def test_check_view_wants_what_stands_in_a_field_to_fit_it() -> None:
    field = input_of(type="plain_text_input", max_length=3, initial_value="four")

    assert view_complaints(modal(submit=plain("Go"), blocks=[field])) == [
        "must be less than 4 characters [json-pointer:/view/blocks/0/element/initial_value]"
    ]


@pytest.mark.parametrize("kind", ["conversations_select", "channels_select"])
def test_check_view_lets_input_blocks_alone_ask_for_a_response_url(kind: str) -> None:
    menu = {"type": kind, "action_id": "a", "response_url_enabled": True}

    assert view_complaints(modal(submit=plain("Go"), blocks=[input_of(**menu)])) == []
    assert view_complaints(modal(blocks=[{"type": "actions", "elements": [menu]}])) == [
        "invalid additional property: response_url_enabled [json-pointer:/view/blocks/0/elements/0]"
    ]


@pytest.mark.parametrize("nonsense", [None, "view", [], {}, {"type": "modal"}])
def test_check_view_complains_of_what_is_no_view(nonsense: object) -> None:
    assert view_complaints(nonsense) != []
