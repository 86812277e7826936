"""What this project means to reach, and whether the rows show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rivals.timed import CAPTUM, NOTEBOOK
from timing.measure import Results
from timing.project import DEFAULT, OneByOne, Together
from timing.rows import Row, as_exact, find, of_length, percent, ratio, table, times_faster

REACHED, MISSED, UNKNOWN = "reached", "missed", "not measured"


@dataclass(frozen=True, slots=True)
class Target:
    """A number to reach, what was found instead, and "reached", "missed" or "not measured"."""

    name: str
    wanted: str
    found: float | None
    verdict: str
    remark: str = ""


def targets(subject: str, results: Results) -> Iterator[Target]:
    """Yield the targets of BERT-base ("bert") or the shipped model ("shipped")."""
    wanted = {
        "bert": ((10, NOTEBOOK, 40.0), (32, NOTEBOOK, 26.0), (128, CAPTUM, 14.0)),
        "shipped": ((10, NOTEBOOK, 25.0),),
    }
    for n_tokens, rival, times in wanted[subject]:
        of_n = of_length(results.texts, n_tokens)
        yield _faster(of_n, n_tokens, rival, times)
        if subject == "bert":
            yield _as_exact(of_n, n_tokens, rival, times)
    for precision, most in (("fp32", 1.3), ("bf16", 2.0)):
        yield _near_limit(results, precision, most)
    for precision in ("fp32", "bf16"):
        yield _growth(results, precision)
    for n_tokens in sorted({row.n_tokens for row in results.batches}):
        yield _throughput(of_length(results.batches, n_tokens), n_tokens)


def _faster(rows: Sequence[Row], n_tokens: int, rival: str, times: float) -> Target:
    """Return whether this project is so many times faster with its default settings."""
    slow, ours = find(rows, rival), find(rows, DEFAULT)
    found = times_faster(slow, ours)
    remark = ""
    if slow is not None and ours is not None:
        remark = f"|delta| {percent(ours.share)} against {percent(slow.share)}"
    name = f"{n_tokens} tokens: times faster than {rival}"
    return Target(name, f">= {times:g}", found, _verdict(found, (found or 0) >= times), remark)


def _as_exact(rows: Sequence[Row], n_tokens: int, rival: str, times: float) -> Target:
    """Return whether settings with which our delta is no larger are so many times faster."""
    name = f"{n_tokens} tokens: times faster than {rival}, |delta| no larger"
    slow = find(rows, rival)
    ours = [row for row in rows if row.way.startswith(DEFAULT) and row.seconds is not None]
    if slow is None or slow.seconds is None or not ours:
        return Target(name, f">= {times:g}", None, UNKNOWN)
    exact = [row for row in ours if as_exact(row.share, slow.share)]
    ratios = [found for row in exact if (found := times_faster(slow, row)) is not None]
    best = max(ratios, default=None)
    if best is None:
        return Target(name, f">= {times:g}", None, MISSED, "no |delta| as small")
    return Target(name, f">= {times:g}", best, _verdict(best, best >= times))


def _near_limit(results: Results, precision: str, most: float) -> Target:
    found = over_limit(results, precision, 128)
    name = f"128 tokens: time as a multiple of the {precision} limit"
    return Target(name, f"<= {most:g}", found, _verdict(found, (found or 0) <= most))


def _growth(results: Results, precision: str) -> Target:
    """Return whether the time grows with the length about as the limit does."""
    short, long = (over_limit(results, precision, n_tokens) for n_tokens in (32, 512))
    found = long / short if short and long else None
    name = f"growth from 32 to 512 tokens as a multiple of the {precision} limit's"
    return Target(name, "<= 1.3", found, _verdict(found, (found or 0) <= 1.3))


def over_limit(results: Results, precision: str, n_tokens: int) -> float | None:
    """Return our time at a length as a multiple of the time that its products alone take."""
    way = f"{DEFAULT}, {precision}"
    ours = find(of_length(results.texts, n_tokens), way)
    limit = find(of_length(results.limits, n_tokens), f"limit of {way}")
    return times_faster(ours, limit)


def _throughput(rows: Sequence[Row], n_tokens: int) -> Target:
    found = times_faster(find(rows, OneByOne.name), find(rows, Together.name))
    n_texts = rows[0].n_texts
    name = f"{n_texts} texts of {n_tokens} tokens: throughput of a batch over one by one"
    return Target(name, ">= 1.5", found, _verdict(found, (found or 0) >= 1.5))


def _verdict(found: float | None, reached: bool) -> str:
    if found is None:
        return UNKNOWN
    return REACHED if reached else MISSED


def target_table(found: Iterable[Target]) -> Iterator[str]:
    yield from table(
        ["target", "wanted", "found", "", "remark"],
        ([t.name, t.wanted, ratio(t.found), t.verdict, t.remark] for t in found),
    )
