"""Measures a subject: one text by every way, many texts at once, and the machine's limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rivals.subjects import PRECISIONS, Subject
from rivals.timed import CAPTUM, CAPTUM_TRAPEZOID, NOTEBOOK, Effort, Rival
from timing import project
from timing.limit import Limit, Products
from timing.others import OneText
from timing.rounds import Cell, Way, interleave
from timing.rows import Row, row
from timing.texts import Texts


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and for how long: `budget` is seconds for one way at one length."""

    lengths: Sequence[int]
    rounds: int
    budget: float
    n_texts: int
    effort: Effort
    progress: Callable[[str], None]

    def interleave(self, ways: Sequence[Way], expected: Mapping[str, float]) -> dict[str, Cell]:
        return interleave(
            ways,
            rounds=self.rounds,
            budget=self.budget,
            expected=expected,
            progress=self.progress,
        )


@dataclass(frozen=True, slots=True)
class Results:
    """All rows of a subject: one text by every way, the limits of ours, and many texts."""

    texts: list[Row] = field(default_factory=list)
    limits: list[Row] = field(default_factory=list)
    batches: list[Row] = field(default_factory=list)

    def add(self, others: Results) -> None:
        self.texts.extend(others.texts)
        self.limits.extend(others.limits)
        self.batches.extend(others.batches)

    def all(self) -> list[Row]:
        return [*self.texts, *self.limits, *self.batches]


def measure(subject: Subject, rivals: Sequence[Rival], plan: Plan) -> Iterator[Results]:
    """Yield the rows of each length; its times say what to expect of the next length."""
    texts = Texts(subject.tokenizer)
    products = {p: Products(subject.module.bert.encoder, p) for p in ("fp32", "bf16")}
    known: dict[str, float] = {}  # seconds per token, by way
    for n_tokens in sorted(plan.lengths):
        plan.progress(f"{subject.name}, one text of {n_tokens} tokens")
        ways = list(_ways(subject, rivals, texts.one(n_tokens), plan))
        limits = list(_limits(ways, products, n_tokens))
        expected = {name: rate * n_tokens for name, rate in known.items()}
        cells = plan.interleave([*ways, *limits], expected)
        known |= {name: c.median / n_tokens for name, c in cells.items() if c.median is not None}
        one = cells[project.DEFAULT].median or 0.0
        yield Results(
            [row(way, cells[way.name], subject=subject.name, n_tokens=n_tokens) for way in ways],
            [_limit_row(limit, cells[limit.name], subject.name, n_tokens) for limit in limits],
            batch_rows(subject, texts, n_tokens, plan, expected=one),
        )


def batch_rows(
    subject: Subject, texts: Texts, n_tokens: int, plan: Plan, *, expected: float
) -> list[Row]:
    """Return the rows of many texts of about one length; `expected` is the time of one."""
    several = texts.several(plan.n_texts, n_tokens)
    explainer = subject.explainers["auto"]
    ways = (project.OneByOne(explainer, several), project.Together(explainer, several))
    plan.progress(f"{subject.name}, {plan.n_texts} texts of about {n_tokens} tokens")
    cells = plan.interleave(ways, {way.name: expected * plan.n_texts for way in ways})
    return [
        row(way, cells[way.name], subject=subject.name, n_tokens=n_tokens, n_texts=plan.n_texts)
        for way in ways
    ]


def gpu_rows(subject: Subject, n_tokens: int, sizes: Sequence[int], plan: Plan) -> list[Row]:
    """Return this project's rows alone, for batches of several sizes in each precision."""
    texts, found = Texts(subject.tokenizer), []
    for size in sizes:
        several = texts.several(size, n_tokens)
        ways = [Named(f"{precision}", subject, several) for precision in PRECISIONS]
        plan.progress(f"{subject.name}, {size} texts of about {n_tokens} tokens")
        cells = plan.interleave(ways, {})
        found += [
            row(way, cells[way.name], subject=subject.name, n_tokens=n_tokens, n_texts=size)
            for way in ways
        ]
    return found


class Named(project.Together):
    """A batch under the name of its precision."""

    def __init__(self, precision: str, subject: Subject, texts: Sequence[str]) -> None:
        super().__init__(subject.explainers[precision], texts)
        self.name = precision

    def prepare(self, cells: Mapping[str, Cell]) -> None:
        self.run()


def _ways(subject: Subject, rivals: Sequence[Rival], text: str, plan: Plan) -> Iterator[Way]:
    sample = subject.sample(text)
    others = {rival.name: OneText(rival, sample) for rival in rivals}
    yield from others.values()
    yield project.OneText(project.DEFAULT, subject, sample)
    for precision in ("fp32", "bf16"):
        yield project.OneText(
            f"{project.DEFAULT}, {precision}", subject, sample, precision=precision, trust=False
        )
    for name, score in ((NOTEBOOK, "sum"), (CAPTUM, "logit"), (CAPTUM_TRAPEZOID, "logit")):
        yield project.AsExact(others[name], subject, sample, budget=plan.budget, score=score)


def _limits(
    ways: Sequence[Way], products: Mapping[str, Products], n_tokens: int
) -> Iterator[Limit]:
    """Yield the limits of what this project does in each precision."""
    for precision, of_precision in products.items():
        way = next(way for way in ways if way.name == f"{project.DEFAULT}, {precision}")
        yield Limit(of_precision, way, n_tokens=n_tokens, precision=precision)


def _limit_row(limit: Limit, cell: Cell, subject: str, n_tokens: int) -> Row:
    """Return the row of a limit; what was measured on fewer rows is scaled up."""
    measured = row(limit, cell, subject=subject, n_tokens=n_tokens)
    if measured.seconds is None:
        return measured
    return replace(measured, seconds=limit.seconds(measured.seconds), flop=limit.flop)
