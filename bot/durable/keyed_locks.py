"""Work on the same thing, done by one thread after the other."""

from __future__ import annotations

import threading
from weakref import WeakValueDictionary


class KeyedLocks:
    """Gives a lock for each key, for as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    def of(self, key: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(key, threading.Lock())
