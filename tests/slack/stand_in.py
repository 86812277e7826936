"""SlackStandIn: what a test talks to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.slack.faults import Fault
from tests.slack.gestures import Gestures
from tests.slack.records import Message
from tests.slack.sockets import DisconnectReason
from tests.slack.state import Channel
from tests.slack.witness import Witness


class SlackStandIn(Gestures, Witness):
    """Plays Slack for one app and one workspace, on 127.0.0.1; use it in a `with` statement."""

    def add_channel(
        self,
        channel_id: str,
        *,
        name: str,
        members: Iterable[str] = (),
        is_private: bool = False,
        is_archived: bool = False,
    ) -> None:
        """Open a channel with exactly these members: the bot is in it if it is among them."""
        with self._workspace.changed:
            self._workspace.add_channel(
                Channel(
                    id=channel_id,
                    name=name,
                    members=set(members),
                    is_private=is_private,
                    is_archived=is_archived,
                )
            )

    def channel(self, channel_id: str) -> Channel:
        """Return the channel itself: change its members or archive it at will."""
        return self._workspace.channels[channel_id]

    def direct_message(self, *users: str) -> str:
        """Return the id of the bot's conversation with one user or several."""
        with self._workspace.changed:
            for user in users:
                self._workspace.add_user(user)
            return self._workspace.direct_channel(users).id

    def say(
        self, channel_id: str, text: str, *, user: str = "U0ALICE", thread_ts: str | None = None
    ) -> Message:
        """Put a person's message in a channel and return it; the app is not told."""
        with self._workspace.changed:
            self._workspace.add_user(user)
            return self._workspace.put(
                Message(
                    ts=self._workspace.next_ts(),
                    channel=channel_id,
                    user=user,
                    text=text,
                    thread_ts=thread_ts,
                    via="person",
                )
            )

    def delete(self, message: Message) -> None:
        """Have a person delete a message; the app is not told."""
        with self._workspace.changed:
            self._workspace.remove(message)

    def revoke_token(self) -> None:
        """Have an admin remove the app: its bot token is refused from now on."""
        self._workspace.token_is_revoked = True

    def disconnect(self, reason: DisconnectReason = "refresh_requested") -> None:
        """Ask the app to open a new connection, as Slack does every few hours."""
        self._server.submit(self._hub.disconnect(reason)).result()

    def drop_connections(self) -> None:
        """Break all Socket Mode connections without a word."""
        self._server.submit(self._hub.drop()).result()

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
            self._faults.plan(fault)
