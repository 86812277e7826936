"""What came of looking at one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """says: what was found and, unless it is ok, what to do; never a secret.

    A note is worth reading, but the bot runs as it is.
    """

    item: str
    verdict: Verdict
    says: str

    @property
    def line(self) -> str:
        """ "wrong  database    It cannot be written to: ..." """
        return f"{self.verdict:<6} {self.item:<11} {self.says}"


def ok(item: str, says: str) -> Finding:
    return Finding(item, "ok", says)


def note(item: str, says: str) -> Finding:
    return Finding(item, "note", says)


def wrong(item: str, says: str) -> Finding:
    return Finding(item, "wrong", says)
