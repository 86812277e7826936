from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.errors import StartError
from bot.serving.socket_server import SocketServer
from tests.bot.fakes import FakeExplainer
from tests.bot.running import running
from tests.slack import SlackStandIn
from tests.waiting import wait_until


def server_for(slack: SlackStandIn, *, app_token: str) -> SocketServer:
    return SocketServer(App(client=WebClient(slack.bot_token, slack.api_url)), app_token=app_token)


def test_socket_answers_after_slack_asked_for_a_new_connection(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer(), mode="socket"):
        slack.disconnect()
        slack.wait_for_connections()
        slack.command("/explain", "some text")

        assert len(slack.wait_for_messages("C0GENERAL")) == 1


def test_socket_answers_after_the_connection_broke(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer(), mode="socket") as bot:
        slack.drop_connections()
        slack.wait_for_connections(timeout=60)
        slack.command("/explain", "some text")
        messages = slack.wait_for_messages("C0GENERAL")

        assert len(messages) == 1
        assert bot.server.is_healthy()


def test_socket_start_names_a_refused_app_token(slack: SlackStandIn) -> None:
    server = server_for(slack, app_token="xapp-other")

    with pytest.raises(StartError, match=r"SLACK_APP_TOKEN \(invalid_auth\)"):
        server.start()
    server.stop()
    slack.violations.clear()


class MisledClient(WebClient):
    """A client to which Slack names an address where nobody listens."""

    def apps_connections_open(self, *, app_token: str, **kwargs: Any) -> SlackResponse:
        response = super().apps_connections_open(app_token=app_token, **kwargs)
        response.data = {"ok": True, "url": "ws://127.0.0.1:9/"}
        return response


def test_socket_start_fails_if_the_websocket_cannot_be_opened(slack: SlackStandIn) -> None:
    app = App(client=MisledClient(slack.bot_token, base_url=slack.api_url), signing_secret="s")
    server = SocketServer(app, app_token=slack.app_token)

    with pytest.raises(StartError, match="WebSocket cannot be opened"):
        server.start()
    server.stop()


def test_socket_acknowledges_what_has_come_in_before_it_closes(slack: SlackStandIn) -> None:
    came, gate = threading.Event(), threading.Event()
    app = App(client=WebClient(slack.bot_token, slack.api_url), process_before_response=True)

    @app.command("/explain")
    def listen(ack: Ack) -> None:
        came.set()
        assert gate.wait(30)
        ack("heard")

    server = SocketServer(app, app_token=slack.app_token)
    server.start()
    slack.wait_for_connections()
    with ThreadPoolExecutor() as pool:
        acknowledged = pool.submit(slack.command, "/explain", "some text")
        assert came.wait(30)
        stopped = pool.submit(server.stop)
        wait_until(lambda: server._stopping.is_set())
        gate.set()
        stopped.result(30)

        assert "heard" in str(acknowledged.result(30).body)
