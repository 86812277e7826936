from __future__ import annotations

import json
from typing import Any

import pytest
from slack_bolt import BoltResponse
from slack_bolt.error import BoltUnhandledRequestError

from bot.errors import Busy
from bot.listeners.failing import error_handler
from bot.messages.message import Message
from bot.request import ExplainRequest
from bot.teller import Teller

COMMAND = {"command": "/explain", "text": "quincunx", "trigger_id": "1.2.3"}
CLICK = {
    "type": "block_actions",
    "trigger_id": "1.2.3",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "container": {"channel_id": "C1", "thread_ts": "1.2"},
    "response_url": "https://hooks.slack.com/actions/secret",
}
Told = list[tuple[ExplainRequest, Message]]


def handled(error: Exception, body: dict[str, Any]) -> tuple[BoltResponse, Told]:
    """Return how the request was acknowledged, and who was told what."""
    told: Told = []
    teller = Teller(lambda request, message: told.append((request, message)))
    response = error_handler(teller)(error, body)
    teller.stop(grace=30.0)
    return response, told


def unhandled() -> BoltUnhandledRequestError:
    response = BoltResponse(status=404)
    return BoltUnhandledRequestError(request=None, current_response=response)  # type: ignore[arg-type]


def test_failed_command_is_explained_in_the_acknowledgement() -> None:
    response, told = handled(Busy(500), COMMAND)

    shown = json.loads(response.body)
    assert (response.status, shown["response_type"]) == (200, "ephemeral")
    assert "500 requests are waiting" in shown["text"]
    assert told == []


def test_unknown_command_is_named() -> None:
    response, _ = handled(unhandled(), COMMAND | {"command": "/other"})

    assert json.loads(response.body)["text"] == "I do not know the command `/other`."


def test_failure_has_the_same_number_in_the_log_and_for_the_person(
    caplog: pytest.LogCaptureFixture,
) -> None:
    response, _ = handled(RuntimeError("inner workings"), COMMAND)

    number = caplog.messages[0].removeprefix("request ").split(":")[0]
    assert number in response.body
    assert "inner workings" not in response.body
    assert "quincunx" not in caplog.text


def test_failed_click_is_explained_where_it_was_made() -> None:
    response, told = handled(Busy(500), CLICK)

    ((asker, message),) = told
    assert (response.status, response.body) == (200, "")
    assert (asker.user, asker.channel, asker.thread) == ("U1", "C1", "1.2")
    assert asker.response_url == CLICK["response_url"]
    assert "500 requests are waiting" in message.text


@pytest.mark.parametrize("kind", ["app_mention", "message", "reaction_added"])
def test_failure_after_an_event_is_explained_to_who_caused_it(kind: str) -> None:
    event = {"type": kind, "user": "U1", "item": {"channel": "C1"}}
    _, told = handled(Busy(500), {"type": "event_callback", "event": event})

    assert [asker.user for asker, _ in told] == ["U1"]


@pytest.mark.parametrize(
    ("error", "event"),
    [
        (RuntimeError(), {"type": "app_home_opened", "user": "U1"}),
        (RuntimeError(), {"type": "app_mention"}),
        (RuntimeError(), {}),
        (unhandled(), {"type": "message", "user": "U1"}),
    ],
)
def test_failure_that_nobody_waits_for_makes_no_noise(
    error: Exception, event: dict[str, str]
) -> None:
    response, told = handled(error, {"type": "event_callback", "event": event})

    assert (response.status, response.body, told) == (200, "", [])


@pytest.mark.parametrize(
    "view", [None, {}, {"blocks": None}, {"blocks": [{"type": "section", "block_id": "b"}]}]
)
def test_failed_window_without_a_field_is_explained_elsewhere(view: object) -> None:
    body = {"type": "view_submission", "user": {"id": "U1"}, "view": view}
    response, told = handled(Busy(500), body)

    assert (response.body, len(told)) == ("", 1)


def test_failed_window_is_explained_below_its_first_field() -> None:
    blocks = [{"type": "section", "block_id": "a"}, {"type": "input", "block_id": "b"}]
    response, told = handled(Busy(500), {"type": "view_submission", "view": {"blocks": blocks}})

    shown = json.loads(response.body)
    assert shown["response_action"] == "errors"
    assert list(shown["errors"]) == ["b"]
    assert told == []
