from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from tests.slack import SlackStandIn
from tests.slack.clients import PNG, client_of, refusal
from tests.slack.clock import Clock
from tests.slack.methods import METHODS


def post(slack: SlackStandIn) -> Any:
    return client_of(slack).chat_postMessage(channel="C0GENERAL", text="hi")


def test_fail_answers_with_the_error_as_often_as_planned(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", error="not_in_channel", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            post(slack)
        assert caught.value.response["error"] == "not_in_channel"
    assert post(slack)["ok"]
    assert (slack.violations, slack.refusals) == ([], [])


def test_fail_leaves_other_methods_alone(slack: SlackStandIn, client: WebClient) -> None:
    slack.fail("chat.postMessage", error="fatal_error")
    assert client.auth_test()["ok"]


def test_fail_says_when_to_come_back(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        post(slack)
    response = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "7"


def test_fail_takes_a_wait_alone_for_a_429(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", retry_after=0)
    with pytest.raises(SlackApiError) as caught:
        post(slack)
    assert caught.value.response.status_code == 429
    assert post(slack)["ok"]


def test_a_call_before_retry_after_is_over_is_a_violation(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=30)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            post(slack)
    assert slack.violations == ["chat.postMessage: called 30 s before Retry-After was over"]
    slack.clock.advance(30)
    assert post(slack)["ok"]


def test_fail_with_a_status_gives_a_page_that_is_not_json(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", status=500)
    with pytest.raises(SlackApiError) as caught:
        post(slack)
    assert caught.value.response.status_code == 500


@pytest.mark.parametrize(("applied", "n_messages"), [(False, 0), (True, 1)])
def test_fail_can_lose_the_answer_only(slack: SlackStandIn, applied: bool, n_messages: int) -> None:
    slack.fail("chat.postMessage", drop_connection=True, applied=applied)
    with pytest.raises((urllib.error.URLError, http.client.HTTPException, ConnectionError)):
        post(slack)
    assert len(slack.messages("C0GENERAL")) == n_messages


def test_fail_with_a_delay_alone_lets_the_call_through(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", delay=0.01)
    assert post(slack)["ok"]


def test_fail_can_break_the_upload_of_the_bytes(slack: SlackStandIn, client: WebClient) -> None:
    slack.fail("upload", status=500)
    with pytest.raises(urllib.error.HTTPError) as caught:
        client.files_upload_v2(filename="a.png", file=PNG)
    caught.value.close()
    assert client.files_upload_v2(filename="a.png", file=PNG)["ok"]


def test_fail_can_break_a_response_url(slack: SlackStandIn) -> None:
    slack.fail("response_url", error="expired_url")
    client = WebhookClient(slack.response_url())
    assert client.send(text="hi").status_code == 404
    assert client.send(text="hi").status_code == 200


def test_fail_can_refuse_a_websocket(slack: SlackStandIn, client: WebClient) -> None:
    slack.fail("link", status=503)
    address = client.apps_connections_open(app_token=slack.app_token)["url"]
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(address.replace("ws://", "http://"))
    caught.value.close()
    assert caught.value.code == 503


class StandingClock(Clock):
    def now(self) -> float:
        return 1_000_000.0


def test_posting_faster_than_slack_allows_is_answered_with_a_wait() -> None:
    with SlackStandIn(posts_per_second=1.0, clock=StandingClock()) as slack:
        for _ in range(5):
            assert post(slack)["ok"]
        with pytest.raises(SlackApiError) as caught:
            post(slack)
    assert caught.value.response.headers["Retry-After"] == "1"


@pytest.mark.parametrize("method", sorted(METHODS))
def test_fail_works_for_every_method(slack: SlackStandIn, client: WebClient, method: str) -> None:
    slack.fail(method, error="fatal_error")
    assert refusal(client.api_call, api_method=method) == "fatal_error"
    slack.fail(method, retry_after=1)
    assert refusal(client.api_call, api_method=method) == "ratelimited"
    assert slack.violations == []
