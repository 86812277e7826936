"""The pages for machines, as they are reached from outside."""

from __future__ import annotations

import http.client
from contextlib import closing
from pathlib import Path

import pytest

from bot.assembly import Bot
from bot.serving.http_server import HttpServer
from bot.settings import Mode
from tests.bot.fakes import FakeExplainer
from tests.bot.processes import BotProcess
from tests.bot.running import running
from tests.slack import SlackStandIn


def page(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def ports(bot: Bot) -> tuple[int | None, int | None]:
    """Return the port where Slack's requests come in by HTTP, and that of the pages alone."""
    server = bot.server.port if isinstance(bot.server, HttpServer) else None
    return server, bot.pages.port if bot.pages is not None else None


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_pages_have_a_port_of_their_own_if_the_settings_name_one(
    slack: SlackStandIn, mode: Mode
) -> None:
    with running(slack, FakeExplainer(), mode=mode, metrics_port=0) as bot:
        slack.command("/explain", "some text")
        slack.wait_for_messages("C0GENERAL")
        server, pages = ports(bot)
        assert pages is not None

        assert page(pages, "/healthz") == (200, "ok\n")
        assert page(pages, "/readyz") == (200, "model: ok\ndatabase: ok\nslack: ok\n")
        assert 'explain_step_seconds_count{step="explain"}' in page(pages, "/metrics")[1]
        assert page(pages, "/slack/events")[0] == 404
        if server is not None:
            assert page(server, "/readyz")[0] == 200
            assert page(server, "/metrics")[0] == 404


def test_pages_are_where_slacks_requests_come_in_otherwise(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer()) as bot:
        server, pages = ports(bot)
        assert (server is not None, pages) == (True, None)
        assert server is not None

        assert page(server, "/metrics")[0] == 200


def test_readyz_names_what_is_missing_in_socket_mode(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer(), mode="socket", launched=False, metrics_port=0) as bot:
        assert bot.pages is not None
        status, lines = page(bot.pages.port, "/readyz")

    assert (status, lines) == (503, "model: not loaded (yet)\ndatabase: ok\nslack: ok\n")


def test_pages_tell_how_a_worker_does(slack: SlackStandIn, tmp_path: Path) -> None:
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}", "METRICS_PORT": "0"}
    worker = ["-m", "tests.bot.run_bot", "works", "worker"]
    with closing(BotProcess(worker, slack.environment() | settings)) as process:
        process.wait_for("ready:")
        port = int(process.wait_for("metrics on port").split("port ")[1].rstrip('"}\n'))

        assert page(port, "/readyz") == (200, "model: ok\ndatabase: ok\nslack: ok\n")
