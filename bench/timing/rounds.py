"""Times several ways of doing one thing in turns, so that noise hits all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Skip(Exception):
    """Says why a way is not timed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is known of an answer besides the time it took.

    points:    points on the path, or texts that the model was asked.
    precision: "fp32" or "bf16".
    rule:      by which the path is integrated, if that was chosen.
    delta:     sum of the attributions minus (F(input) - F(baseline)), in units of F.
    share:     |delta| as a share of |F(input) - F(baseline)|.
    """

    points: int | None = None
    precision: str = "fp32"
    rule: str = ""
    delta: float | None = None
    share: float | None = None


class Way(Protocol):
    """One way of doing the thing. `prepare` runs once before the first round and is not timed."""

    @property
    def name(self) -> str: ...

    @property
    def explains(self) -> str: ...

    def prepare(self, cells: Mapping[str, Cell]) -> None: ...

    def run(self) -> Any: ...

    def outcome(self, answer: Any) -> Outcome: ...


@dataclass(slots=True)
class Cell:
    """The rounds of one way: their times, the last answer, and why there are no more of them."""

    seconds: list[float] = field(default_factory=list)
    answer: Any = None
    note: str = ""

    @property
    def median(self) -> float | None:
        return statistics.median(self.seconds) if self.seconds else None


def interleave(
    ways: Sequence[Way],
    *,
    rounds: int,
    budget: float,
    expected: Mapping[str, float],
    progress: Callable[[str], None],
) -> dict[str, Cell]:
    """Return each way's cell, by name, after up to `rounds` rounds of all of them in turn.

    budget:   seconds for all rounds of one way; a round that would exceed it does not begin.
    expected: seconds that a round is likely to take, for ways of which that is known beforehand.
    """
    cells = {way.name: Cell() for way in ways}
    for number in range(1, rounds + 1):
        for way in ways:
            cell = cells[way.name]
            if cell.note or not _affordable(cell, budget, expected.get(way.name)):
                continue
            _take_turn(way, cells)
            took = f"{cell.seconds[-1]:.3f} s" if not cell.note else cell.note
            progress(f"round {number}/{rounds}  {way.name}: {took}")
    return cells


def _affordable(cell: Cell, budget: float, expected: float | None) -> bool:
    likely = cell.median if cell.median is not None else expected
    if likely is None or sum(cell.seconds) + likely <= budget:
        return True
    if not cell.seconds:
        cell.note = f"skipped: over {budget:.0f} s (about {likely:.0f} s expected)"
    return False


def _take_turn(way: Way, cells: Mapping[str, Cell]) -> None:
    cell = cells[way.name]
    try:
        if not cell.seconds:
            way.prepare(cells)
        started = time.perf_counter()
        cell.answer = way.run()
        cell.seconds.append(time.perf_counter() - started)
    except Skip as skip:
        cell.note = str(skip)
    except Exception as error:  # a rival that fails must not end the run: the table says why
        cell.note = f"failed: {in_one_line(error)}"


def in_one_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return ": ".join([type(error).__name__, *lines[:1]])[:160]
