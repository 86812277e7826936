"""Socket Mode: tickets, connections, envelopes and their acknowledgements."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.slack.app import SlackApp
from tests.slack.faults import Fault, FaultPlan
from tests.slack.records import Ack, Json

CONNECTIONS = 10
GRACE_SECONDS = 0.5
DisconnectReason = Literal["refresh_requested", "warning", "link_disabled"]


@dataclass(eq=False, slots=True)
class Connection:
    """One WebSocket and the envelopes on their way; `leaving` once it is to be replaced."""

    socket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False
    unanswered: set[str] = field(default_factory=set)


@dataclass(slots=True)
class SocketHub:
    """All Socket Mode connections of the app. Lives in the server's event loop."""

    app: SlackApp
    faults: FaultPlan
    ping_seconds: float
    connections: list[Connection] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    _acknowledged: set[str] = field(default_factory=set)
    _turn: int = 0
    was_reached: bool = False
    _closing: list[asyncio.Task[None]] = field(default_factory=list)

    def issue_ticket(self) -> str:
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    @property
    def open_connections(self) -> list[Connection]:
        return [c for c in self.connections if not c.leaving and not c.socket.closed]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection from handshake to close. A ticket opens one, once."""
        fault = self.faults.take("link")
        if fault is not None:
            return refuse(request, fault)
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self.app.violation("socket: connected with a used or unknown ticket")
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=self.ping_seconds)
        await socket.prepare(request)
        connection = Connection(socket, request)
        if len(self.open_connections) >= CONNECTIONS:
            await self._dismiss(connection, "too_many_websockets")
            return socket
        await socket.send_json(self._hello())
        self._join(connection)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(message.data)
        finally:
            self._leave(connection)
        return socket

    def _join(self, connection: Connection) -> None:
        with self.app.changed:
            self.connections.append(connection)
            self.was_reached = True
            self.app.changed.notify_all()

    def _leave(self, connection: Connection) -> None:
        """Forget a connection; whoever waits for an answer through it waits in vain."""
        with self.app.changed:
            self.connections.remove(connection)
            self.app.changed.notify_all()
        for envelope_id in connection.unanswered:
            waiting = self._waiting.pop(envelope_id, None)
            if waiting is not None and not waiting.done():
                waiting.set_exception(ConnectionError("the connection is gone"))

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open_connections) + 1,
            "connection_info": {"app_id": self.app.id},
            "debug_info": {
                "host": "applink-stand-in",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }

    def _receive(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            self.app.violation("socket: sent something that is not JSON")
            return
        envelope_id = message.get("envelope_id") if isinstance(message, dict) else None
        waiting = self._waiting.pop(str(envelope_id), None)
        if waiting is not None and not waiting.done():
            self._acknowledged.add(str(envelope_id))
            waiting.set_result(message)
        elif envelope_id in self._acknowledged:
            self.app.violation("socket: acknowledged an envelope twice")
        elif envelope_id is None:
            self.app.violation("socket: sent a message without envelope_id")

    async def send(
        self, kind: str, payload: Json, *, limit: float, accepts_payload: bool, **extra: Any
    ) -> Ack:
        """Return the acknowledgement of one envelope, sent over one of the connections."""
        usable = self.open_connections
        if not usable:
            return Ack(status=0)
        self._turn += 1
        connection = usable[self._turn % len(usable)]
        envelope_id = str(uuid.uuid4())
        self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts_payload,
            **extra,
        }
        return await self._exchange(connection, envelope, limit=limit)

    async def _exchange(self, connection: Connection, envelope: Json, *, limit: float) -> Ack:
        waiting = self._waiting[envelope["envelope_id"]]
        connection.unanswered.add(envelope["envelope_id"])
        started = time.monotonic()
        try:
            await connection.socket.send_json(envelope)
            reply = await asyncio.wait_for(asyncio.shield(waiting), limit)
        except TimeoutError:
            return Ack(status=0, seconds=time.monotonic() - started, timed_out=True)
        except ConnectionError:
            return Ack(status=0, seconds=time.monotonic() - started)
        finally:
            connection.unanswered.discard(envelope["envelope_id"])
        seconds = time.monotonic() - started
        if reply.get("payload") is not None and not envelope["accepts_response_payload"]:
            self.app.violation(f"{envelope['type']}: answered with an unwanted payload")
        return Ack(status=200, body=reply.get("payload"), seconds=seconds)

    async def disconnect(self, reason: DisconnectReason) -> None:
        """Ask the app to connect anew; except for a mere warning, hang up."""
        for connection in list(self.open_connections):
            await self._dismiss(connection, reason)

    async def _dismiss(self, connection: Connection, reason: str) -> None:
        connection.leaving = reason != "warning"
        farewell = {"type": "disconnect", "reason": reason, "debug_info": {"host": "stand-in"}}
        with contextlib.suppress(ConnectionError):
            await connection.socket.send_json(farewell)
        if connection.leaving:
            self._closing.append(asyncio.create_task(self._close_later(connection)))

    async def _close_later(self, connection: Connection) -> None:
        await asyncio.sleep(GRACE_SECONDS)
        await connection.socket.close()

    async def drop(self) -> None:
        """Break every connection without a word, as a failing network does."""
        for connection in list(self.connections):
            self._hang_up(connection)

    def _hang_up(self, connection: Connection) -> None:
        connection.leaving = True
        if connection.request.transport is not None:
            connection.request.transport.abort()


def refuse(request: web.Request, fault: Fault) -> web.Response:
    """Return the planned failure of a WebSocket's handshake."""
    if fault.drop_connection and request.transport is not None:
        request.transport.abort()
    return web.Response(status=fault.status or 503)
