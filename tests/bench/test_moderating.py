from __future__ import annotations

import numpy as np
import pytest

from moderating.bias import dialect_pairs, in_dialect
from moderating.words import average_precision, insulting, scorable


@pytest.mark.parametrize(
    ("scores", "given", "found"),
    [
        ([3, 2, 1], [True, False, False], 1.0),
        ([3, 2, 1], [False, True, False], 1 / 2),
        ([3, 2, 1], [True, False, True], (1 + 2 / 3) / 2),
    ],
)
def test_average_precision_of_worked_examples(
    scores: list[float], given: list[bool], found: float
) -> None:
    assert average_precision(np.asarray(scores, np.float32), given) == pytest.approx(found)


@pytest.mark.parametrize(
    ("word", "found"),
    [("idiot", True), ("Idiots!", True), ("morons", True), ("people", False), ("life", False)],
)
def test_insulting_knows_words_in_any_form(word: str, found: bool) -> None:
    assert insulting(word) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [("what an idiot", True), ("idiot", False), ("hello there", False), ("", False)],
)
def test_scorable_wants_insulting_words_and_others(text: str, found: bool) -> None:
    assert scorable(text) is found


def test_scorable_leaves_out_what_takes_long_to_explain() -> None:
    assert not scorable("idiot " + "word " * 60)


@pytest.mark.parametrize(
    ("text", "found", "n_changes"),
    [
        ("they are going to the shop with my friend", "they be gon da shop wit ma friend", 5),
        ("he is not here", "he ain't here", 1),
        ("the king sings", "da king sings", 1),
        ("", "", 0),
        ("日本", "日本", 0),
    ],
)
def test_in_dialect_respells(text: str, found: str, n_changes: int) -> None:
    assert in_dialect(text) == (found, n_changes)


def test_dialect_pairs_leave_out_texts_that_hardly_change() -> None:
    assert dialect_pairs(["he is not here", "no"]) == []
    assert len(dialect_pairs(["they are going to the shop"])) == 1
