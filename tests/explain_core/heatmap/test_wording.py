from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from explain_core.explanation import Explanation, Undone
from explain_core.heatmap import wording
from tests.explain_core.explanations import explanation


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.0, "0%"),
        (0.00004, "<0.1%"),
        (0.007, "0.7%"),
        (0.5, "50%"),
        (0.962, "96%"),
        (0.9953, "99.5%"),
        (0.99996, ">99.9%"),
        (1.0, "100%"),
    ],
)
def test_percent_never_rounds_to_certainty(probability: float, expected: str) -> None:
    assert wording.percent(probability) == expected


@pytest.mark.parametrize(
    ("value", "strongest", "expected"),
    [
        (1.826, 1.826, "+1.83"),
        (-0.2, 1.83, "-0.20"),
        (-0.001, 1.83, "0.00"),
        (31.25, 64.0, "+31.2"),
        (-512.4, 512.4, "-512"),
        (0.0123, 0.05, "+0.012"),
        (0.00042, 0.00042, "+4.2e-04"),
        (-3e7, 5e7, "-3.0e+07"),
        (0.0, 0.0, "0"),
    ],
)
def test_signed_is_as_fine_as_the_scale(value: float, strongest: float, expected: str) -> None:
    assert wording.signed(value, strongest) == expected


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("logit", "logit"),
        ("margin", "logit margin"),
        ("probability", "probability"),
        ("sum", "sum of logits"),
        ("energy", "energy"),
    ],
)
def test_unit_is_that_of_the_score(score: str, expected: str) -> None:
    assert wording.unit(explanation("fine", score=score)) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("fine", "fine"), (",", "','"), ("!!!", "'!!!'"), ("\U0001f642", "\U0001f642"), ("$", "$")],
)
def test_in_a_list_puts_punctuation_in_quotes(word: str, expected: str) -> None:
    assert wording.in_a_list(word) == expected


def test_legend_names_the_target_rather_than_the_prediction() -> None:
    explained = explanation("fine", label="negative", target="positive")

    assert wording.towards(explained) == "pushes towards positive"
    assert wording.away(explained) == "away from positive"
    assert "positive (0.7%)" in wording.explained_target(explained)


def test_explained_target_is_not_mentioned_where_it_is_the_prediction() -> None:
    assert wording.explained_target(explanation("fine")) == ""


@pytest.mark.parametrize(
    ("true_label", "expected"),
    [
        (None, ""),
        ("negative", "true label: negative"),
        ("positive", "true label: positive, the prediction differs"),
    ],
)
def test_true_label_says_whether_the_prediction_differs(
    true_label: str | None, expected: str
) -> None:
    assert wording.true_label(explanation("fine", true_label=true_label)) == expected


TOXIC = {"toxic": 0.97, "insult": 0.71, "obscene": 0.2, "threat": 0.01}
THRESHOLDS = {"toxic": 0.765, "insult": 0.69, "obscene": 0.329, "threat": 0.302}


def judged(scale: float = 1.0, **options: Any) -> Explanation:
    """Return an explanation by a multi-label model, its probabilities made smaller."""
    probabilities = {label: scale * value for label, value in TOXIC.items()}
    values = {"label": "toxic", "thresholds": THRESHOLDS} | options
    return explanation("you", probabilities=probabilities, multi_label=True, **values)


def test_flagged_names_every_label_that_reaches_its_threshold() -> None:
    assert wording.title(judged()) == ("toxic", "97%")
    assert wording.flagged(judged()) == "flagged: toxic 97% (from 76.5%), insult 71% (from 69%)"
    assert wording.other_labels(judged()) == (
        "not flagged: obscene 20%, threat 1% (each label judged on its own)"
    )
    assert wording.explained_target(judged()) == ""


def test_flagged_says_that_nothing_is() -> None:
    nothing = judged(0.5)

    assert wording.title(nothing) == ("nothing flagged", "")
    assert wording.flagged(nothing) == (
        "no label reaches its threshold; the most probable: toxic 48% (from 76.5%)"
    )
    assert wording.other_labels(nothing).startswith("not flagged: insult 36%, ")
    assert wording.explained_target(nothing) == "explained: toxic (48%)"


def test_flagged_puts_a_flagged_label_before_a_more_probable_one() -> None:
    thresholds = THRESHOLDS | {"toxic": 0.99}
    found = judged(thresholds=thresholds)

    assert wording.title(found) == ("insult", "71%")
    assert wording.other_labels(found).startswith("not flagged: toxic 97%, ")
    assert wording.explained_target(found) == "explained: toxic (97%)"


def test_flagged_takes_one_half_where_no_threshold_is_known() -> None:
    assert wording.flagged(judged(thresholds={})) == (
        "flagged: toxic 97% (from 50%), insult 71% (from 50%)"
    )


def test_flagged_counts_what_it_does_not_name() -> None:
    many = {f"label_{i}": 0.9 for i in range(50)}
    found = explanation("x", label="label_0", probabilities=many, multi_label=True)

    assert wording.flagged(found).endswith("label_5 90% (from 50%) and 44 more")


def test_flagged_of_a_model_with_one_label_is_nothing() -> None:
    assert wording.flagged(explanation("x")) == ""


@pytest.mark.parametrize(
    ("text", "undone", "expected"),
    [
        ("an idiot", (), ""),
        ("a 1d10t", (Undone(2, 7, "idiot"),), 'read "1d10t" as "idiot"'),
        ("so\u200bso", (Undone(0, 5, "soso"),), 'read "soso" without hidden characters'),
        ("\x1b[1m", (Undone(0, 4, "a"),), 'read "[U+001B][1m" as "a"'),
        (
            "a b c d e f",
            tuple(Undone(i, i + 1, "x") for i in range(0, 11, 2)),
            'read "a" as "x", "b" as "x", "c" as "x", "d" as "x", "e" as "x" and 1 more',
        ),
    ],
)
def test_read_as_tells_what_was_typed_and_what_was_read(
    text: str, undone: tuple[Undone, ...], expected: str
) -> None:
    assert wording.read_as(replace(explanation(text), undone=undone)) == expected


def test_other_labels_keep_a_number_behind_a_label_that_runs_right_to_left() -> None:
    explained = explanation("x", label="a", probabilities={"a": 0.9, "שלום": 0.1})

    assert wording.other_labels(explained) == "other labels: שלום\u200e 10%"


def test_other_labels_of_a_single_label_are_nothing() -> None:
    assert wording.other_labels(explanation("x", label="a", probabilities={"a": 1.0})) == ""


@pytest.mark.parametrize(
    ("relative_delta", "expected"),
    [(0.12, "by 12%"), (0.031, "by 3.1%"), (1e9, "by >1,000%"), (math.inf, "33 steps.")],
)
def test_unreliable_says_how_far_off_the_values_are(relative_delta: float, expected: str) -> None:
    explained = explanation("fine", converged=False, relative_delta=relative_delta)

    assert "not converged after 33 steps" in wording.unreliable(explained)
    assert expected in wording.unreliable(explained)


def test_unreliable_is_silent_about_a_converged_explanation() -> None:
    assert wording.unreliable(explanation("fine")) == ""


def test_unreliable_gives_every_doubt_once() -> None:
    explained = explanation("fine", converged=False, doubts=["It is off.", "Chance does as well."])

    assert wording.unreliable(explained) == "Not reliable: It is off. Chance does as well."


def test_unreliable_shows_no_control_characters_of_a_doubt() -> None:
    assert "\x1b" not in wording.unreliable(explanation("fine", doubts=["\x1b[2J off"]))


def test_strongest_are_the_largest_of_either_sign() -> None:
    explained = explanation("a b c d e f g", [0.1, -2.0, 1.5, 0.0, 0.5, -0.3, 0.2])

    assert [word.text for word in wording.strongest(explained)] == ["b", "c", "e", "f", "g"]


def test_strongest_of_nothing_are_none() -> None:
    assert wording.strongest(explanation("a b")) == ()


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([range(700)], ""),
        ([range(50)], "Showing the strongest passage of 700 words."),
        ([range(50), range(99, 140)], "Showing the 2 strongest passages of 700 words."),
    ],
)
def test_passages_says_what_is_left_out(shown: list[range], expected: str) -> None:
    assert wording.passages(shown, explanation("word " * 700)) == expected


def test_towards_and_away_name_no_label_when_all_logits_are_summed() -> None:
    made = explanation("fine", [1.0], score="sum", label="negative")
    assert wording.towards(made) == "raises the sum of logits"
    assert wording.away(made) == "lowers the sum of logits"
