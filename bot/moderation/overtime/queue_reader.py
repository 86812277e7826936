"""Looks up what one moderator sees of the queue."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.messages.choices import label_named
from bot.moderation.cases.case import Case, State
from bot.moderation.overtime.alike import Lookalikes
from bot.moderation.overtime.queue import MOST_ALIKE, PAGE, Filters, QueuePage, Which
from bot.moderation.roles import Roles
from bot.store import Store

# So many are looked through for others that say the same: those stand close to each other, for
# the worst come first.
LOOKED_THROUGH = 500

_STATES: Mapping[Which, State | Literal[""]] = {
    "open": "",
    "mine": "",
    "appealed": "appealed",
    "decided": "decided",
}


class QueueReader:
    def __init__(self, store: Store, roles: Roles) -> None:
        self._store = store
        self._roles = roles

    def page(self, team: str, user: str, filters: Filters) -> QueuePage | None:
        """Return what somebody sees; None for those who are no moderators.

        Raises: StoreUnavailable.
        """
        own = self._own(team, user)
        if own is None:
            return None
        others = own.cases(Filters(), limit=LOOKED_THROUGH)
        lookalikes = Lookalikes(case for case in others if own.may_decide_together(case))
        labels = sorted({label for case in others for label in case.probabilities})
        # A menu names a label by its key, which for most is the label itself.
        label = label_named(filters.label, labels) or filters.label
        filters = replace(filters, label=label)
        seed = own.case(filters.alike) if filters.alike else None
        if seed is not None:
            found = [seed, *lookalikes.of(seed)]
            shown, total = found[:MOST_ALIKE], len(found)
        else:
            filters = replace(filters, alike="")
            total = own.count(filters)
            filters = replace(filters, page=min(filters.page, max(0, total - 1) // PAGE))
            shown = own.cases(filters, limit=PAGE, offset=filters.page * PAGE)
        return QueuePage(
            filters=filters,
            cases=shown,
            total=total,
            waiting=own.count(Filters()),
            alike=own.n_alike(shown, lookalikes),
            labels=labels,
        )

    def glance(self, team: str, user: str) -> tuple[list[Case], int] | None:
        """Return the first of what waits for somebody and how much that is; None as in `page`.

        Quick, however long the queue is.
        Raises: StoreUnavailable.
        """
        own = self._own(team, user)
        if own is None:
            return None
        return own.cases(Filters(), limit=PAGE), own.count(Filters())

    def _own(self, team: str, user: str) -> _Own | None:
        if self._roles.role(team, user) == "everyone":
            return None
        return _Own(self._store, team, user, self._roles.review_channels(team, user))


@dataclass(frozen=True, slots=True)
class _Own:
    """The part of a workspace's cases that one person may decide.

    review_channels: where they are a moderator, None for everywhere.
    """

    store: Store
    team: str
    user: str
    review_channels: Collection[str] | None

    def case(self, id: str) -> Case | None:
        """Return a case that they may decide together with others, now."""
        case = self.store.cases.get(id)
        if case is None or case.team != self.team or case.author == self.user:
            return None
        allowed = self.review_channels is None or case.review_channel in self.review_channels
        return case if allowed and self.may_decide_together(case) else None

    def may_decide_together(self, case: Case) -> bool:
        """Return whether it is neither decided nor appealed, nor claimed by somebody else."""
        return case.state in ("new", "open") and case.claimed_by in ("", self.user)

    def n_alike(self, cases: Sequence[Case], lookalikes: Lookalikes) -> dict[str, int]:
        """Return how many others say the same as each case, if any do."""
        ours = [case for case in cases if self.may_decide_together(case)]
        counts = {case.id: len(lookalikes.of(case)) for case in ours}
        return {case_id: n for case_id, n in counts.items() if n}

    def cases(self, filters: Filters, *, limit: int, offset: int = 0) -> list[Case]:
        return self.store.cases.queue(self.team, limit=limit, offset=offset, **self._asked(filters))

    def count(self, filters: Filters) -> int:
        return self.store.cases.count(self.team, **self._asked(filters))

    def _asked(self, filters: Filters) -> dict[str, Any]:
        return {
            "state": _STATES[filters.which],
            "label": filters.label,
            "channel": filters.channel,
            "claimed_by": self.user if filters.which == "mine" else "",
            "review_channels": self.review_channels,
            "not_by": self.user,
        }
