"""What the faithfulness benchmark computes itself; the measures are tested with the package."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import pytest
import torch

from explain_core import Explainer
from explain_core.faithfulness import MaskedText
from explain_core.request import Request
from faithfulness import as_json, subject_of
from judging.contest import Record, contest
from judging.marks import Judge, Marks, mean
from judging.plot import draw, spread
from judging.report import comparison, difference, markdown, table, verdict
from judging.texts import Row, Text, read_rows, read_texts
from judging.ways import Ensemble, LeaveOneOut, Own, Way, made
from rivals.ranked import over_segments, rollout


def marks(value: float, **others: float) -> Marks:
    of_all = {"comprehensiveness": value, "sufficiency": value, "log_odds": 0.0, "infidelity": 0.0}
    return Marks(**of_all | others)


def record(name: str, values: list[float], *, is_default: bool = False) -> Record:
    return Record(name, is_default, [marks(v) for v in values], [0.001] * len(values))


@pytest.fixture(scope="module")
def bert(tiny_model: Path) -> Explainer:
    return Explainer.load(tiny_model)


@pytest.fixture
def text(bert: Explainer) -> Text:
    ((found,), _) = read_texts(bert, [Row("the movie is not bad")])
    return found


@pytest.fixture
def ways(bert: Explainer) -> list[Way]:
    return [Own(bert, "LIG", Request()), LeaveOneOut(bert)]


# Texts


def csv_file(directory: Path, content: str) -> Path:
    path = directory / "texts.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_read_rows_takes_texts_alone(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "text\ngood\nbad\n")
    assert read_rows(path, limit=None) == [Row("good"), Row("bad")]


def test_read_rows_takes_labels_and_rationales(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'text,label,rationale\nso good,positive,"[[3, 7]]"\n')
    assert read_rows(path, limit=None) == [Row("so good", "positive", ((3, 7),))]


@pytest.mark.parametrize(("limit", "chosen"), [(2, "02"), (3, "012"), (4, "0123"), (9, "0123")])
def test_read_rows_spreads_the_limit(tmp_path: Path, limit: int, chosen: str) -> None:
    path = csv_file(tmp_path, "text\n0\n1\n2\n3\n")
    assert "".join(row.text for row in read_rows(path, limit=limit)) == chosen


@pytest.mark.parametrize("rationale", ["[[3]]", "{}x", "[3, 7]", '[["a", "b"]]'])
def test_read_rows_names_the_line_of_a_bad_rationale(tmp_path: Path, rationale: str) -> None:
    cell = '"' + rationale.replace('"', '""') + '"'
    path = csv_file(tmp_path, f'text,rationale\ngood,"[]"\nbad,{cell}\n')
    with pytest.raises(SystemExit, match="line 3"):
        read_rows(path, limit=None)


def test_read_rows_asks_for_a_column_of_texts(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no column named text"):
        read_rows(csv_file(tmp_path, "sentence\ngood\n"), limit=None)


def test_read_texts_leaves_out_what_has_no_single_window(bert: Explainer) -> None:
    too_long = "good " * (bert.classifier.max_text_tokens + 1)
    texts, left_out = read_texts(bert, [Row("good"), Row(" "), Row(too_long)])
    assert [text.row.text for text in texts] == ["good"]
    assert len(left_out) == 2


def test_rationales_count_only_for_the_label_that_is_explained(bert: Explainer) -> None:
    spans = ((0, 4),)
    rows = [Row("good", label, spans) for label in (*bert.labels, None)]
    texts, _ = read_texts(bert, rows)
    agreeing = [text for text in texts if text.rationale == spans]
    assert len(agreeing) == 2  # the label that was predicted, and none


# Ways


def test_rollout_of_one_layer_is_half_attention_half_residual() -> None:
    attention = torch.tensor([[[0.2, 0.8], [1.0, 0.0]], [[0.6, 0.4], [0.0, 1.0]]])
    assert torch.allclose(rollout([attention]), torch.tensor([[0.7, 0.3], [0.25, 0.75]]))


def test_rollout_multiplies_later_layers_from_the_left() -> None:
    # The first layer lets token 0 read token 1, the second lets token 1 read token 0.
    first = torch.tensor([[[0.0, 1.0], [0.0, 1.0]]])
    second = torch.tensor([[[1.0, 0.0], [1.0, 0.0]]])
    assert torch.allclose(rollout([first, second]), torch.tensor([[0.5, 0.5], [0.25, 0.75]]))


def test_over_segments_gives_each_word_its_segments(text: Text) -> None:
    segments = ["", "the ", "mov", "ie ", "is ", "not ", "bad", ""]
    words = over_segments(text, segments, [9.0, 1.0, 2.0, 0.5, 3.0, 4.0, 5.0, 0.0][:8])
    assert [word.text for word in words] == ["the", "movie", "is", "not", "bad"]
    assert [word.attribution for word in words][1:] == [2.5, 3.0, 4.0, 5.0]


class OneFeature:
    """What LIME finds of "good, not good": "good" is one feature, at 0 and at 10."""

    def __init__(self, random_state: int) -> None:
        self.domain_mapper = SimpleNamespace(indexed_string=self)

    def explain_instance(self, text: str, *_: object, labels: list[int], **__: object) -> Self:
        self._target = labels[0]
        return self

    def as_map(self) -> dict[int, list[tuple[int, float]]]:
        return {self._target: [(0, 0.8), (1, -0.2)]}

    def string_position(self, feature: int) -> list[int]:
        return [[0, 10], [6]][feature]

    def word(self, feature: int) -> str:
        return ["good", "not"][feature]


def test_lime_gives_each_occurrence_of_a_word_its_share(
    bert: Explainer, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lime_text = SimpleNamespace(LimeTextExplainer=OneFeature)
    monkeypatch.setitem(sys.modules, "lime", SimpleNamespace(lime_text=lime_text))
    monkeypatch.setitem(sys.modules, "lime.lime_text", lime_text)
    from rivals.ranked import Lime

    ((twice,), _) = read_texts(bert, [Row("good, not good")])
    words = Lime(subject_of(str(tiny_model)), n_texts=50).explain(twice)
    assert [(word.text, word.attribution) for word in words] == [
        ("good", 0.4),
        (",", 0.0),
        ("not", -0.2),
        ("good", 0.4),
    ]


def test_an_ensemble_is_the_mean_of_its_parts(bert: Explainer, text: Text) -> None:
    parts = [Own(bert, kind, Request(baseline=kind)) for kind in ("pad", "mask")]
    found = [part.explain(text) for part in parts]
    both = Ensemble("both", tuple(parts)).explain(text)
    for first, second, together in zip(*found, both, strict=True):
        expected = (first.attribution + second.attribution) / 2
        assert together.attribution == pytest.approx(expected, abs=1e-6)


def test_made_says_which_package_is_missing(ways: list[Way]) -> None:
    makers = {"a": (lambda: ways[0], ""), "b": (lambda: ways[1], "no_such_package")}
    found, missing = made(makers, ["a", "b"])
    assert found == [ways[0]]
    assert missing == ["b is left out: pip install no_such_package"]


# Marks


def test_mean_leaves_out_what_does_not_apply() -> None:
    both = mean([marks(0.2, auprc=0.5), marks(0.4)])
    assert both.comprehensiveness == pytest.approx(0.3)
    assert both.auprc == 0.5
    assert both.iou_f1 is None


def test_delta_is_asked_of_ways_that_promise_to_add_up(
    bert: Explainer, text: Text, ways: list[Way]
) -> None:
    masked = MaskedText(bert, text.row.text, target=text.target)
    judge = Judge(text, masked)
    path, alone = (judge.marks(way.explain(text), way) for way in ways)
    assert path.delta is not None
    assert path.delta < 0.01
    assert alone.delta is None


@pytest.mark.parametrize(("exact_words", "is_normalised"), [(5, True), (4, False)])
def test_short_texts_have_a_normalised_aopc(
    bert: Explainer, text: Text, exact_words: int, is_normalised: bool
) -> None:
    judge = Judge(text, MaskedText(bert, text.row.text), exact_words=exact_words)
    assert (judge.chance(0).normalized is not None) is is_normalised


# Contest and report


def test_contest_has_every_way_mark_every_text(bert: Explainer, ways: list[Way]) -> None:
    texts, _ = read_texts(bert, [Row("good"), Row("not bad"), Row("i hate it")])
    records = contest(bert, texts, ways, exact_words=3, n_sensitive=1)
    assert [r.name for r in records] == ["random", "LIG", "leave-one-out"]
    assert [len(r.marks) for r in records] == [3, 3, 3]
    assert [len(r.seconds) for r in records] == [0, 3, 3]
    assert [r.is_default for r in records] == [False, True, False]
    assert [m.sensitivity is not None for m in records[1].marks] == [True, False, False]


def test_difference_is_paired() -> None:
    # Differences 1, 2, 3: mean 2, standard deviation 1, error 1 / sqrt 3.
    found = difference(record("a", [2, 12, 23]), record("b", [1, 10, 20]), "comprehensiveness")
    assert found.mean == pytest.approx(2.0)
    assert found.margin == pytest.approx(1.96 / 3**0.5)
    assert found.is_clear


def test_more_comprehensive_is_better_and_more_sufficiency_is_worse() -> None:
    high, low = record("high", [0.8, 0.9, 0.9]), record("low", [0.1, 0.2, 0.1])
    gain = difference(high, low, "comprehensiveness")
    assert verdict(gain, gain) == "better, worse"
    level = difference(high, high, "comprehensiveness")
    assert verdict(level, level) == "no clear difference, no clear difference"


def test_table_takes_random_off() -> None:
    report = table([record("random", [0.25]), record("LIG", [0.75], is_default=True)])
    line = report.splitlines()[-1]
    assert line.startswith("| **LIG** (default) | 0.750 | 0.500 |")
    assert len({row.count("|") for row in report.splitlines()}) == 1


def test_comparison_is_of_the_default_with_each_other() -> None:
    records = [record("random", [0, 0]), record("LIG", [3, 5], is_default=True)]
    report = comparison([*records, record("other", [1, 3])])
    assert report.splitlines()[2:] == [
        "| other | +2.000 ± 0.000 | +2.000 ± 0.000 | 1.00 x | better, worse |"
    ]
    assert comparison([records[0], record("other", [1, 3])]) == ""


def test_markdown_is_a_table() -> None:
    assert markdown([("a", "b"), ("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.0, 1.0], [0.0, 0.5, 1.0]),
        ([1.0, 1.0, 1.0], [0.0, 0.5, 1.0]),
        ([0.0, 0.6], [0.0, 0.6]),
        ([0.3], [0.3]),
        ([], []),
    ],
)
def test_spread_keeps_labels_apart(values: list[float], expected: list[float]) -> None:
    assert spread(values, 0.5, 1.0) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["LIG", "$5 or $6", "\\frac{"])
def test_draw_writes_a_png(tmp_path: Path, name: str) -> None:
    path = tmp_path / "plot.png"
    draw([record("random", [0.1, 0.2]), record(name, [0.5, 0.6])], path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_records_are_json(tmp_path: Path) -> None:
    found = json.loads(as_json([record("LIG", [0.5])], ["good"]))
    assert found["texts"] == ["good"]
    assert found["ways"][0]["mean"]["comprehensiveness"] == 0.5
