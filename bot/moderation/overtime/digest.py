"""A week of moderation in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from bot.moderation.cases.case import Case

MOST_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's new cases, and the verdicts that were given on it."""

    day: date
    opened: int
    agreed: int
    overruled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What happened from `start` up to `end`, by the clock of the workspace.

    opened:   new cases; `labels` says for which labels, the most frequent first.
    waiting:  what has no verdict at the end, however old it is.
    words:    most often behind flags that were overruled, with in how many cases.
    response: the median time from flag to verdict, None without a verdict.
    """

    start: datetime
    end: datetime
    opened: int
    agreed: int
    overruled: int
    waiting: int
    labels: Sequence[tuple[str, int]]
    words: Sequence[tuple[str, int]]
    response: timedelta | None
    days: Sequence[Day]

    @property
    def decided(self) -> int:
        return self.agreed + self.overruled

    @property
    def agreement(self) -> float | None:
        """The share of the verdicts that agree with the flag, None without a verdict."""
        return self.agreed / self.decided if self.decided else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was flagged or decided, and nothing waits."""
        return not (self.opened or self.decided or self.waiting)


def digest_of(
    opened: Iterable[Case],
    decided: Iterable[Case],
    *,
    start: datetime,
    end: datetime,
    zone: ZoneInfo,
    waiting: int,
    blamed: Mapping[str, Sequence[str]],
) -> Digest:
    """Return the numbers of a period.

    opened, decided: cases, of which those outside of the period are left out.
    blamed:          by the id of an overruled case: the words that its flag was blamed on.
    """
    new = [case for case in opened if start <= case.created < end]
    judged = [(case, moment) for case in decided if (moment := _decided(case, start, end))]
    days = _days(new, judged, start=start, end=end, zone=zone)
    overruled = [case for case, _ in judged if case.verdict == "overrule"]
    return Digest(
        start=start,
        end=end,
        opened=len(new),
        agreed=len(judged) - len(overruled),
        overruled=len(overruled),
        waiting=waiting,
        labels=Counter(label for case in new for label in case.flagged).most_common(),
        words=_most_blamed(blamed.get(case.id, ()) for case in overruled),
        response=_median(moment - case.created for case, moment in judged),
        days=days,
    )


def _decided(case: Case, start: datetime, end: datetime) -> datetime | None:
    """Return when a case was decided, if that was in the period."""
    if case.decided is None or not case.verdict:
        return None
    return case.decided if start <= case.decided < end else None


def _median(times: Iterable[timedelta]) -> timedelta | None:
    seconds = [max(0.0, time.total_seconds()) for time in times]
    return timedelta(seconds=median(seconds)) if seconds else None


def _most_blamed(words: Iterable[Sequence[str]]) -> list[tuple[str, int]]:
    """Return the words with the number of cases; of equally frequent ones, by the alphabet."""
    counts = Counter(word for said in words for word in {word.casefold() for word in said})
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:MOST_WORDS]


def _days(
    new: Sequence[Case],
    judged: Sequence[tuple[Case, datetime]],
    *,
    start: datetime,
    end: datetime,
    zone: ZoneInfo,
) -> list[Day]:
    """Return every day of the period, also those on which nothing happened."""
    opened = Counter(case.created.astimezone(zone).date() for case in new)
    verdicts = Counter((moment.astimezone(zone).date(), case.verdict) for case, moment in judged)
    first = start.astimezone(zone).date()
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    return [
        Day(
            day=day,
            opened=opened[day],
            agreed=verdicts[day, "agree"],
            overruled=verdicts[day, "overrule"],
        )
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    ]
