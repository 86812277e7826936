"""How long to wait between one try and the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """Pauses in seconds that double from `first` up to `most`, `total` in all.

    Iterating Backoff(first=0.25, most=1, total=3) gives 0.25, 0.5, 1, 1.
    """

    first: float = 0.2
    most: float = 2.0
    total: float = 20.0

    def __iter__(self) -> Iterator[float]:
        pause, left = self.first, self.total
        while pause <= left:
            yield pause
            left -= pause
            pause = min(2 * pause, self.most)
