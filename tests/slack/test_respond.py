from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from tests.slack import SlackStandIn
from tests.slack.clients import bolt_app
from tests.slack.conftest import RunApp

HALF_AN_HOUR = 30 * 60


@pytest.fixture
def url(slack: SlackStandIn) -> str:
    """The response_url of a command that Alice typed."""
    return slack.response_url()


def respond(url: str, **payload: Any) -> tuple[int, str]:
    answer = WebhookClient(url).send_dict(payload)
    return answer.status_code, answer.body


def test_a_response_is_whispered_by_default(slack: SlackStandIn, url: str) -> None:
    assert respond(url, text="hi") == (200, "ok")
    (message,) = slack.seen_only_by("U0ALICE")
    assert (message.text, message.via) == ("hi", "response_url")
    assert [response.text for response in slack.responses] == ["hi"]


def test_a_response_may_be_said_to_all(slack: SlackStandIn, url: str) -> None:
    respond(url, text="hi", response_type="in_channel")
    assert [message.text for message in slack.messages("C0GENERAL")] == ["hi"]
    assert slack.messages("C0GENERAL")[0].ephemeral_to is None


def test_a_response_url_serves_five_times(slack: SlackStandIn, url: str) -> None:
    for _ in range(5):
        assert respond(url, text="hi")[0] == 200
    status, body = respond(url, text="hi")
    assert (status, json.loads(body)) == (404, {"ok": False, "error": "used_url"})
    assert slack.violations == ["response_url: used_url"]
    assert [response.error for response in slack.responses] == [None] * 5 + ["used_url"]


def test_a_response_url_serves_half_an_hour(slack: SlackStandIn, url: str) -> None:
    slack.clock.advance(HALF_AN_HOUR - 10)
    assert respond(url, text="hi")[0] == 200
    slack.clock.advance(11)
    status, body = respond(url, text="hi")
    assert (status, json.loads(body)["error"]) == (404, "expired_url")


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"blocks": [{"type": "sections"}]}, "invalid_blocks"),
        ({"delete_original": True}, "message_not_found"),
    ],
)
def test_a_response_is_refused_for_what_it_says(
    url: str, payload: dict[str, Any], error: str
) -> None:
    status, body = respond(url, **payload)
    assert (status, json.loads(body)["error"]) == (404, error)


@pytest.mark.parametrize("body", [b"", b"hello", b"[]"])
def test_a_response_has_to_be_a_json_object(url: str, body: bytes) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(url, data=body)
    caught.value.close()
    assert caught.value.code == 400


def test_a_commands_response_replaces_nothing(slack: SlackStandIn, url: str) -> None:
    respond(url, text="working")
    respond(url, text="done", replace_original=True)
    assert [message.text for message in slack.seen_only_by("U0ALICE")] == ["working", "done"]
    assert slack.violations == ["response_url: replace_original, but there is no original message"]


BUTTON = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "action_id": "more",
            "text": {"type": "plain_text", "text": "More"},
            "value": "42",
        }
    ],
}


def test_a_click_in_a_message_can_replace_it(slack: SlackStandIn, run_app: RunApp) -> None:
    app = bolt_app(slack)

    @app.action("more")
    def more(ack: Any, action: dict[str, Any], respond: Any) -> None:
        ack()
        respond(text=f"was {action['value']}", replace_original=True)

    run_app(app)
    app.client.chat_postMessage(channel="C0GENERAL", text="a", blocks=[BUTTON])
    (message,) = slack.messages("C0GENERAL")
    assert slack.click(message, "more").ok
    slack.wait_until(lambda: slack.messages("C0GENERAL")[0].text == "was 42")
    assert slack.violations == []


def test_a_click_in_a_whisper_can_delete_it(slack: SlackStandIn, run_app: RunApp) -> None:
    app = bolt_app(slack)

    @app.action("more")
    def more(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        assert "message" not in body
        respond(delete_original=True)

    run_app(app)
    post = app.client.chat_postEphemeral
    post(channel="C0GENERAL", user="U0ALICE", text="a", blocks=[BUTTON])
    slack.click(slack.ephemerals[0], "more")
    slack.wait_until(lambda: slack.ephemerals == [])
