from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import client_of


def test_environment_names_what_an_app_needs(slack: SlackStandIn) -> None:
    assert slack.environment() == {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_APP_TOKEN": slack.app_token,
    }


def test_two_stand_ins_know_nothing_of_each_other(slack: SlackStandIn) -> None:
    with SlackStandIn() as other:
        client_of(other).chat_postMessage(channel="C0GENERAL", text="hi")
        assert len(other.messages("C0GENERAL")) == 1
        assert other.bot_token != slack.bot_token
    assert slack.messages("C0GENERAL") == []


def test_a_port_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(OSError, match="in use"), SlackStandIn(port=taken.getsockname()[1]):
            pass


def test_the_server_listens_on_one_loopback_address_only(slack: SlackStandIn) -> None:
    port = int(slack.api_url.split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port)):
        pass
    with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable, by the system
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_many_threads_may_call_at_once(slack: SlackStandIn, client: WebClient) -> None:
    def post(number: int) -> str:
        answer = client.chat_postMessage(channel="C0GENERAL", text=str(number))
        return str(answer["ts"])

    with ThreadPoolExecutor(8) as pool:
        timestamps = list(pool.map(post, range(40)))
    assert len(set(timestamps)) == 40
    assert {m.text for m in slack.messages("C0GENERAL")} == {str(n) for n in range(40)}


def test_wait_for_messages_gives_up_in_the_end(slack: SlackStandIn) -> None:
    with pytest.raises(TimeoutError, match="2 messages in C0GENERAL"):
        slack.wait_for_messages("C0GENERAL", n=2, timeout=0.01)


def test_wait_until_may_ask_slack_itself(slack: SlackStandIn, client: WebClient) -> None:
    slack.wait_until(lambda: bool(client.auth_test()["ok"]))


def test_violations_can_be_forgiven(slack: SlackStandIn) -> None:
    slack.command("/explain", "nobody is there")
    assert slack.violations != []
    slack.violations.clear()
    assert slack.violations == []
