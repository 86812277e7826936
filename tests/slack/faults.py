"""Misfortunes that a test plans: errors, 429s, 500s, dropped connections, slow answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests.slack.clock import Clock


@dataclass(slots=True, kw_only=True)
class Fault:
    """What is to go wrong with the next `times` calls of `method`.

    retry_after: seconds that the app is to wait; makes it a 429.
    applied:     the call takes effect all the same, and only its answer goes wrong.
    delay:       seconds by which the answer comes late.
    """

    method: str
    error: str | None = None
    status: int | None = None
    retry_after: float | None = None
    drop_connection: bool = False
    applied: bool = False
    delay: float = 0.0
    times: int = 1
    details: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.retry_after is not None and self.status is None:
            self.status = 429


@dataclass(slots=True)
class FaultPlan:
    """The faults still to come, and the waits that the app was told to keep."""

    clock: Clock
    _planned: list[Fault] = field(default_factory=list)
    _not_before: dict[str, float] = field(default_factory=dict)

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def take(self, method: str) -> Fault | None:
        """Return the fault that this call meets, if any, and count it."""
        for fault in self._planned:
            if fault.method == method and fault.times > 0:
                fault.times -= 1
                if fault.retry_after is not None:
                    self.hold(method, fault.retry_after)
                return fault
        return None

    def seconds_to_wait(self, method: str) -> int:
        """Return for how many seconds, rounded up, the app is still to leave `method` alone."""
        return max(0, math.ceil(self._not_before.get(method, 0.0) - self.clock.now()))

    def hold(self, method: str, seconds: float) -> None:
        """Note that the app was told to leave `method` alone for so long."""
        self._not_before[method] = self.clock.now() + seconds

    def clear(self) -> None:
        self._planned.clear()
        self._not_before.clear()
