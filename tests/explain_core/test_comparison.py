from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from explain_core.comparison import Comparison, Pair, compare
from explain_core.explanation import Explanation, WordAttribution
from tests.explain_core.explanations import explanation
from tests.explain_core.nasty_texts import TEXTS


def sides(comparison: Comparison) -> list[tuple[str | None, str | None]]:
    return [
        (pair.left and pair.left.text, pair.right and pair.right.text) for pair in comparison.pairs
    ]


def of(text: str, attributions: Mapping[str, float] | None = None) -> Explanation:
    return explanation(text, attributions or {}, units=r"\S+")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a b", "a b", [("a", "a"), ("b", "b")]),
        ("It IS", "it is", [("It", "it"), ("IS", "is")]),
        ("a b c", "a x c", [("a", "a"), ("b", "x"), ("c", "c")]),
        ("a c", "a b c", [("a", "a"), (None, "b"), ("c", "c")]),
        ("a b c", "c", [("a", None), ("b", None), ("c", "c")]),
        ("a b c", "x", [("a", "x"), ("b", None), ("c", None)]),
        ("a a a", "a a", [("a", "a"), ("a", "a"), ("a", None)]),
        ("one", "two", [("one", "two")]),
    ],
)
def test_compare_aligns_words(
    left: str, right: str, expected: list[tuple[str | None, str | None]]
) -> None:
    assert sides(compare(of(left), of(right))) == expected


@pytest.mark.parametrize("left", TEXTS)
@pytest.mark.parametrize("right", ["a", "This movie is horrible.", TEXTS[-1]])
def test_compare_has_every_word_of_both_once_and_in_order(left: str, right: str) -> None:
    first, second = of(left), of(right)
    pairs = compare(first, second).pairs

    assert [pair.left for pair in pairs if pair.left] == list(first.words)
    assert [pair.right for pair in pairs if pair.right] == list(second.words)
    assert all(pair.left or pair.right for pair in pairs)


def test_compare_gives_the_difference_of_each_pair() -> None:
    left = of("so good and nice", {"good": 1.5, "and": 0.25})
    right = of("so bad nice", {"bad": -0.5, "nice": 1.0})

    differences = [pair.difference for pair in compare(left, right).pairs]

    assert differences == [0.0, -2.0, -0.25, 1.0]


def test_compare_of_an_explanation_with_itself_finds_no_difference() -> None:
    explained = of("so good", {"good": 1.5})
    comparison = compare(explained, explained)

    assert comparison.strongest() == ()
    assert not comparison.normalized
    assert comparison.notes == ()


def test_strongest_are_the_pairs_that_differ_most_either_way() -> None:
    left = of("a b c d", {"a": 1.0, "b": 1.0, "c": 0.1})
    right = of("a b c d", {"a": 1.5, "b": -2.0, "c": 0.1, "d": 0.2})

    strongest = compare(left, right).strongest(2)

    assert [pair.right.text for pair in strongest if pair.right] == ["b", "a"]


def test_compare_of_two_models_is_in_shares_of_each_ones_norm() -> None:
    left = of("so good", {"so": 3.0, "good": 4.0})
    right = replace(of("so good", {"so": 30.0, "good": 40.0}), model="other")
    comparison = compare(left, right)

    assert comparison.normalized
    assert "two models" in comparison.notes[0]
    assert comparison.strongest() == ()
    assert [pair.left.attribution for pair in comparison.pairs if pair.left] == pytest.approx(
        [0.6, 0.8]
    )
    assert comparison.left is left


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"model": "other"}, "two models"),
        ({"probabilities": {"negative": 0.9, "toxic": 0.1}}, "two models"),
        ({"score": "probability"}, "logit and probability have no unit in common"),
    ],
)
def test_compare_says_where_units_differ(changes: dict[str, object], told: str) -> None:
    explained = of("so good", {"good": 4.0})
    comparison = compare(explained, replace(explained, **changes))  # type: ignore[arg-type]

    assert comparison.normalized
    assert told in comparison.notes[0]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"target": "positive"}, "A about negative, B about positive"),
        ({"baseline": "mask"}, "pad and mask"),
        ({"method": "occlusion"}, "lig and occlusion"),
    ],
)
def test_compare_says_what_else_differs_and_keeps_the_unit(
    changes: dict[str, object], told: str
) -> None:
    explained = of("so good", {"good": 4.0})
    comparison = compare(explained, replace(explained, **changes))  # type: ignore[arg-type]

    assert not comparison.normalized
    (note,) = comparison.notes
    assert told in note


def test_compare_of_two_models_has_shares_of_nothing_where_nothing_pushes() -> None:
    comparison = compare(of("so good"), replace(of("so good"), model="other"))

    assert [pair.difference for pair in comparison.pairs] == [0.0, 0.0]


def test_sides_have_the_words_in_the_unit_of_the_comparison() -> None:
    left, right = of("so good", {"good": 4.0}), replace(of("bad", {"bad": -9.0}), model="other")

    words = [word.attribution for side in compare(left, right).sides for word in side.words]

    assert words == [0.0, 1.0, -1.0]


def test_compare_of_long_texts_that_repeat_themselves_ends() -> None:
    text = " ".join(["word", "other"] * 4000)
    pairs = compare(of(text), of(f"{text} end")).pairs

    assert sum(pair.left is not None for pair in pairs) == 8000
    assert pairs[-1].right is not None
    assert pairs[-1].right.text == "end"


def test_to_dict_is_json_with_both_explanations_and_all_pairs() -> None:
    left, right = of("good", {"good": 1.5}), of("so good", {"good": 1.0})
    record = json.loads(json.dumps(compare(left, right).to_dict()))

    assert record["left"]["text"] == "good"
    assert record["right"]["text"] == "so good"
    assert record["pairs"] == [
        {
            "left": None,
            "right": {"text": "so", "start": 0, "end": 2, "attribution": 0.0},
            "difference": 0.0,
        },
        {
            "left": {"text": "good", "start": 0, "end": 4, "attribution": 1.5},
            "right": {"text": "good", "start": 3, "end": 7, "attribution": 1.0},
            "difference": -0.5,
        },
    ]


@pytest.mark.parametrize(("left", "right", "expected"), [(1.0, None, -1.0), (None, 2.0, 2.0)])
def test_difference_counts_a_missing_word_as_pushing_nothing(
    left: float | None, right: float | None, expected: float
) -> None:
    words = [
        None if value is None else WordAttribution("a", 0, 1, value) for value in (left, right)
    ]

    assert math.isclose(Pair(*words).difference, expected)
