from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.errors import DeliveryError, MissingScope, RateLimited, Unreachable
from bot.slack_api import call, web_client
from tests.bot.running import settings_for
from tests.slack import SlackStandIn


@pytest.fixture
def client(slack: SlackStandIn) -> WebClient:
    """A client that tries nothing again, so that a failure is seen at once."""
    client = web_client(settings_for(slack, mode="http"))
    client.retry_handlers.clear()
    return client


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


def test_call_translates_a_page_that_is_no_json(slack: SlackStandIn, client: WebClient) -> None:
    slack.fail("chat.postMessage", status=500)

    with pytest.raises(DeliveryError) as caught:
        post(client)
    assert caught.value.code == "http_500"


def test_call_translates_a_dropped_connection(slack: SlackStandIn, client: WebClient) -> None:
    slack.fail("chat.postMessage", drop_connection=True)

    with pytest.raises(Unreachable) as caught:
        post(client)
    assert caught.value.kind == "RemoteDisconnected"


@pytest.mark.parametrize(
    ("drop", "calls"),
    [
        (lambda client: client.auth_test(), 2),
        (lambda client: client.chat_postMessage(channel="C0GENERAL", text="hello"), 1),
    ],
)
def test_web_client_repeats_after_a_dropped_connection_only_what_may_be_repeated(
    slack: SlackStandIn, drop: Callable[[WebClient], Any], calls: int
) -> None:
    client = web_client(settings_for(slack, mode="http"))
    for method in ("auth.test", "chat.postMessage"):
        slack.fail(method, drop_connection=True, applied=True)
    try:
        drop(client)
    except OSError:
        assert calls == 1

    assert len(slack.calls) == calls
