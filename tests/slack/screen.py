"""Prints what people in Slack would see, while somebody types."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.slack.stand_in import SlackStandIn
from tests.slack.transcript import Transcript

LOOK_SECONDS = 0.2


class Screen:
    """Looks again and again, and prints what has not been printed yet."""

    def __init__(self, slack: SlackStandIn, folder: Path) -> None:
        self._slack = slack
        self._transcript = Transcript(folder)
        self._done = threading.Event()
        self._lock = threading.Lock()
        self.n_lines = 0

    def say(self, text: str) -> None:
        with self._lock:
            print(text, flush=True)

    def show(self) -> None:
        with self._lock:
            lines = self._fresh()
            self.n_lines += len(lines)
            if lines:
                print("\n".join(lines), flush=True)

    def _fresh(self) -> list[str]:
        slack = self._slack
        seen = [message for channel in slack.channels for message in slack.messages(channel)]
        lines = self._transcript.fresh(seen + slack.whispers)
        for view in (*slack.modals, *slack.homes):
            lines += self._transcript.fresh_view(view)
        return lines

    def watch(self) -> None:
        while not self._done.wait(LOOK_SECONDS):
            self.show()

    def stop(self) -> None:
        self._done.set()
