"""Slack's tiers: how often a minute each method may be called in a workspace."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from tests.slack.clock import Clock
from tests.slack.pace import TooFast

Tier = Literal["1", "2", "3", "4", "special"]
CALLS_PER_MINUTE: dict[Tier, int] = {"1": 1, "2": 20, "3": 50, "4": 100, "special": 600}
MINUTE = 60.0


@dataclass(slots=True)
class Rates:
    """Counts calls; unless it `is_enforced`, nothing is ever too often."""

    clock: Clock
    is_enforced: bool
    _calls: dict[str, deque[float]] = field(default_factory=dict)

    def check(self, method: str, tier: Tier) -> None:
        """Count one call, or raise TooFast with the seconds until the next one may come."""
        if not self.is_enforced:
            return
        now = self.clock.now()
        calls = self._calls.setdefault(method, deque())
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= CALLS_PER_MINUTE[tier]:
            raise TooFast(max(1, math.ceil(calls[0] + MINUTE - now)))
        calls.append(now)
