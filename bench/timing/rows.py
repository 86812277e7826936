"""What was measured, one row for each way and length, and how it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from timing.rounds import Cell, Outcome, Way

ROUNDING = 1e-5  # of F's change, in fp32


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way at one length.

    seconds: the median over `rounds`; None if it was not timed, and `note` says why.
    flop:    of a limit: what its products come to.
    """

    subject: str
    n_tokens: int
    n_texts: int
    way: str
    explains: str
    seconds: float | None
    rounds: int
    points: int | None
    precision: str
    rule: str
    delta: float | None
    share: float | None
    note: str
    flop: int | None = None


def row(way: Way, cell: Cell, *, subject: str, n_tokens: int, n_texts: int = 1) -> Row:
    outcome = way.outcome(cell.answer) if cell.seconds else Outcome()
    return Row(
        subject=subject,
        n_tokens=n_tokens,
        n_texts=n_texts,
        way=way.name,
        explains=way.explains,
        seconds=cell.median,
        rounds=len(cell.seconds),
        points=outcome.points,
        precision=outcome.precision,
        rule=outcome.rule,
        delta=outcome.delta,
        share=outcome.share,
        note=cell.note,
    )


def find(rows: Iterable[Row], way: str) -> Row | None:
    return next((row for row in rows if row.way == way), None)


def as_exact(share: float | None, rival: float | None) -> bool:
    """Return whether a share of F's change is no larger than a rival's, but for rounding."""
    return share is not None and rival is not None and share <= 1.01 * max(rival, ROUNDING)


def of_length(rows: Iterable[Row], n_tokens: int) -> list[Row]:
    return [row for row in rows if row.n_tokens == n_tokens]


def times_faster(slow: Row | None, fast: Row | None) -> float | None:
    """Return how many times faster `fast` is, or None if either was not timed."""
    if slow is None or fast is None or slow.seconds is None or fast.seconds is None:
        return None
    return slow.seconds / fast.seconds


def table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table; all columns but the first are aligned to the right."""
    yield "| " + " | ".join(header) + " |"
    yield "|---|" + "---:|" * (len(header) - 1)
    for line in lines:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"


def comparison(rows: Sequence[Row], against: Mapping[str, str]) -> Iterator[str]:
    """Yield the table of one length; `against` has a column of ratios to each way it names."""
    header = ["way", "F", "computed in", "points or texts", "rounds", "ms"]
    header += [f"times faster than {short}" for short in against.values()]
    yield from table(
        [*header, "\\|delta\\|", "of F's change"],
        ([*_measured(row), *_ratios(row, rows, against), *_deltas(row)] for row in rows),
    )


def _measured(row: Row) -> list[str]:
    if row.seconds is None:
        return [row.way, row.explains, "", "", "0", row.note]
    how = f"{row.precision}, {row.rule}" if row.rule else row.precision
    rounds = f"{row.rounds} ({row.note})" if row.note else str(row.rounds)
    return [row.way, row.explains, how, str(row.points or ""), rounds, milliseconds(row.seconds)]


def _ratios(row: Row, rows: Sequence[Row], against: Mapping[str, str]) -> list[str]:
    return [ratio(times_faster(find(rows, way), row)) for way in against]


def _deltas(row: Row) -> list[str]:
    return [f"{abs(row.delta):.1e}" if row.delta is not None else "", percent(row.share)]


def milliseconds(seconds: float) -> str:
    """Return three digits or more: 0.0123456 -> 12.3."""
    return f"{seconds * 1e3:.3g}" if seconds < 1 else f"{seconds * 1e3:.0f}"


def ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def percent(share: float | None) -> str:
    """Return two digits: 0.0123 -> 1.2%."""
    if share is None:
        return ""
    return f"{share * 100:.2g}%" if share < 0.995 else f"{share:.0%}"
