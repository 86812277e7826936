"""The measurements as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rivals.timed import CAPTUM, NOTEBOOK
from timing.measure import Plan, Results
from timing.project import DEFAULT, OneByOne, Together
from timing.rows import (
    Row,
    comparison,
    find,
    milliseconds,
    of_length,
    percent,
    ratio,
    table,
    times_faster,
)
from timing.targets import Target, over_limit, target_table
from timing.texts import SPREAD

NOTES = """\
Delta is the sum of the attributions minus (F(input) - F(baseline)), both F by the model in fp32,
the same for all; "of F's change" is |delta| as a share of |F(input) - F(baseline)|. F is what a
way integrates or splits up: the notebook takes the sum of all logits, others the logit or the
probability of the predicted class. Captum's 17 trapezoid points are scaled by 17/16, as its step
sizes add up to 16/17 only. LIME's weights are not made to add up. A share counts as no larger than
another up to 1% of it, and up to 0.001% of F's change, which is the rounding of fp32. This project
asks the model nine times more whether the explanation is to be trusted, except in the rows that
name a precision, which are compared with the matrix products of the path. What a way sets up once
(loading, compiling, the first text of a length here) is not counted; predicting the class is, where
a way does that itself."""


def heading(machine: Sequence[str], plan: Plan) -> Iterator[str]:
    yield "# Time of one explanation"
    yield ""
    yield from machine
    yield (
        f"- medians of up to {plan.rounds} interleaved rounds; a way gets no round that would make "
        f"it take more than {plan.budget:.0f} s at a length"
    )
    yield ""
    yield NOTES


def length_section(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the table of one text of one length by every way."""
    yield from ("", f"### One text of {rows[0].n_tokens} tokens", "")
    yield from comparison(rows, {NOTEBOOK: "the notebook", CAPTUM: "captum's one batch"})


def summary_section(results: Results, found: Iterable[Target]) -> Iterator[str]:
    """Yield the tables of all lengths: the limit, many texts, and the targets."""
    lengths = sorted({row.n_tokens for row in results.texts})
    yield from ("", "### Against the matrix products alone", "")
    yield from _limit_table(results, lengths)
    yield from ("", f"### Many texts, their lengths spread by {SPREAD:.0%} to either side", "")
    yield from _batch_table(results.batches, lengths)
    yield from ("", "### Targets", "")
    yield from target_table(found)


def gpu_section(title: str, rows: Sequence[Row]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield from table(
        ["texts", "tokens", "precision", "points", "rounds", "ms", "ms a text", "of F's change"],
        (
            [
                str(row.n_texts),
                str(row.n_tokens),
                f"{row.way}: {row.precision}" if row.way == "auto" else row.precision,
                str(row.points or ""),
                str(row.rounds),
                row.note if row.seconds is None else milliseconds(row.seconds),
                "" if row.seconds is None else milliseconds(row.seconds / row.n_texts),
                percent(row.share),
            ]
            for row in rows
        ),
    )


def _limit_table(results: Results, lengths: Sequence[int]) -> Iterator[str]:
    yield from table(
        ["tokens", "precision", "points", "GFLOP", "GFLOP/s", "limit, ms", "ms", "times the limit"],
        (
            line
            for n_tokens in lengths
            for precision in ("fp32", "bf16")
            if (line := _limit_line(results, n_tokens, precision))
        ),
    )


def _limit_line(results: Results, n_tokens: int, precision: str) -> list[str]:
    """Return the cells of one limit, or none if it was not measured."""
    way = f"{DEFAULT}, {precision}"
    ours = find(of_length(results.texts, n_tokens), way)
    limit = find(of_length(results.limits, n_tokens), f"limit of {way}")
    if ours is None or limit is None or ours.seconds is None or limit.seconds is None:
        return []
    return [
        str(n_tokens),
        precision,
        str(limit.points),
        f"{(limit.flop or 0) / 1e9:.0f}",
        f"{(limit.flop or 0) / limit.seconds / 1e9:.0f}",
        milliseconds(limit.seconds),
        milliseconds(ours.seconds),
        ratio(over_limit(results, precision, n_tokens)),
    ]


def _batch_table(rows: Sequence[Row], lengths: Sequence[int]) -> Iterator[str]:
    header = [
        "tokens",
        "texts",
        "rounds",
        "texts/s one by one",
        "texts/s by explain_batch",
        "times",
    ]
    yield from table(header, (_batch_line(of_length(rows, n_tokens)) for n_tokens in lengths))


def _batch_line(rows: Sequence[Row]) -> list[str]:
    apart, together = find(rows, OneByOne.name), find(rows, Together.name)
    assert apart is not None
    assert together is not None
    return [
        str(apart.n_tokens),
        str(apart.n_texts),
        str(min(apart.rounds, together.rounds)),
        _rate(apart),
        _rate(together),
        ratio(times_faster(apart, together)),
    ]


def _rate(row: Row) -> str:
    return row.note if row.seconds is None else f"{row.n_texts / row.seconds:.3g}"
