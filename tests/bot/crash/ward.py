"""A bot that keeps dying, the people who ask it all the same, and what they get to see."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.store import Store
from tests.bot.crash.patients import Patient, patient
from tests.slack import Ack, Message, SlackStandIn

CHANNEL = "C0GENERAL"
USER = "U0ALICE"

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Ward:
    slack: SlackStandIn
    patient: Patient
    store: Store
    direct: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "direct", self.slack.direct_message(USER))

    def text(self, words: str = "") -> str:
        """Return a text that nobody has asked about before."""
        return f"{words} text no{next(_numbers):04d}".strip()

    def answered(self, text: str, *, private: bool = False) -> Message:
        """Ask, with no death in between, and return the answer."""
        self.slack.command("/explain", f"--private {text}" if private else text)
        return self.told(text)[-1] if private else self.posted(text)[-1]

    def posted(self, text: str) -> list[Message]:
        """Return what stands in the channel about a text, once all work is done."""
        self.patient.wait_until_done()
        return _about(text, self.slack.messages(CHANNEL))

    def sent(self, text: str) -> list[Message]:
        """Return what stands about it in the asker's own conversation with the bot."""
        self.patient.wait_until_done()
        return _about(text, self.slack.messages(self.direct))

    def told(self, text: str) -> list[Message]:
        """Return what the asker alone has seen of it; Slack's own notices are not meant."""
        self.patient.wait_until_done()
        seen = self.slack.seen_only_by(USER)
        return _about(text, [message for message in seen if message.via != "slackbot"])

    def n_completed(self) -> int:
        """Return how many files were uploaded so far."""
        return len(self.slack.calls_to("files.completeUploadExternal"))

    def complaints(self) -> list[str]:
        """Return what Slack has to complain of since last asked, except that somebody was dead."""
        found = [line for line in self.slack.violations if "could not be reached" not in line]
        self.slack.violations.clear()
        return found

    def dying_at(self, point: str, gesture: Callable[[], Ack | object]) -> list[Message]:
        """Have the bot die at a point that it comes to by the gesture, and wait for the rest.

        Returns: what the asker was told alone meanwhile.
        """
        before = len(self.told(""))
        self.patient.dies_at(point)
        gesture()
        self.patient.recover()
        return self.told("")[before:]


def _about(text: str, messages: Sequence[Message]) -> list[Message]:
    return [message for message in messages if text in f"{message.text} {message.blocks}"]


@contextmanager
def ward_with(
    slack: SlackStandIn, url: str, folder: Path, *, roles: Sequence[str], **settings: str
) -> Iterator[Ward]:
    store = Store.open(url)
    try:
        with patient(slack, url, folder, roles=roles, REACTION="mag", **settings) as bot:
            yield Ward(slack, bot, store)
    finally:
        store.close()
