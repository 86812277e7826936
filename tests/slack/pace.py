"""How fast the app may post: about one message a second and channel, with short bursts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests.slack.clock import Clock

BURST = 5


class TooFast(Exception):
    """The app has to wait for this many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(slots=True)
class Pace:
    """One token bucket per channel; without a rate nothing is ever too fast."""

    clock: Clock
    per_second: float | None
    _left: dict[str, float] = field(default_factory=dict)
    _since: dict[str, float] = field(default_factory=dict)

    def check(self, channel_id: str) -> None:
        """Count one post, or raise TooFast."""
        if self.per_second is None:
            return
        now = self.clock.now()
        gained = (now - self._since.get(channel_id, now)) * self.per_second
        left = min(BURST, self._left.get(channel_id, BURST) + gained)
        self._since[channel_id] = now
        self._left[channel_id] = left - 1 if left >= 1 else left
        if left < 1:
            raise TooFast(max(1, math.ceil((1 - left) / self.per_second)))
