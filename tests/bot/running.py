"""The whole bot, put together inside the test's own process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.answer import Answerer, Explains
from bot.app import build_app, identify
from bot.backoff import Backoff
from bot.delivery import Delivery
from bot.http_server import EVENTS_PATH, HttpServer
from bot.jobs import Jobs
from bot.settings import Mode, Secret, Settings
from bot.slack_api import web_client
from bot.socket_server import SocketServer
from tests.slack import SlackStandIn

QUICK = Backoff(first=0.02, most=0.1, total=2.0)


class Bot:
    """A bot that accepts requests at once, and answers from `load` on."""

    def __init__(self, slack: SlackStandIn, *, mode: Mode, limit: int = 500) -> None:
        self.settings = settings_for(slack, mode=mode)
        client = web_client(self.settings)
        identity = identify(client, api_url=slack.api_url)
        self.delivery = Delivery(client, bot_name=str(identity.user), backoff=QUICK)
        self.jobs = Jobs(limit=limit)
        self.app = build_app(client, self.settings, jobs=self.jobs, identity=identity)
        self.server = (
            HttpServer(self.app, port=0, host="127.0.0.1", is_ready=lambda: self.jobs.started)
            if mode == "http"
            else SocketServer(self.app, app_token=slack.app_token)
        )

    def start(self, slack: SlackStandIn) -> None:
        self.server.start()
        if isinstance(self.server, HttpServer):
            slack.connect_http(f"http://127.0.0.1:{self.server.port}{EVENTS_PATH}")
        else:
            slack.wait_for_connections()

    def load(self, explainer: Explains) -> None:
        self.jobs.start(Answerer(explainer, self.delivery).answer)


def settings_for(slack: SlackStandIn, *, mode: Mode) -> Settings:
    return Settings(
        bot_token=Secret(slack.bot_token),
        signing_secret=Secret(slack.signing_secret),
        app_token=Secret(slack.app_token),
        api_url=slack.api_url,
        mode=mode,
        port=0,
        model="fake",
        shutdown_seconds=20,
        log_level="INFO",
    )


@contextmanager
def running(
    slack: SlackStandIn,
    explainer: Explains | None,
    *,
    mode: Mode = "http",
    limit: int = 500,
) -> Iterator[Bot]:
    """Run a bot against the stand-in; without an explainer its model still loads."""
    bot = Bot(slack, mode=mode, limit=limit)
    bot.start(slack)
    if explainer is not None:
        bot.load(explainer)
    try:
        yield bot
    finally:
        bot.jobs.stop(grace=5.0)
        bot.server.stop()
