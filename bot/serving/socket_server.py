"""Socket Mode: the app calls Slack, so that nothing has to be reachable from outside."""

from __future__ import annotations

import logging
import select
import socket
import threading
import time
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.errors import DeliveryError, StartError, Unreachable
from bot.outgoing.slack_api import call, quiet_logger

logger = logging.getLogger(__name__)

# A connection that was silent for four pings is given up.
PING_SECONDS = 5.0
WATCH_SECONDS = 1.0

# The SDK reads a message by recursion, one level for each bufferful.
BUFFER_BYTES = 1 << 16

# The SDK reconnects by itself; where it has not managed in this time, a fresh process may.
PATIENCE_SECONDS = 120.0

# Slack waits no longer than that for an acknowledgement.
LAST_ANSWERS_SECONDS = 3.0


class SocketServer:
    """Receives requests over a WebSocket, which is opened anew whenever it breaks."""

    def __init__(self, app: App, *, app_token: str) -> None:
        self._app = app
        self._app_token = app_token
        self._handler = _Handler(
            app,
            app_token=app_token,
            logger=quiet_logger("slack_sdk.socket_mode"),
            ping_interval=PING_SECONDS,
            receive_buffer_size=BUFFER_BYTES,
        )
        self._client = self._handler.client
        self._last_connected = time.monotonic()
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._watch_line, name="socket", daemon=True)

    def start(self) -> None:
        """Connect to Slack.

        Raises: StartError. The SDK itself takes a connection that failed for one that stands.
        """
        self._client.wss_uri = self._address()
        self._client.connect()
        if not self._client.is_connected():
            raise StartError("Slack's WebSocket cannot be opened; is it blocked by a firewall?")
        self._watch.start()
        logger.info("connected to Slack by Socket Mode")

    def is_connected(self) -> bool:
        return bool(self._client.is_connected())

    def is_healthy(self) -> bool:
        """Return False once Slack has been out of reach for too long."""
        now = time.monotonic()
        if self._client.is_connected():
            self._last_connected = now
        return now - self._last_connected < PATIENCE_SECONDS

    def stop(self) -> None:
        self._stopping.set()
        if self._watch.is_alive():
            self._watch.join()
        self._acknowledge_the_last()
        self._client.close()

    def _acknowledge_the_last(self) -> None:
        """Return when what has come in is acknowledged: on a closed line nobody would hear it."""
        until = time.monotonic() + LAST_ANSWERS_SECONDS
        waiting = self._client.message_queue
        while (self._handler.under_way or waiting.qsize()) and time.monotonic() < until:
            time.sleep(0.01)

    def _watch_line(self) -> None:
        """Reconnect at once after Slack hung up without a word.

        The SDK notices that only after five pings, and reads from the dead line in a busy loop
        until then.
        """
        while not self._stopping.wait(WATCH_SECONDS):
            session = self._client.current_session
            if session is None or not _is_hung_up(session.sock):
                continue
            logger.warning("Slack hung up; connecting again")
            session.disconnect()
            try:
                call(self._client.connect_to_new_endpoint)
            except DeliveryError as error:
                logger.warning("no new connection yet (%s)", error.code)

    def _address(self) -> str:
        try:
            client = self._app.client
            return str(call(client.apps_connections_open, app_token=self._app_token)["url"])
        except Unreachable as error:
            raise StartError(f"Slack cannot be reached ({error.kind}).") from error
        except DeliveryError as error:
            raise StartError(
                f"Slack does not accept SLACK_APP_TOKEN ({error.code}): take one with the scope "
                "connections:write from https://api.slack.com/apps > your app > "
                "Basic Information > App-Level Tokens, and see that Socket Mode is on."
            ) from error


class _Handler(SocketModeHandler):
    """Bolt's handler, which says what it has not acknowledged yet."""

    def __init__(self, app: App, **options: Any) -> None:
        self.under_way: set[str] = set()
        super().__init__(app, **options)

    def handle(self, client: Any, req: SocketModeRequest) -> None:
        self.under_way.add(req.envelope_id)
        try:
            super().handle(client, req)
        finally:
            self.under_way.discard(req.envelope_id)


def _is_hung_up(sock: socket.socket | None) -> bool:
    """Return whether the other side has closed the connection, where the system can tell."""
    hang_up = getattr(select, "POLLRDHUP", 0)
    if sock is None or not hang_up:
        return False
    poll = select.poll()
    try:
        poll.register(sock, hang_up)
    except ValueError:
        return False  # It was closed on this side just now.
    return bool(poll.poll(0))
