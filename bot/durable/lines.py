"""Who comes before whom, and how much room there is for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.store.requests import Pending

# What people wait for comes in the order of these numbers, within a workspace: somebody's first
# request before anybody's second. What nobody sits waiting for has LAST, or more.
FIRST, LAST = 1, 1000

# What takes minutes stands in a line of its own, or nothing else would move in the last one.
TRAINING = 1_000_000

# Who has so many unfinished requests stands in another line with the next one.
MOST_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Line:
    """places: how many of its jobs a process works on at once; poll: seconds between two looks."""

    name: str
    places: int
    poll: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How a process takes part.

    slot:      the name under which a process finds its unfinished jobs again after a restart.
    workers:   how many jobs of people who have not asked much it works on at once.
    later:     how many more of people who have, so that they keep nobody else waiting.
    bulk:      how many more of those that nobody sits waiting for.
    per_team:  the share of each of these that one workspace may have, from 0 to 1.
    poll:      seconds between two looks into the line of those; each look costs about 2 ms of
              a core.
    poll_rest: the same for the other lines.
    """

    slot: str = "bot-1"
    workers: int = 8
    later: int = 3
    bulk: int = 1
    per_team: float = 1.0
    poll: float = 0.5
    poll_rest: float = 1.0

    def lines(self) -> list[Line]:
        return [
            Line("jobs", self.workers, self.poll),
            Line("later", self.later, self.poll_rest),
            Line("bulk", self.bulk, self.poll_rest),
            Line("training", 1, self.poll_rest),
        ]


def line_of(priority: int) -> str:
    """Return the line that a job stands in: each has places of its own in every worker."""
    if priority >= LAST:
        return "training" if priority >= TRAINING else "bulk"
    return "jobs" if is_urgent(priority) else "later"


def is_urgent(priority: int) -> bool:
    return priority < FIRST + MOST_AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Who waits for an explanation when somebody asks for one more.

    waiting:    how many requests in all, of them `team` in the same workspace, `own` by the asker.
    unfinished: the asker's own that are not answered yet.
    ahead:      how many come first: of everybody no more than the asker has, and has had before.
    """

    waiting: int
    team: int
    own: int
    unfinished: int
    ahead: int

    @classmethod
    def of(cls, pending: Iterable[Pending], *, team: str, user: str) -> Crowd:
        people = list(pending)
        mine = [one for one in people if (one.team, one.user) == (team, user)]
        own = sum(one.waiting for one in mine)
        unfinished = sum(one.unfinished for one in mine)
        others = [one for one in people if (one.team, one.user) != (team, user)]
        return cls(
            waiting=sum(one.waiting for one in people),
            team=sum(one.waiting for one in people if one.team == team),
            own=own,
            unfinished=unfinished,
            ahead=own + sum(min(one.waiting, unfinished + 1) for one in others),
        )
