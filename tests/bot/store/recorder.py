"""One of several processes that keep one record: python -m tests.bot.store.recorder URL N.

Puts N entries on record from several threads, and claims a case; prints whether it was the first.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from bot.errors import CaseGone, StaleCase
from bot.store import Store
from tests.bot.store.samples import case, entry, flag


def keep_record(store: Store, n: int) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(store.audit.append, [entry(told={"note": "rude"})] * n))


def claim(store: Store, user: str) -> bool:
    """Open the one case there is, and return whether this caller was the first to claim it."""
    opened = store.cases.open(case(f"c-{user}"), flag=flag(f"f-{user}"), entry=entry())
    claimed = entry("claimed", user=user)
    try:
        store.cases.change(opened.id, version=1, entry=claimed, claimed_by=user)
    except (StaleCase, CaseGone):
        return False
    return True


def main(url: str, n: int, user: str) -> None:
    with closing(Store.open(url)) as store:
        store.migrate()
        keep_record(store, n)
        print(claim(store, user))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
