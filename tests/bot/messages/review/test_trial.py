from __future__ import annotations

import pytest

from bot.messages.review.trial import trial
from explain_core.explanation import Undone
from tests.bot.messages.cases import TEXTS, TOXIC
from tests.bot.messages.review.cases import THRESHOLDS


def test_trial_says_what_would_happen() -> None:
    message = trial(
        "You are an idiot",
        probabilities=TOXIC,
        thresholds=THRESHOLDS,
        review_channel="C0REVIEW",
    )

    assert message.text.startswith("*It would be flagged* and go to <#C0REVIEW>.")
    assert "*Toxic* 97%, *Insult* 81% and *Obscene* 60%" in message.text
    assert "Threat 10%: not flagged, counts from 50%" in message.text
    assert "nothing was flagged, and nobody else sees it" in message.text


def test_trial_says_that_nothing_would_happen() -> None:
    message = trial("x", probabilities={"toxic": 0.2}, thresholds={"toxic": 0.5})

    assert message.text.startswith("*It would not be flagged.*")


@pytest.mark.parametrize(("probability", "flagged"), [(0.499, False), (0.5, True), (0.501, True)])
def test_trial_flags_from_the_threshold_on(probability: float, flagged: bool) -> None:
    message = trial("x", probabilities={"toxic": probability}, thresholds={"toxic": 0.5})

    assert message.text.startswith("*It would be flagged*") == flagged


def test_trial_without_a_review_channel_says_that_nobody_would_see_it() -> None:
    message = trial("x", probabilities=TOXIC, thresholds=THRESHOLDS)

    assert "nobody would see it: there is no review channel yet" in message.text


@pytest.mark.parametrize(
    ("text", "undone", "told"),
    [
        ("you 1d10t", [Undone(4, 9, "idiot")], "“1d10t” as “idiot”"),
        ("a b", [Undone(0, 1, "x"), Undone(2, 3, "y")], "“a” as “x” and “b” as “y”"),
        ("id\u200biot", [Undone(0, 6, "idiot")], "“idiot” without what is hidden in it"),
        ("*a* <b>", [Undone(0, 3, "_a_")], "“*a*” as “_a_”"),
        ("a" * 20, [Undone(n, n + 1, "b") for n in range(20)], "“a” as “b” and 15 more"),
    ],
)
def test_trial_says_what_was_read_otherwise(text: str, undone: list[Undone], told: str) -> None:
    message = trial(text, probabilities=TOXIC, thresholds=THRESHOLDS, undone=undone)

    (_, reading) = message.blocks[3]["elements"]
    assert reading["type"] == "plain_text"
    assert reading["text"].endswith(told)


def test_trial_says_nothing_of_what_was_read_as_it_is() -> None:
    assert "The model read" not in trial("x", probabilities=TOXIC, thresholds=THRESHOLDS).text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_trial_takes_any_text(text: str) -> None:
    message = trial(
        text, probabilities=TOXIC, thresholds=THRESHOLDS, undone=[Undone(0, len(text), text[::-1])]
    )

    assert message.text.startswith("*It would be flagged*")
