"""One of several processes that use a database at once: python -m tests.bot.store.racer URL N.

Migrates, then adds N keys and requests from several threads; prints how many were new to it.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from bot.store import Store
from tests.bot.store.samples import request


def race(store: Store, n: int) -> tuple[int, int]:
    """Return for how many keys, and how many requests, this caller was the first."""
    names = [f"r{number}" for number in range(n)]
    with ThreadPoolExecutor(8) as threads:
        keys = sum(threads.map(store.seen.first, names))
        requests = sum(threads.map(store.requests.add, map(request, names)))
    return keys, requests


def main(url: str, n: int) -> None:
    with closing(Store.open(url)) as store:
        store.migrate()
        print(*race(store, n))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
