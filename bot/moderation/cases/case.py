"""A flagged message on its way to a decision: what it can be, and what may follow what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.place import Place

# NEW: it is not shown to the moderators yet. APPEALED: its author asks for a second look.
State = Literal["new", "open", "decided", "appealed", "closed"]
Verdict = Literal["agree", "overrule"]
Measure = Literal["none", "warn", "hide", "delete"]

# What can still be decided.
UNDECIDED: frozenset[State] = frozenset({"new", "open", "appealed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a moderator says of one word, `text[start:end]` of the case.

    kind: "matters" if it is a reason for the verdict, "blameless" if the model blames it wrongly.
    """

    start: int
    end: int
    kind: Literal["matters", "blameless"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A verdict on what the message said before it was edited into something to look at anew."""

    verdict: Verdict
    decided_by: str
    decided: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One flagged message; there is never more than one case for it.

    version:       counts the changes; who decides on an older version is told what is new.
    flag:          the id of the flag that opened it.
    text:          what was typed, and what a verdict is about; "" once it is no longer kept (see
                   `has_text`).
    probabilities: of every label, by the model `model`.
    thresholds:    from which on each label counted when it was flagged.
    severity:      how far the worst label is above its threshold, from 0 to 1: orders the queue.
    sources:       what flagged it, the first one first: shortcut, reaction, answer, monitor.
    flaggers:      the people among them.
    claimed_by, decided_by: a person's id, or "".
    verdict, measure: "" until there is one.
    colleague:     who was asked for a second opinion, or "".
    warned:        when its author was told by a direct message.
    appeal:        what the author answered to that, in their own words.
    appeal_verdict, appeal_decided_by: "granted" makes the verdict "overrule"; `decided_by` stays.
    original:      "there", "edited" or "deleted".
    edited_text, edited_probabilities: of the newest version, if it is not `text` any more.
    earlier:       verdicts on former texts: a message that was edited into something that is
                   flagged again after its verdict has its case opened again.
    place:         of its message in the review channel, once that is posted.
    """

    id: str
    team: str
    channel: str
    ts: str
    thread: str
    author: str
    created: datetime
    version: int
    state: State
    text: str = field(repr=False)
    has_text: bool
    model: str
    probabilities: Mapping[str, float]
    thresholds: Mapping[str, float]
    severity: float
    sources: tuple[str, ...]
    flaggers: tuple[str, ...]
    notes: tuple[str, ...] = field(default=(), repr=False)
    flag: str = ""
    claimed_by: str = ""
    colleague: str = ""
    verdict: Verdict | Literal[""] = ""
    decided_by: str = ""
    decided: datetime | None = None
    note: str = field(default="", repr=False)
    marks: tuple[Mark, ...] = ()
    measure: Measure | Literal[""] = ""
    warned: datetime | None = None
    appeal: str = field(default="", repr=False)
    appeal_verdict: Literal["", "upheld", "granted"] = ""
    appeal_decided_by: str = ""
    original: Literal["there", "edited", "deleted"] = "there"
    edited_text: str = field(default="", repr=False)
    edited_probabilities: Mapping[str, float] = field(default_factory=dict)
    earlier: tuple[Earlier, ...] = ()
    review_channel: str = ""
    place: Place | None = None
    picture: str | None = None

    @property
    def flagged(self) -> tuple[str, ...]:
        """The labels at or above their thresholds, the worst first."""
        over = {
            label: probability - self.thresholds[label]
            for label, probability in self.probabilities.items()
            if probability >= self.thresholds.get(label, 2.0)
        }
        return tuple(sorted(over, key=lambda label: -over[label]))

    @property
    def explanation(self) -> str:
        """The id of the explanation of `text`; a text that took another one's place has its own."""
        return f"{self.id}-{len(self.earlier)}" if self.earlier else self.id

    @property
    def can_be_decided(self) -> bool:
        return self.state in UNDECIDED
