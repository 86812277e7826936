"""One bot process, from its start to its end."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Protocol

from slack_bolt import App

from bot.answer import Answerer, Explains
from bot.app import build_app, identify
from bot.delivery import Delivery
from bot.errors import DeliveryError, StartError
from bot.http_server import HttpServer
from bot.jobs import Jobs
from bot.messages import CUT_SHORT, Message, problem
from bot.request import ExplainRequest
from bot.settings import Settings
from bot.slack_api import hasty_client, web_client
from bot.socket_server import SocketServer
from explain_core.download import without_secrets
from explain_core.errors import ExplainError, ModelError

logger = logging.getLogger(__name__)

# Platforms kill a process half a minute after they asked it to end. Work under way gets the 20
# seconds of SHUTDOWN_SECONDS, the messages to those without an answer these.
FAREWELL_SECONDS = 8.0
LOADED_CHECK_SECONDS = 0.1
HEALTH_CHECK_SECONDS = 5.0

Load = Callable[[str], Explains]


class Server(Protocol):
    """Where requests come in."""

    def start(self) -> None: ...

    def is_healthy(self) -> bool: ...

    def stop(self) -> None: ...


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


def run(settings: Settings, load: Load, *, signals: StopSignals) -> None:
    """Serve until a signal comes, and finish what was accepted.

    Requests are accepted while the model still loads, and wait for it. A signal is heard then too.
    What is unfinished after `settings.shutdown_seconds` is given up, and its askers are told.
    Raises: StartError, ExplainError if the model cannot be used.
    """
    client = web_client(settings)
    identity = identify(client, api_url=settings.api_url)
    delivery = Delivery(client, bot_name=str(identity.user))
    farewell = Delivery(hasty_client(settings), bot_name=str(identity.user))
    jobs = Jobs()
    server = _server(settings, build_app(client, settings, jobs=jobs, identity=identity), jobs)
    server.start()
    try:
        explainer = _loaded(load, settings.model, signals=signals)
        if explainer is not None:
            jobs.start(Answerer(explainer, delivery).answer)
            logger.info("ready: model %s, %s mode", without_secrets(settings.model), settings.mode)
            _wait(server, signals)
        logger.info("stopping: finishing what was accepted")
    except ExplainError as error:
        _apologize(farewell, jobs.stop(grace=0.0), error)
        raise
    finally:
        _tell_all(farewell, jobs.stop(grace=settings.shutdown_seconds), lambda _: CUT_SHORT)
        server.stop()


def _loaded(load: Load, name: str, *, signals: StopSignals) -> Explains | None:
    """Return the explainer, or None if the end was asked for while it loaded."""
    loading: Future[Explains] = Future()

    def work() -> None:
        try:
            loading.set_result(load(name))
        except BaseException as error:
            loading.set_exception(error)

    threading.Thread(target=work, name="load", daemon=True).start()
    while not loading.done():
        if signals.wait(LOADED_CHECK_SECONDS):
            return None
    return loading.result()


def _server(settings: Settings, app: App, jobs: Jobs) -> Server:
    if settings.mode == "socket" and settings.app_token is not None:
        return SocketServer(app, app_token=settings.app_token.reveal())
    return HttpServer(app, port=settings.port, is_ready=lambda: jobs.started)


def _apologize(delivery: Delivery, requests: Iterable[ExplainRequest], error: ExplainError) -> None:
    # Whatever kind of error it is, the model is to blame and not what somebody asked.
    unusable = ModelError(str(error))
    _tell_all(delivery, requests, lambda request: problem(unusable, request_id=request.id))


def _wait(server: Server, signals: StopSignals) -> None:
    while not signals.wait(HEALTH_CHECK_SECONDS):
        if not server.is_healthy():
            raise StartError("The connection to Slack is lost and does not come back.")


def _tell_all(
    delivery: Delivery, requests: Iterable[ExplainRequest], text: Callable[[ExplainRequest], str]
) -> None:
    """Tell every asker something, several at a time, and stop after FAREWELL_SECONDS."""

    def tell(request: ExplainRequest) -> None:
        logger.warning("request %s: not answered", request.id)
        try:
            delivery.tell(request, Message(text(request)))
        except DeliveryError as error:
            logger.error("request %s: its asker was not told (%s)", request.id, error.code)

    pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="farewell")
    _, late = wait([pool.submit(tell, request) for request in requests], FAREWELL_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    if late:
        logger.error("%d askers were perhaps not told: there was no time left", len(late))
