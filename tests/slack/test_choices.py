"""What people choose and fill in, as payloads tell it."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.choices import used
from tests.slack.clients import Stubborn, served_wsgi

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


OPTIONS = [{"text": plain(label.title()), "value": label} for label in ("negative", "positive")]
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": plain("Agree"), "value": "agree"},
    "negative_button": {"text": plain("Disagree"), "value": "disagree"},
}


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "pick", **more}


@pytest.mark.parametrize(
    ("given", "value", "expected"),
    [
        (element("static_select", options=OPTIONS), "positive", {"selected_option": OPTIONS[1]}),
        (element("radio_buttons", options=OPTIONS), "negative", {"selected_option": OPTIONS[0]}),
        (element("overflow", options=OPTIONS), "positive", {"selected_option": OPTIONS[1]}),
        (
            element("static_select", option_groups=[{"label": plain("A"), "options": OPTIONS}]),
            "positive",
            {"selected_option": OPTIONS[1]},
        ),
        (element("checkboxes", options=OPTIONS), ["positive"], {"selected_options": OPTIONS[1:]}),
        (element("checkboxes", options=OPTIONS), [], {"selected_options": []}),
        (element("users_select"), "U0BOB", {"selected_user": "U0BOB"}),
        (element("conversations_select"), "C0GENERAL", {"selected_conversation": "C0GENERAL"}),
        (element("multi_users_select"), ["U0BOB"], {"selected_users": ["U0BOB"]}),
        (element("datepicker"), "2026-01-31", {"selected_date": "2026-01-31"}),
        (FEEDBACK, "disagree", {"value": "disagree", "text": plain("Disagree")}),
        (element("icon_button", value="gone"), None, {"value": "gone"}),
    ],
)
def test_used_tells_what_was_chosen(given: Json, value: Any, expected: Json) -> None:
    told = used(given, value)
    assert told == {"type": given["type"], "action_id": given["action_id"], **expected}


@pytest.mark.parametrize("given", [element("static_select", options=OPTIONS), FEEDBACK])
def test_used_knows_only_what_is_offered(given: Json) -> None:
    with pytest.raises(LookupError, match="neutral"):
        used(given, "neutral")


MODEL = element("static_select", options=OPTIONS, initial_option=OPTIONS[0])
MODAL = {
    "type": "modal",
    "callback_id": "explain",
    "title": plain("Explain"),
    "submit": plain("Go"),
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": plain("Text"),
            "element": element("plain_text_input", max_length=20, min_length=2),
        },
        {
            "type": "input",
            "block_id": "target",
            "label": plain("Label"),
            "optional": True,
            "element": MODEL,
        },
        {
            "type": "input",
            "block_id": "where",
            "label": plain("Where"),
            "optional": True,
            "element": element("conversations_select", response_url_enabled=True),
        },
    ],
}


@pytest.fixture
def view(slack: SlackStandIn, client: WebClient) -> Json:
    opened = client.views_open(trigger_id=slack.trigger_id(), view=MODAL)
    shown: Json = opened["view"]
    return shown


def test_a_view_begins_with_its_initial_values(view: Json) -> None:
    values = view["state"]["values"]
    assert values["text"]["pick"] == {"type": "plain_text_input", "value": None}
    assert values["target"]["pick"]["selected_option"] == OPTIONS[0]


def test_submit_brings_what_was_filled_in_and_what_was_there(
    slack: SlackStandIn, view: Json
) -> None:
    told = submitted(slack, view, {"text": "bugs"})
    values = told["view"]["state"]["values"]
    assert values["text"]["pick"] == {"type": "plain_text_input", "value": "bugs"}
    assert values["target"]["pick"]["selected_option"] == OPTIONS[0]
    assert told["response_urls"] == []


def submitted(slack: SlackStandIn, view: Json, values: Json) -> Json:
    """Return the payload that an app gets which closes the modal without a word."""
    payloads: list[Json] = []
    interact = slack.interact

    def listen(payload: Json, **forgery: Any) -> Any:
        payloads.append(payload)
        return interact(payload, **forgery)

    slack.interact = listen  # type: ignore[method-assign]
    with served_wsgi(Stubborn("200 OK")) as url:
        slack.connect_http(url)
        slack.submit(view, values)
    assert (slack.modals, slack.violations) == ([], [])
    return payloads[0]


def test_submit_brings_an_address_for_the_conversation_that_was_chosen(
    slack: SlackStandIn, view: Json
) -> None:
    told = submitted(slack, view, {"text": "bugs", "where": "C0GENERAL"})
    (address,) = told["response_urls"]
    assert (address["block_id"], address["channel_id"]) == ("where", "C0GENERAL")
    assert address["response_url"].startswith("http://127.0.0.1")


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({}, "text is empty"),
        ({"text": ""}, "text is empty"),
        ({"text": "x"}, "text is too short"),
        ({"text": "x" * 21}, "text is too long"),
    ],
)
def test_submit_is_not_possible_before_everything_is_filled_in(
    slack: SlackStandIn, view: Json, values: Json, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        slack.submit(view, values)


def test_submit_knows_no_other_blocks(slack: SlackStandIn, view: Json) -> None:
    with pytest.raises(LookupError, match="nowhere"):
        slack.submit(view, {"nowhere": "hello"})


def test_a_choice_in_a_view_stays_chosen(slack: SlackStandIn, client: WebClient) -> None:
    actions = {"type": "actions", "block_id": "settings", "elements": [MODEL]}
    client.views_publish(user_id="U0ALICE", view={"type": "home", "blocks": [actions]})
    with served_wsgi(Stubborn("200 OK")) as url:
        slack.connect_http(url)
        slack.click_in_view(slack.home() or {}, "pick", value="positive")
    home = slack.home()
    assert home is not None
    assert home["state"]["values"]["settings"]["pick"]["selected_option"] == OPTIONS[1]


def test_an_updated_view_keeps_what_was_typed_in_the_same_place(
    slack: SlackStandIn, client: WebClient, view: Json
) -> None:
    with served_wsgi(Stubborn("200 OK")) as url:
        slack.connect_http(url)
        slack.click_in_view(view, "pick", value="bugs")
    again = client.views_update(view_id=view["id"], view=MODAL)["view"]
    assert again["state"]["values"]["text"]["pick"]["value"] == "bugs"
