"""What is known of an author beside a case: how many there were, and nothing of them."""

from __future__ import annotations

from bot.moderation.cases.case import Case
from bot.store import Store
from bot.store.cases import Counts


def past_of(case: Case, store: Store) -> Counts | None:
    """Return the author's cases, this one among them, counted; None if nobody knows who wrote it.

    Raises: StoreUnavailable.
    """
    return store.cases.of_author(case.team, case.author) if case.author else None
