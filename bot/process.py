"""One bot process, from its start to its end."""

from __future__ import annotations

import logging
import os
import signal
import threading
from concurrent.futures import Future
from contextlib import closing, nullcontext
from itertools import count
from queue import Empty, SimpleQueue
from types import FrameType

from bot.assembly import Bot, Role, assemble, open_store
from bot.durable.slots import Renew, claimed
from bot.errors import StartError
from bot.models import Explains, Load, Models
from bot.settings import Settings
from explain_core.download import without_secrets

logger = logging.getLogger(__name__)

LOADED_CHECK_SECONDS = 0.1
HEALTH_CHECK_SECONDS = 5.0
CHECKS_A_MINUTE = 12


class StopSignals:
    """SIGTERM and SIGINT: the first one asks for an end, the second one is obeyed at once."""

    def __init__(self) -> None:
        # Of all queues and events, only this one may be used in a signal handler.
        self._arrived: SimpleQueue[int] = SimpleQueue()
        self._asked = False

    def install(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.on_signal)

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            os._exit(128 + number)
        self._asked = True
        self._arrived.put(number)

    def wait(self, seconds: float) -> bool:
        """Return whether the end was asked for, waiting up to that long for it."""
        try:
            self._arrived.get(timeout=seconds)
        except Empty:
            return False
        return True


def run(settings: Settings, load: Load, *, signals: StopSignals, role: Role = "all") -> None:
    """Serve until a signal comes. What was accepted and is not finished is done after a restart.

    Requests are accepted while the model still loads, and wait for it. A signal is heard then too.
    role: "web" accepts requests, "worker" answers them, "all" does both in one process.
    Raises: StartError, SettingsError, StoreUnavailable, ExplainError if the model cannot be used.
    """
    store = open_store(settings)
    # A process that takes up no jobs needs no name of its own.
    slot = nullcontext(_nothing) if role == "web" else claimed(settings.slot, store.engine)
    with closing(store), slot as renew:
        bot = assemble(settings, load, store, role=role)
        bot.listen()
        try:
            if role == "web" or _begins(bot, signals):
                logger.info("ready: %s %s, %s mode", role, _model(settings), settings.mode)
                watch(bot, signals, renew)
            logger.info("stopping: finishing what is under way")
        finally:
            bot.stop()


def _nothing() -> None:
    return None


def _model(settings: Settings) -> str:
    return without_secrets(settings.model)


def _begins(bot: Bot, signals: StopSignals) -> bool:
    """Load the model and begin to answer; False if the end was asked for meanwhile."""
    if not _loaded(bot.models, signals=signals):
        return False
    bot.launch()
    return True


def _loaded(models: Models, *, signals: StopSignals) -> bool:
    """Return whether the default model is there; False if the end was asked for before."""
    loading: Future[Explains] = Future()

    def work() -> None:
        try:
            loading.set_result(models.get())
        except BaseException as error:
            loading.set_exception(error)

    threading.Thread(target=work, name="load", daemon=True).start()
    while not loading.done():
        if signals.wait(LOADED_CHECK_SECONDS):
            return False
    loading.result()
    return True


def watch(bot: Bot, signals: StopSignals, renew: Renew) -> None:
    """Return when the end was asked for; see to it until then that the process can do its work.

    Raises: StartError if it cannot.
    """
    for n in count(1):
        if signals.wait(HEALTH_CHECK_SECONDS):
            return
        renew()
        if n % CHECKS_A_MINUTE == 0:
            bot.engine.take_up_dropped()
        if bot.server is not None and not bot.server.is_healthy():
            raise StartError("The connection to Slack is lost and does not come back.")
