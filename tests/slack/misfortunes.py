"""What a test lets go wrong: errors, 429s, lost connections, revoked tokens."""

from __future__ import annotations

from collections.abc import Sequence

from tests.slack.core import Core
from tests.slack.faults import Fault
from tests.slack.sockets import DisconnectReason


class Misfortunes(Core):
    """Plans trouble for the app, in this workspace or on its connections."""

    def revoke_token(self) -> None:
        """Have the bot's token refused from now on; the app is not told."""
        self._backstage.app.tokens.revoke(self._workspace.team_id)

    def disconnect(self, reason: DisconnectReason = "refresh_requested") -> None:
        """Ask the app to open a new connection, as Slack does every few hours."""
        self._backstage.server.submit(self._backstage.hub.disconnect(reason)).result()

    def drop_connections(self) -> None:
        """Break all Socket Mode connections without a word."""
        self._backstage.server.submit(self._backstage.hub.drop()).result()

    def fail(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
        drop_connection: bool = False,
        applied: bool = False,
        delay: float = 0.0,
        times: int = 1,
        details: Sequence[str] = (),
    ) -> None:
        """Have the next calls of `method` go wrong.

        method:  a Web API method, "upload" (the bytes), "response_url", "link" (a WebSocket's
                 handshake) or "share" (what an upload should have posted never appears).
        applied: the call takes effect all the same, and only its answer is lost.
        delay:   seconds by which the answer comes late; alone, nothing else goes wrong.
        """
        fault = Fault(
            method=method,
            error=error,
            status=status,
            retry_after=retry_after,
            drop_connection=drop_connection,
            applied=applied,
            delay=delay,
            times=times,
            details=tuple(details),
        )
        with self._workspace.changed:
            self._context.faults.plan(fault)
