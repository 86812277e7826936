from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.errors import (
    AccessRevoked,
    DeliveryError,
    MissingScope,
    RateLimited,
    ShareNotSeen,
    TooLate,
    Unreachable,
)
from bot.outgoing.slack_api import call, impatient, named, web_client
from tests.slack import SlackStandIn


@pytest.fixture
def client(slack: SlackStandIn) -> WebClient:
    """A client that tries nothing again, so that a failure is seen at once."""
    return impatient(web_client(slack.bot_token, slack.api_url))


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def patient(slack: SlackStandIn, slept: list[float]) -> WebClient:
    """A client whose pauses pass at once, by the stand-in's clock."""

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        slack.clock.advance(seconds)

    return web_client(slack.bot_token, slack.api_url, sleep=sleep)


def post(client: WebClient) -> Any:
    return call(client.chat_postMessage, channel="C0GENERAL", text="hello")


def test_call_returns_slacks_answer(client: WebClient) -> None:
    assert post(client)["channel"] == "C0GENERAL"


def test_call_keeps_slacks_word_for_an_error(slack: SlackStandIn, client: WebClient) -> None:
    slack.fail("chat.postMessage", error="is_archived")

    with pytest.raises(DeliveryError) as caught:
        post(client)
    assert caught.value.code == "is_archived"


def test_call_translates_a_429(slack: SlackStandIn, client: WebClient) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=7)

    with pytest.raises(RateLimited) as caught:
        post(client)
    assert caught.value.retry_after == 7


def test_call_translates_a_missing_scope(slack: SlackStandIn, client: WebClient) -> None:
    slack.scopes.discard("chat:write")

    with pytest.raises(MissingScope) as caught:
        post(client)
    assert caught.value.needed == "chat:write"
    slack.violations.clear()


def test_call_translates_a_picture_that_cannot_be_shown_yet(
    slack: SlackStandIn, client: WebClient
) -> None:
    details = ["invalid slack file [json-pointer:/blocks/0/slack_file]"]
    slack.fail("chat.postMessage", error="invalid_blocks", details=details)

    with pytest.raises(ShareNotSeen):
        post(client)


def test_call_translates_a_page_that_is_no_json(slack: SlackStandIn, client: WebClient) -> None:
    slack.fail("chat.postMessage", status=500)

    with pytest.raises(Unreachable) as caught:
        post(client)
    assert caught.value.kind == "http_500"


def test_call_translates_a_dropped_connection(slack: SlackStandIn, client: WebClient) -> None:
    slack.fail("chat.postMessage", drop_connection=True)

    with pytest.raises(Unreachable) as caught:
        post(client)
    assert caught.value.kind == "RemoteDisconnected"


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "token_expired"])
def test_call_translates_a_token_that_is_no_longer_good(
    slack: SlackStandIn, client: WebClient, error: str
) -> None:
    slack.fail("chat.postMessage", error=error)

    with pytest.raises(AccessRevoked) as caught:
        post(client)
    assert caught.value.code == error


def test_call_translates_a_trigger_that_is_too_old(slack: SlackStandIn, client: WebClient) -> None:
    trigger_id = slack.trigger_id()
    slack.clock.advance(60.0)
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Details"}, "blocks": []}

    with pytest.raises(TooLate, match="click again"):
        call(client.views_open, trigger_id=trigger_id, view=view)
    slack.violations.clear()


@pytest.mark.parametrize("word", ["fatal_error", "internal_error", "service_unavailable"])
def test_named_takes_a_half_done_call_for_an_unanswered_one(word: str) -> None:
    error = named(word)

    assert isinstance(error, Unreachable)
    assert error.kind == word


@pytest.mark.parametrize(
    ("drop", "calls"),
    [
        (lambda client: call(client.auth_test), 2),
        (lambda client: post(client), 1),
    ],
)
@pytest.mark.parametrize("trouble", [{"drop_connection": True}, {"status": 500}])
def test_client_repeats_only_what_may_be_repeated(
    slack: SlackStandIn,
    patient: WebClient,
    drop: Callable[[WebClient], Any],
    calls: int,
    trouble: dict[str, Any],
) -> None:
    for method in ("auth.test", "chat.postMessage"):
        slack.fail(method, applied=True, **trouble)
    try:
        drop(patient)
    except Unreachable:
        assert calls == 1

    assert len(slack.calls) == calls


def test_client_repeats_a_post_that_was_never_sent(slept: list[float]) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        api_url = f"http://127.0.0.1:{deaf.getsockname()[1]}/api/"
        with pytest.raises(Unreachable):
            post(web_client("xoxb-1", api_url, sleep=slept.append))

    assert len(slept) > 1


@pytest.mark.parametrize("times", [1, 3])
def test_client_waits_as_long_as_slack_asks(
    slack: SlackStandIn, patient: WebClient, slept: list[float], times: int
) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=7, times=times)
    post(patient)

    assert [int(seconds) for seconds in slept] == [7] * times


def test_client_does_not_wait_longer_than_a_minute_in_all(
    slack: SlackStandIn, patient: WebClient, slept: list[float]
) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=25, times=10)

    with pytest.raises(RateLimited):
        post(patient)
    assert len(slept) == 2


def test_client_gives_up_on_what_goes_on_failing(
    slack: SlackStandIn, patient: WebClient, slept: list[float]
) -> None:
    slack.fail("auth.test", status=503, times=1000)

    with pytest.raises(Unreachable):
        call(patient.auth_test)
    assert sum(slept) <= 20.0
