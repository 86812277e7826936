"""What a test may ask afterwards: messages, calls, refusals, violations."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.slack.core import Core
from tests.slack.records import Ack, Call, Json, Message, Refusal, Response
from tests.slack.sharing import can_see

POLL_SECONDS = 0.05


class Witness(Core):
    """Remembers everything that the app did."""

    def messages(self, channel_id: str) -> list[Message]:
        """Return what everybody sees in the channel, oldest first."""
        with self._workspace.changed:
            self._workspace.settle()
            return self._workspace.said_in(channel_id)

    def wait_for_messages(
        self, channel_id: str, *, n: int = 1, timeout: float = 10.0
    ) -> list[Message]:
        """Return the channel's messages once there are at least n."""
        workspace, what = self._workspace, f"{n} messages in {channel_id}"
        self._wait_inside(lambda: workspace.n_said_in(channel_id) >= n, timeout, what)
        return self.messages(channel_id)

    def wait_until(self, condition: Callable[[], bool], *, timeout: float = 10.0) -> None:
        """Return once the condition holds; it is looked at whenever anything changes."""
        self._wait(condition, timeout, "the condition to hold")

    def wait_for_connections(self, n: int = 1, *, timeout: float = 10.0) -> None:
        """Return once at least n Socket Mode connections are open."""
        self._wait_inside(lambda: self.n_connections >= n, timeout, f"{n} socket connections")

    def wait_for_events(self, *, at_most: int = 0, timeout: float = 30.0) -> None:
        """Return once no event, or at most so many, are on their way to the app."""
        outbox = self._backstage.outbox
        self._wait_inside(lambda: outbox.n_under_way <= at_most, timeout, "events to be delivered")

    def _wait_inside(self, condition: Callable[[], bool], timeout: float, what: str) -> None:
        """Wait for something that the stand-in itself knows: no change of it is missed."""
        workspace, deadline = self._workspace, time.monotonic() + timeout
        with workspace.changed:
            workspace.settle()
            while not condition():
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"waited {timeout:g} s for {what}")
                workspace.changed.wait(min(left, POLL_SECONDS) if workspace.due else left)
                workspace.settle()

    def _wait(self, condition: Callable[[], bool], timeout: float, what: str) -> None:
        # The condition may itself ask the stand-in over HTTP, so no lock is held meanwhile.
        deadline = time.monotonic() + timeout
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"waited {timeout:g} s for {what}")
            with self._workspace.changed:
                self._workspace.changed.wait(min(left, POLL_SECONDS))
                self._workspace.settle()

    @property
    def n_connections(self) -> int:
        return len(self._backstage.hub.open_connections)

    def forget(self) -> None:
        """Forget what was said, called and sent, so that a long run needs no more memory."""
        app = self._workspace.app
        with app.changed:
            self._workspace.forget()
            self._context.files.forget()
            for kept in (app.calls, app.responses, app.events, app.event_acks):
                kept.clear()

    @property
    def ephemerals(self) -> list[Message]:
        """Return what was posted with chat.postEphemeral."""
        return [m for m in self._workspace.private if m.via == "chat.postEphemeral"]

    @property
    def channels(self) -> list[str]:
        """Return the ids of all channels and direct conversations."""
        return list(self._workspace.channels)

    @property
    def whispers(self) -> list[Message]:
        """Return every message that only one person sees."""
        return list(self._workspace.private)

    def seen_only_by(self, user: str) -> list[Message]:
        """Return what this user alone sees: posted, acknowledged or sent to a response_url."""
        return [m for m in self._workspace.private if m.ephemeral_to == user]

    @property
    def responses(self) -> list[Response]:
        """Return every use of a response_url, refused ones too."""
        return list(self._workspace.app.responses)

    @property
    def events(self) -> list[Json]:
        """Return every event that was sent to the app, heard or not."""
        return list(self._workspace.app.events)

    @property
    def lost_events(self) -> list[Json]:
        """Return those that were given up, because the app did not acknowledge them."""
        return list(self._workspace.app.lost_events)

    @property
    def event_acks(self) -> list[tuple[Json, Ack]]:
        """Return each event that people caused, with how the app answered it in the end."""
        return list(self._workspace.app.event_acks)

    @property
    def calls(self) -> list[Call]:
        return list(self._workspace.app.calls)

    def calls_to(self, method: str) -> list[Call]:
        """Return the calls of a Web API method, of "upload" or of "response_url"."""
        return [call for call in self.calls if call.method == method]

    @property
    def refusals(self) -> list[Refusal]:
        """Return what was answered with an error that no test had planned."""
        return list(self._workspace.app.refusals)

    @property
    def violations(self) -> list[str]:
        """Return everything that Slack refuses or punishes and a better app would not do."""
        return self._workspace.app.violations

    def can_see(self, user: str, file_id: str) -> bool:
        """Return whether a person can open a file: uploading it is not enough for that."""
        with self._workspace.changed:
            return can_see(self._context, user, self._context.files.get(file_id))

    @property
    def modals(self) -> list[Json]:
        """Return the open modals, the topmost last."""
        return [view for view in self._workspace.views.values() if view["type"] == "modal"]

    def modals_of(self, user: str) -> list[Json]:
        """Return those that one person has open."""
        return [view for view in self.modals if view["user"] == user]

    @property
    def homes(self) -> list[Json]:
        return [view for view in self._workspace.views.values() if view["type"] == "home"]

    def home(self, user: str = "U0ALICE") -> Json | None:
        """Return the App Home that was published for a user."""
        return self._workspace.home_of(user)
