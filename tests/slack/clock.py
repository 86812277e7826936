"""The stand-in's own idea of the time, which a test may put forward."""

from __future__ import annotations

import time


class Clock:
    """Real time plus what a test has added to it."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Return the seconds since 1970."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
