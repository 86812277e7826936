"""A production HTTP server in a thread of its own."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import TcpWSGIServer

from bot.errors import StartError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MAX_BODY_BYTES = 1 << 20

# Slack waits no longer than that for an acknowledgement, so nobody misses a later one.
LAST_ANSWERS_SECONDS = 3


class WsgiServer:
    """Serves a WSGI application until it is stopped.

    setting: what the operator calls the port.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        host: str,
        port: int,
        threads: int = 2,
        setting: str = "PORT",
    ) -> None:
        self._sockets: dict[int, Any] = {}
        try:
            self._server = TcpWSGIServer(
                application,
                map=self._sockets,
                host=host,
                port=port,
                threads=threads,
                max_request_body_size=MAX_BODY_BYTES,
                ident=None,
            )
        except OSError as error:
            wasyncore.close_all(self._sockets)
            raise StartError(
                f"{setting} {port} cannot be listened on: {error.strerror}."
            ) from error
        self.port = int(self._server.getsockname()[1])
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=f"http-{self.port}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def is_healthy(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Close the port, answer what has come in, and close every connection."""
        self._stopping.set()
        if self._thread.is_alive():
            self._server.pull_trigger()
            self._thread.join()
        # Whoever comes now is refused at once, and does not wait for an answer in vain.
        wasyncore.dispatcher.close(self._server)
        self._wait_for_queue()
        self._server.task_dispatcher.shutdown(timeout=LAST_ANSWERS_SECONDS)
        wasyncore.close_all(self._sockets)

    def _wait_for_queue(self) -> None:
        """Return when a thread has taken up every request: at the end waitress drops the rest."""
        until = time.monotonic() + LAST_ANSWERS_SECONDS
        while self._server.task_dispatcher.queue and time.monotonic() < until:
            time.sleep(0.01)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=1.0, map=self._sockets, count=1)
