"""The records of a contest as Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from judging.contest import CHANCE, Record
from judging.marks import Marks

CONFIDENCE = 1.96  # standard errors to either side: 95%
Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of paired differences, and half the width of its 95% confidence interval."""

    mean: float
    margin: float

    @property
    def is_clear(self) -> bool:
        return abs(self.mean) > self.margin

    def __str__(self) -> str:
        return f"{self.mean:+.3f} ± {self.margin:.3f}"


def table(records: Sequence[Record]) -> str:
    """Return what each way reached; the mean over texts, of times the median."""
    chance = records[0].mean
    rows: Rows = [
        (
            "",
            "AOPC compr. ↑",
            "minus random ↑",
            "normalised ↑",
            "AOPC suff. ↓",
            "log-odds ↓",
            "delta",
            "infidelity ↓",
            "sensitivity ↓",
            "tau with l.-o.-o.",
            "AUPRC ↑",
            "token F1 ↑",
            "IOU F1 ↑",
            "ms",
        )
    ]
    rows += [_row(record, chance) for record in records]
    return markdown(rows)


def comparison(records: Sequence[Record]) -> str:
    """Return by how much the default beats each other way, text by text."""
    default = next((record for record in records if record.is_default), None)
    if default is None:
        return ""
    rows: Rows = [
        ("default against", "comprehensiveness ↑", "sufficiency ↓", "time", "verdict"),
    ]
    for record in records:
        if record is default or record.name == CHANCE:
            continue
        gain = difference(default, record, "comprehensiveness")
        loss = difference(default, record, "sufficiency")
        times = record.milliseconds / default.milliseconds
        rows.append((record.name, str(gain), str(loss), f"{times:.2f} x", verdict(gain, loss)))
    return markdown(rows)


def difference(first: Record, second: Record, measure: str) -> Difference:
    """Return the mean of first minus second over the texts."""
    values = [
        getattr(a, measure) - getattr(b, measure)
        for a, b in zip(first.marks, second.marks, strict=True)
    ]
    error = stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.inf
    return Difference(fmean(values), CONFIDENCE * error)


def verdict(gain: Difference, loss: Difference) -> str:
    """Return who is more faithful, on comprehensiveness (first) and on sufficiency."""
    return f"{_word(gain.mean, gain)}, {_word(-loss.mean, loss)}"


def _word(better: float, of: Difference) -> str:
    if not of.is_clear:
        return "no clear difference"
    return "better" if better > 0 else "worse"


def _row(record: Record, chance: Marks) -> tuple[str, ...]:
    marks = record.mean
    name = f"**{record.name}** (default)" if record.is_default else record.name
    return (
        name,
        _number(marks.comprehensiveness),
        _number(marks.comprehensiveness - chance.comprehensiveness),
        _number(marks.normalized),
        _number(marks.sufficiency),
        _number(marks.log_odds),
        "" if marks.delta is None else f"{marks.delta:.1%}",
        _number(marks.infidelity),
        _number(marks.sensitivity),
        _number(marks.tau),
        _number(marks.auprc),
        _number(marks.token_f1),
        _number(marks.iou_f1),
        f"{record.milliseconds:.0f}" if record.seconds else "",
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the first row is its head."""
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
