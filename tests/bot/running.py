"""The whole bot, put together inside the test's own process."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.assembly import Bot, assemble, open_store
from bot.models import Explains
from bot.moderation.learning.trainer import Trainer
from bot.outgoing.backoff import Backoff
from bot.serving.http_server import EVENTS_PATH, HttpServer
from bot.settings import Mode, Secret, Settings
from tests.bot.fakes import FakeExplainer
from tests.slack import SlackStandIn

QUICK = Backoff(first=0.02, most=0.1, total=2.0)


def settings_for(slack: SlackStandIn, *, mode: Mode, **changes: Any) -> Settings:
    settings = Settings(
        bot_token=Secret(slack.bot_token),
        signing_secret=Secret(slack.signing_secret),
        app_token=Secret(slack.app_token),
        api_url=slack.api_url,
        mode=mode,
        port=0,
        model="fake",
        shutdown_seconds=5,
    )
    return replace(settings, **changes)


class Given:
    """Gives the same explainer for every name; in a process of its own, a fresh one."""

    def __init__(self, explainer: Explains) -> None:
        self._explainer = explainer

    def __call__(self, name: str) -> Explains:
        return self._explainer

    def __reduce__(self) -> tuple[Any, ...]:
        return (fresh, ())


def fresh() -> Given:
    return Given(FakeExplainer())


@contextmanager
def running(
    slack: SlackStandIn,
    explainer: Explains,
    *,
    mode: Mode = "http",
    launched: bool = True,
    trainer: Trainer | None = None,
    **changes: Any,
) -> Iterator[Bot]:
    """Run a bot against the stand-in, with a database of its own.

    launched: if false, its model still loads until the test says `bot.launch()`.
    trainer:  of models that learn from verdicts.
    changes:  settings that are to differ.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = {
            "database_url": Secret(f"sqlite:///{Path(folder) / 'bot.db'}"),
            "learned_models": Path(folder) / "learned-models",
        }
        settings = settings_for(slack, mode=mode, **(database | changes))
        store = open_store(settings)
        bot = assemble(
            settings,
            Given(explainer),
            store,
            host="127.0.0.1",
            backoff=QUICK,
            trainer=trainer,
        )
        try:
            _start(bot, slack)
            if launched:
                bot.models.get()
                bot.launch()
            yield bot
        finally:
            bot.stop()
            store.close()


def _start(bot: Bot, slack: SlackStandIn) -> None:
    assert bot.server is not None
    bot.listen()
    if isinstance(bot.server, HttpServer):
        slack.connect_http(f"http://127.0.0.1:{bot.server.port}{EVENTS_PATH}")
    else:
        slack.wait_for_connections()
