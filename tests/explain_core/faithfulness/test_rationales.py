from __future__ import annotations

from collections.abc import Sequence

import pytest

from explain_core import BadOption, WordAttribution
from explain_core.faithfulness import auprc, iou_f1, plausibility, token_f1
from explain_core.faithfulness.rationales import runs
from explain_core.words import Span, words


def attributed(text: str, values: Sequence[float]) -> list[WordAttribution]:
    return [
        WordAttribution(text[span.start : span.end], span.start, span.end, value)
        for span, value in zip(words(text), values, strict=True)
    ]


@pytest.mark.parametrize(
    ("truth", "scores", "area"),
    [
        # The example in scikit-learn's manual of the precision-recall curve.
        ([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], 19 / 24),
        ([1, 1, 0, 0], [4, 3, 2, 1], 1.0),
        ([0, 0, 0, 1], [4, 3, 2, 1], 1 / 8),
        ([1, 0, 0, 0], [1, 1, 1, 1], 5 / 8),
        ([1], [0.0], 1.0),
    ],
)
def test_auprc_of_worked_examples(
    truth: Sequence[bool], scores: Sequence[float], area: float
) -> None:
    assert auprc(truth, scores) == pytest.approx(area)


def test_auprc_does_not_depend_on_the_order_of_equal_scores() -> None:
    assert auprc([True, False, False], [1, 1, 0]) == auprc([False, True, False], [1, 1, 0])


@pytest.mark.parametrize(("truth", "scores"), [([], []), ([False], [1.0]), ([True], [1.0, 2.0])])
def test_auprc_without_a_marked_word_or_a_score_raises(
    truth: Sequence[bool], scores: Sequence[float]
) -> None:
    with pytest.raises(ValueError, match="at least one word"):
        auprc(truth, scores)


@pytest.mark.parametrize(
    ("chosen", "marked", "f1"),
    [({1, 2}, {1, 2}, 1.0), ({1, 2}, {2, 3, 4}, 0.4), ({1}, {2}, 0.0), (set(), set(), 0.0)],
)
def test_token_f1_is_the_harmonic_mean(chosen: set[int], marked: set[int], f1: float) -> None:
    assert token_f1(chosen, marked) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("chosen", "marked", "f1"),
    [
        ([Span(0, 3)], [Span(0, 2)], 1.0),  # 2 of 3
        ([Span(0, 2)], [Span(1, 2)], 1.0),  # 1 of 2, just enough
        ([Span(0, 5)], [Span(0, 2)], 0.0),  # 2 of 5
        ([Span(0, 2), Span(7, 9)], [Span(0, 2)], 2 / 3),
        ([Span(0, 2)], [Span(0, 2), Span(7, 9)], 2 / 3),
        ([], [], 0.0),
    ],
)
def test_iou_f1_counts_spans_that_overlap_by_half(
    chosen: list[Span], marked: list[Span], f1: float
) -> None:
    assert iou_f1(chosen, marked) == pytest.approx(f1)


def test_runs_are_stretches_of_neighbours() -> None:
    assert runs({5, 1, 2, 9, 8}) == [Span(1, 3), Span(5, 6), Span(8, 10)]


def test_plausibility_of_the_words_that_people_marked_is_1() -> None:
    text = "the update is horrible"
    found = plausibility(attributed(text, [0.1, 0.0, -0.2, 3.0]), [(14, 22)])
    assert found is not None
    assert (found.auprc, found.token_f1, found.iou_f1) == (1.0, 1.0, 1.0)


def test_plausibility_takes_as_many_words_as_were_marked() -> None:
    text = "not good at all"
    found = plausibility(attributed(text, [2.0, 1.0, 3.0, 0.0]), [(0, 8)])
    assert found is not None
    assert found.token_f1 == pytest.approx(1 / 2)
    assert found.iou_f1 == pytest.approx(2 / 3)  # "not" is half of "not good", "at" is none of it


def test_plausibility_takes_a_share_of_the_words_if_told_to() -> None:
    text = "not good at all"
    found = plausibility(attributed(text, [2.0, 1.0, 0.5, 0.0]), [(0, 8)], percent=75)
    assert found is not None
    assert found.token_f1 == pytest.approx(2 * 2 / 5)


def test_plausibility_marks_a_word_that_a_span_touches_in_part() -> None:
    text = "horribly slow"
    whole = plausibility(attributed(text, [0.0, 1.0]), [(0, 8)])
    assert plausibility(attributed(text, [0.0, 1.0]), [(2, 5)]) == whole


@pytest.mark.parametrize("rationale", [[], [(3, 3)], [(3, 4)]], ids=["none", "empty", "space"])
def test_plausibility_without_a_marked_word_is_none(rationale: list[tuple[int, int]]) -> None:
    assert plausibility(attributed("the bug", [1.0, 2.0]), rationale) is None


def test_plausibility_of_an_impossible_share_raises_bad_option() -> None:
    with pytest.raises(BadOption, match="percent"):
        plausibility(attributed("good", [1.0]), [(0, 4)], percent=0)
