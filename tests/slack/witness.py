"""What a test may ask afterwards: messages, calls, refusals, violations."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.slack.core import Core
from tests.slack.records import Call, Json, Message, Refusal, Response

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
        what = f"{n} messages in {channel_id}"
        self._wait(lambda: len(self.messages(channel_id)) >= n, timeout, what)
        return self.messages(channel_id)

    def wait_until(self, condition: Callable[[], bool], *, timeout: float = 10.0) -> None:
        """Return once the condition holds; it is looked at whenever anything changes."""
        self._wait(condition, timeout, "the condition to hold")

    def wait_for_connections(self, n: int = 1, *, timeout: float = 10.0) -> None:
        """Return once at least n Socket Mode connections are open."""
        self._wait(lambda: self.n_connections >= n, timeout, f"{n} socket connections")

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
        return len(self._hub.open_connections)

    @property
    def ephemerals(self) -> list[Message]:
        """Return what was posted with chat.postEphemeral."""
        return [m for m in self._workspace.private if m.via == "chat.postEphemeral"]

    def seen_only_by(self, user: str) -> list[Message]:
        """Return what this user alone sees: posted, acknowledged or sent to a response_url."""
        return [m for m in self._workspace.private if m.ephemeral_to == user]

    @property
    def responses(self) -> list[Response]:
        """Return every use of a response_url, refused ones too."""
        return list(self._workspace.responses)

    @property
    def calls(self) -> list[Call]:
        return list(self._workspace.calls)

    def calls_to(self, method: str) -> list[Call]:
        """Return the calls of a Web API method, of "upload" or of "response_url"."""
        return [call for call in self.calls if call.method == method]

    @property
    def refusals(self) -> list[Refusal]:
        """Return what was answered with an error that no test had planned."""
        return list(self._workspace.refusals)

    @property
    def violations(self) -> list[str]:
        """Return everything that Slack refuses or punishes and a better app would not do."""
        return self._workspace.violations

    @property
    def modals(self) -> list[Json]:
        """Return the open modals, the topmost last."""
        return [view for view in self._workspace.views.values() if view["type"] == "modal"]

    def home(self, user: str = "U0ALICE") -> Json | None:
        """Return the App Home that was published for a user."""
        homes = [v for v in self._workspace.views.values() if v["type"] == "home"]
        return next((view for view in homes if view["user"] == user), None)
