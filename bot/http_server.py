"""HTTP mode: a production server around Bolt's WSGI adapter."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from waitress import wasyncore
from waitress.server import TcpWSGIServer

from bot.errors import StartError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"
HEALTH_PATH = "/healthz"
READY_PATH = "/readyz"
MAX_BODY_BYTES = 1 << 20
THREADS = 8


class HttpServer:
    """Serves the app from a thread of its own until it is stopped."""

    def __init__(
        self, app: App, *, port: int, is_ready: Callable[[], bool], host: str = "0.0.0.0"
    ) -> None:
        self._sockets: dict[int, Any] = {}
        try:
            self._server = TcpWSGIServer(
                wsgi_app(app, is_ready=is_ready),
                map=self._sockets,
                host=host,
                port=port,
                threads=THREADS,
                max_request_body_size=MAX_BODY_BYTES,
                ident=None,
            )
        except OSError as error:
            raise StartError(f"PORT {port} cannot be listened on: {error.strerror}.") from error
        self.port = int(self._server.getsockname()[1])
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="http", daemon=True)

    def start(self) -> None:
        self._thread.start()
        logger.info("listening on port %d for %s", self.port, EVENTS_PATH)

    def is_healthy(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Close the port and every connection."""
        self._stopping.set()
        self._server.pull_trigger()
        self._thread.join()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=1.0, map=self._sockets, count=1)


def wsgi_app(app: App, *, is_ready: Callable[[], bool]) -> WSGIApplication:
    """Return a WSGI application with three addresses.

    They are Slack's, one that tells that the process is alive, and one that tells whether its
    model is loaded.
    """
    slack = SlackRequestHandler(app, path=EVENTS_PATH)

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
            case "GET", path if path == HEALTH_PATH:
                return _plain(start_response, "200 OK", "ok\n")
            case "GET", path if path == READY_PATH:
                if is_ready():
                    return _plain(start_response, "200 OK", "ready\n")
                return _plain(start_response, "503 Service Unavailable", "loading\n")
            case "POST", path if path == EVENTS_PATH:
                if not _has_text_body(environ):
                    return _plain(start_response, "400 Bad Request", "not UTF-8\n")
                return slack(environ, _noting_refusals(start_response))
        return _plain(start_response, "404 Not Found", "not found\n")

    return serve


def _has_text_body(environ: WSGIEnvironment) -> bool:
    """Return whether the adapter, which decodes before it checks the signature, can do so."""
    body = environ["wsgi.input"].read()
    environ["wsgi.input"] = io.BytesIO(body)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _noting_refusals(start_response: StartResponse) -> StartResponse:
    """Return a start_response that logs when Bolt refuses a request for its signature."""

    def start(status: str, headers: list[tuple[str, str]], /, *rest: Any) -> Any:
        if status.startswith("401"):
            logger.warning(
                "refused a request whose signature does not fit SLACK_SIGNING_SECRET, "
                "or which is more than five minutes old"
            )
        return start_response(status, headers, *rest)

    return start


def _plain(start_response: StartResponse, status: str, text: str) -> Iterable[bytes]:
    body = text.encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(status, headers)
    return [body]
