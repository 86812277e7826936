"""What the speed benchmark computes besides times; a time itself is never tested."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from transformers import AutoTokenizer, BertForSequenceClassification

from explain_core import Explainer
from rivals.subjects import PRECISIONS, Subject
from rivals.timed import CAPTUM, CAPTUM_TRAPEZOID, NOTEBOOK, Captum, Effort, Notebook
from timing.limit import MOST_ROWS, Limit, Products
from timing.measure import Plan, Results, gpu_rows, measure
from timing.others import NotRunning, rivals
from timing.project import DEFAULT
from timing.report import gpu_section, length_section, summary_section
from timing.rounds import Cell, Outcome, Skip, interleave
from timing.rows import Row, comparison, find, milliseconds, percent, times_faster
from timing.targets import MISSED, REACHED, UNKNOWN, targets
from timing.texts import Texts


class Counting:
    """A way that notes in `log` that its turn has come."""

    explains = "logit"

    def __init__(self, name: str, log: list[str], act: Callable[[], Any] = lambda: None) -> None:
        self.name = name
        self._log = log
        self._act = act

    def prepare(self, cells: Mapping[str, Cell]) -> None:
        self._log.append(f"prepare {self.name}")

    def run(self) -> Any:
        self._log.append(self.name)
        return self._act()

    def outcome(self, answer: Any) -> Outcome:
        return Outcome(points=answer)


def cells_of(ways: Sequence[Counting], **options: Any) -> dict[str, Cell]:
    usual = {"rounds": 2, "budget": 60.0, "expected": {}, "progress": lambda line: None}
    return interleave(ways, **(usual | options))


def test_interleave_takes_turns_and_prepares_each_way_once() -> None:
    log: list[str] = []
    cells = cells_of([Counting("a", log), Counting("b", log)])
    assert log == ["prepare a", "a", "prepare b", "b", "a", "b"]
    assert [len(cell.seconds) for cell in cells.values()] == [2, 2]


def test_interleave_leaves_out_a_way_that_is_expected_to_exceed_the_budget() -> None:
    log: list[str] = []
    cells = cells_of([Counting("a", log), Counting("b", log)], expected={"a": 61.0, "b": 59.0})
    assert "a" not in log
    assert cells["a"].note == "skipped: over 60 s (about 61 s expected)"
    assert len(cells["b"].seconds) == 2


def test_interleave_stops_a_way_that_has_used_its_budget() -> None:
    log: list[str] = []
    cells_of([Counting("a", log)], budget=0.0)
    assert log == ["prepare a", "a"]


@pytest.mark.parametrize(
    ("error", "note"),
    [
        (Skip("there is no path"), "there is no path"),
        (ImportError("no such name\nand more"), "failed: ImportError: no such name"),
        (MemoryError(), "failed: MemoryError"),
    ],
)
def test_interleave_notes_why_a_way_failed_and_goes_on(error: Exception, note: str) -> None:
    def fail() -> None:
        raise error

    log: list[str] = []
    cells = cells_of([Counting("a", log, fail), Counting("b", log)])
    assert (cells["a"].note, cells["a"].seconds) == (note, [])
    assert log == ["prepare a", "a", "prepare b", "b", "b"]


@pytest.fixture(scope="module")
def subject(tiny_model: Path) -> Subject:
    module = BertForSequenceClassification.from_pretrained(tiny_model).eval()
    explainers = {p: Explainer.load(tiny_model, precision=p, device="cpu") for p in PRECISIONS}
    return Subject("tiny", module, AutoTokenizer.from_pretrained(tiny_model), explainers)


@pytest.mark.parametrize("n_tokens", [3, 10, 31])
def test_texts_have_exactly_as_many_tokens_as_asked_for(subject: Subject, n_tokens: int) -> None:
    texts = [Texts(subject.tokenizer).one(n_tokens, number=number) for number in range(5)]
    assert [len(subject.tokenizer(text)["input_ids"]) for text in texts] == [n_tokens] * 5


def test_texts_of_a_batch_differ_and_are_a_tenth_shorter_to_a_tenth_longer(
    subject: Subject,
) -> None:
    texts = Texts(subject.tokenizer).several(8, 20)
    lengths = [len(subject.tokenizer(text)["input_ids"]) for text in texts]
    assert len(set(texts)) == 8
    assert (min(lengths), max(lengths), sum(lengths)) == (18, 22, 160)


def test_texts_of_a_batch_of_one_have_the_length_itself(subject: Subject) -> None:
    (text,) = Texts(subject.tokenizer).several(1, 20)
    assert len(subject.tokenizer(text)["input_ids"]) == 20


def test_sample_keeps_special_tokens_in_its_baseline(subject: Subject) -> None:
    sample = subject.sample("good movie")
    tokens = subject.tokenizer.convert_ids_to_tokens(sample.baseline_ids[0])
    assert tokens == ["[CLS]", "[PAD]", "[PAD]", "[SEP]"]


def test_captum_trapezoid_is_scaled_so_that_its_step_sizes_add_up_to_one(subject: Subject) -> None:
    sample = subject.sample("the movie is good")
    way = Captum(subject, CAPTUM_TRAPEZOID, method="riemann_trapezoid", n_steps=129)
    outcome = way.outcome(sample, way.explain(sample))
    assert outcome.share is not None
    assert outcome.share < 1 / 129 / 10


def test_notebook_explains_the_sum_of_all_logits(subject: Subject) -> None:
    sample = subject.sample("the movie is good")
    way = Notebook(subject)
    outcome = way.outcome(sample, way.explain(sample))
    assert outcome.share is not None
    assert outcome.share < 0.001


def test_rival_that_cannot_be_set_up_says_why_in_its_row() -> None:
    rival = NotRunning("a library", AttributeError("no attribute 'x'"), "transformers 5.0")
    with pytest.raises(Skip, match=r"^does not run with transformers 5.0: AttributeError: no attr"):
        rival.explain(None)  # type: ignore[arg-type]


def test_products_count_every_matrix_of_the_encoder_forward_and_back(subject: Subject) -> None:
    products = Products(subject.module.bert.encoder, "fp32")
    per_layer = 4 * 32 * 32 + 2 * 32 * 48
    assert products.flop(rows=3) == 2 * 2 * (2 * per_layer) * 3


def test_limit_scales_up_what_it_measured_on_fewer_rows() -> None:
    products = Products(nn.Linear(2, 2), "fp32")
    way = Counting("way", [])
    limit = Limit(products, way, n_tokens=MOST_ROWS, precision="fp32")
    limit.prepare({"way": Cell(seconds=[1.0], answer=3)})
    assert limit.seconds(2.0) == 6.0
    assert limit.outcome(None).points == 3


def a_row(way: str, seconds: float | None, share: float | None = None, **others: Any) -> Row:
    usual = Row(
        subject="tiny",
        n_tokens=10,
        n_texts=1,
        way=way,
        explains="logit",
        seconds=seconds,
        rounds=3,
        points=9,
        precision="fp32",
        rule="",
        delta=share,
        share=share,
        note="",
    )
    return replace(usual, **others)


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [
        ([a_row(DEFAULT, 1.0, 0.01)], REACHED),
        ([a_row(DEFAULT, 2.0, 0.01)], MISSED),
        ([a_row(DEFAULT, 1.0, 0.02)], MISSED),
        ([a_row(DEFAULT, 1.0, 0.02), a_row(f"{DEFAULT}, fp32", 1.2, 0.01)], REACHED),
        ([a_row(DEFAULT, None)], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_target_is_reached_only_by_a_row_as_exact_as_the_rival(
    ours: list[Row], verdict: str
) -> None:
    rows = [replace(row, n_tokens=10) for row in (a_row(NOTEBOOK, 50.0, 0.01), *ours)]
    found = {target.name: target for target in targets("bert", Results(texts=rows))}
    target = found[f"10 tokens: times faster than {NOTEBOOK}, |delta| no larger"]
    assert (target.verdict, target.wanted) == (verdict, ">= 40")


@pytest.mark.parametrize(("seconds", "verdict"), [(1.0, REACHED), (2.0, MISSED), (None, UNKNOWN)])
def test_target_of_the_default_is_its_time(seconds: float | None, verdict: str) -> None:
    rows = [a_row(NOTEBOOK, 30.0, 0.01), a_row(DEFAULT, seconds, 0.02)]
    first = next(targets("shipped", Results(texts=rows)))
    assert (first.name, first.verdict) == (f"10 tokens: times faster than {NOTEBOOK}", verdict)


def test_times_faster_is_none_without_both_times() -> None:
    assert times_faster(a_row("a", 3.0), a_row("b", 2.0)) == 1.5
    assert times_faster(a_row("a", None), a_row("b", 2.0)) is None


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0012345, "1.23"), (0.1234, "123"), (12.3456, "12346")]
)
def test_milliseconds_show_three_digits_or_more(seconds: float, text: str) -> None:
    assert milliseconds(seconds) == text


@pytest.mark.parametrize(
    ("share", "text"), [(None, ""), (0.0123, "1.2%"), (1e-6, "0.0001%"), (1.5, "150%")]
)
def test_percent_shows_two_digits(share: float | None, text: str) -> None:
    assert percent(share) == text


def test_comparison_puts_the_note_in_place_of_a_time_that_is_missing() -> None:
    rows = [a_row("slow", None, note="skipped: over 9 s")]
    last = list(comparison(rows, {}))[-1]
    assert last == "| slow | logit |  |  | 0 | skipped: over 9 s |  |  |"


PLAN = Plan(
    lengths=[6],
    rounds=1,
    budget=60.0,
    n_texts=3,
    effort=Effort(shap_texts=20, lime_texts=20),
    progress=lambda line: None,
)


def test_measure_has_a_row_for_every_way_and_so_has_its_table(subject: Subject) -> None:
    named = [Notebook(subject), Captum(subject, CAPTUM, method="gausslegendre", n_steps=50)]
    third = Captum(subject, CAPTUM_TRAPEZOID, method="riemann_trapezoid", n_steps=17)
    (results,) = measure(subject, [*named, third], PLAN)
    page = "\n".join(length_section(results.texts))
    ways = [row.way for row in results.texts]
    assert [way for way in ways if f"| {way} |" not in page] == []
    assert {NOTEBOOK, CAPTUM, CAPTUM_TRAPEZOID, DEFAULT} < set(ways)
    assert all(row.seconds is not None for row in (*results.limits, *results.batches))


def test_summary_has_a_line_for_each_length_target_and_batch() -> None:
    results = Results(
        [a_row(f"{DEFAULT}, fp32", 2.0)],
        [a_row(f"limit of {DEFAULT}, fp32", 1.0, flop=2 * 10**9)],
        [a_row("one by one", 4.0, n_texts=8), a_row("explain_batch", 2.0, n_texts=8)],
    )
    lines = list(summary_section(results, targets("bert", results)))
    assert "| 10 | fp32 | 9 | 2 | 2 | 1000 | 2000 | 2.00 |" in lines
    assert "| 10 | 8 | 3 | 2 | 4 | 2.00 |" in lines
    assert sum("not measured" in line for line in lines) == 10
    assert sum("reached" in line for line in lines) == 1


def test_measured_deltas_are_those_of_the_project(subject: Subject) -> None:
    standing_in = [
        NotRunning(name, ImportError("absent"), "") for name in (NOTEBOOK, CAPTUM, CAPTUM_TRAPEZOID)
    ]
    (results,) = measure(subject, standing_in, PLAN)
    ours = find(results.texts, f"{DEFAULT}, fp32")
    explanation = subject.explainers["fp32"].explain(Texts(subject.tokenizer).one(6))
    assert ours is not None
    assert ours.delta == pytest.approx(explanation.delta, abs=1e-5)


def test_gpu_rows_have_every_size_in_every_precision(subject: Subject) -> None:
    rows = gpu_rows(subject, 6, (1, 3), PLAN)
    assert [(row.n_texts, row.way) for row in rows] == [(n, p) for n in (1, 3) for p in PRECISIONS]
    assert len(list(gpu_section("tiny", rows))) == 5 + len(rows)


def test_rivals_are_all_there_though_none_may_be_installed(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("captum", "captum.attr", "transformers_interpret", "shap", "lime.lime_text"):
        monkeypatch.setitem(sys.modules, library, None)
    made = rivals(subject, Effort(), versions="transformers 5")
    assert [type(rival) for rival in made] == [NotRunning] * 6


def test_change_is_the_difference_of_logits(subject: Subject) -> None:
    sample = subject.sample("good movie")
    with torch.no_grad():
        z = [subject.module(ids).logits[0] for ids in (sample.ids, sample.baseline_ids)]
    assert subject.change(sample, 1) == pytest.approx(float(z[0][1] - z[1][1]))
    assert subject.change(sample, None) == pytest.approx(float((z[0] - z[1]).sum()), abs=1e-6)
