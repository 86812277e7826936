"""The time that a piece of work may take in this process."""

from __future__ import annotations

import faulthandler
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

# Several times what the longest text takes while others are worked on too, on one slow core.
SECONDS = 300.0


class Deadline:
    """Ends this process where work in it does not come to an end.

    No thread can be stopped from outside, and one that hangs in C code may let no other one run.
    So the time is kept by a thread that is none of Python's. What was under way beside is gone on
    with by the next process, which does apart what this one was at; see `Careful`.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._ends: dict[object, float] = {}
        self._kept: float | None = None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Give the block its time, and not more."""
        work = object()
        with self._lock:
            self._ends[work] = time.monotonic() + self._seconds
            self._keep_first()
        try:
            yield
        finally:
            with self._lock:
                del self._ends[work]
                self._keep_first()

    def _keep_first(self) -> None:
        first = next(iter(self._ends.values()), None)
        if first == self._kept:
            return
        self._kept = first
        if first is None:
            faulthandler.cancel_dump_traceback_later()
        else:
            left = max(0.001, first - time.monotonic())
            faulthandler.dump_traceback_later(left, exit=True, file=_nowhere())


@cache
def _nowhere() -> int:
    """Return where the trace goes, which would be no line of the log."""
    return os.open(os.devnull, os.O_WRONLY)
