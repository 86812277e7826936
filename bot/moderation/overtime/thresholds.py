"""What another threshold would have meant for the messages that were flagged so far.

Only the past answers: a message that was below the threshold of its time was not kept, so nobody
can say how many more flags a lower threshold would have brought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.moderation.cases.case import Case

Thresholds = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many cases, and what people said of them."""

    agreed: int = 0
    overruled: int = 0
    undecided: int = 0

    @property
    def total(self) -> int:
        return self.agreed + self.overruled + self.undecided

    @classmethod
    def of(cls, cases: Iterable[Case]) -> Counts:
        verdicts = [case.verdict for case in cases]
        return cls(
            agreed=verdicts.count("agree"),
            overruled=verdicts.count("overrule"),
            undecided=verdicts.count(""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What would be different for one label, or for all of them together.

    label:    "" for all together: a message counts once there, however many labels it has.
    present, proposed: the thresholds; 0 for all together.
    now:      what is at or above the present threshold.
    fewer:    what of it would not be flagged any more.
    more:     what is known to be flagged instead: messages that were looked at for another reason,
              such as another label or because a person sent them. There are others, but nobody
              knows how many.
    """

    label: str
    present: float
    proposed: float
    now: Counts
    fewer: Counts
    more: Counts

    @property
    def has_unseen(self) -> bool:
        """Whether messages that were never kept would be flagged."""
        return self.proposed < self.present


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """since: of the first case that counts here, None if none does.

    other_models: how many cases do not count, because another model flagged them.
    """

    since: datetime | None
    together: Change
    labels: Sequence[Change]
    other_models: int

    @property
    def has_unseen(self) -> bool:
        return any(change.has_unseen for change in self.labels)


def tried(cases: Sequence[Case], *, model: str, present: Thresholds, proposed: Thresholds) -> Trial:
    """Return what these thresholds would have made of past cases.

    model:    the one that the thresholds are for.
    present:  of every label.
    proposed: of the labels that are to change.
    """
    ours = [case for case in cases if case.model == model and case.probabilities]
    wanted = {**present, **{label: proposed[label] for label in proposed if label in present}}
    return Trial(
        since=min((case.created for case in ours), default=None),
        together=_change("", ours, present, wanted),
        labels=[
            _change(label, ours, {label: present[label]}, {label: wanted[label]})
            for label in present
            if wanted[label] != present[label]
        ],
        other_models=len(cases) - len(ours),
    )


def _change(label: str, cases: Sequence[Case], present: Thresholds, wanted: Thresholds) -> Change:
    now = [case for case in cases if _flags(present, case)]
    then = [case for case in cases if _flags(wanted, case)]
    # What a person sends to review is looked at whatever the threshold is.
    lost = [case for case in now if not _flags(wanted, case) and not case.flaggers]
    gained = [case for case in then if not _flags(present, case)]
    return Change(
        label=label,
        present=present.get(label, 0.0),
        proposed=wanted.get(label, 0.0),
        now=Counts.of(now),
        fewer=Counts.of(lost),
        more=Counts.of(gained),
    )


def _flags(thresholds: Thresholds, case: Case) -> bool:
    return any(
        case.probabilities.get(label, 0.0) >= threshold for label, threshold in thresholds.items()
    )
