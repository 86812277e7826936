from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import pytest

from explain_core import Explanation, NotFinite
from explain_core.document import Document, read_document
from explain_core.explanation import Trust
from explain_core.model import Classifier
from explain_core.trust import FEWEST_DRAWS, N_DRAWS, assess
from tests.explain_core.explanations import explanation
from tests.explain_core.faithfulness.fakes import FakeClassifier, bag_of_words, sigmoid

WEIGHTS = {"great": 3.0, "smart": 1.0, "bad": -1.0}
TEXT = "the bugs are smart and great animals , not one is bad"
WRONG = {"the": 3.0, "bugs": 1.0, "are": -1.0}
NO_MORE = "Removing its strongest words changes the answer no more than removing random ones."


def explained(
    fake: FakeClassifier,
    attributions: Mapping[str, float],
    *,
    text: str = TEXT,
    target: str = "yes",
    **changes: float | bool,
) -> tuple[Document, Explanation]:
    """Return a text with these attributions by word, and the scores that the model gives it."""
    document = read_document(text, fake.tokenization, max_text_tokens=fake.max_text_tokens)
    logits = fake.answers([window.encoding.ids for window in document.windows])
    weights = [window.weight for window in document.windows]
    yes = math.fsum(w * z for w, z in zip(weights, logits[:, 1].tolist(), strict=True))
    chance = math.fsum(w * sigmoid(z) for w, z in zip(weights, logits[:, 1].tolist(), strict=True))
    made = explanation(
        text,
        attributions,
        units=r"\S+",
        label="yes",
        target=target,
        probabilities={"no": 1 - chance, "yes": chance},
    )
    scored = replace(made, score_value=yes if target == "yes" else 0.0, baseline_score_value=0.0)
    fake.asked.clear()
    return document, replace(scored, **changes)


def trust_of(
    fake: FakeClassifier, pair: tuple[Document, Explanation], *, tolerance: float = 0.01
) -> Trust:
    (trust,) = assess(cast(Classifier, fake), [pair], tolerance=tolerance)
    return trust


@pytest.fixture
def linear() -> FakeClassifier:
    return FakeClassifier(bag_of_words(WEIGHTS))


def test_assess_relies_on_attributions_that_are_what_the_model_does(linear: FakeClassifier) -> None:
    trust = trust_of(linear, explained(linear, WEIGHTS))

    assert trust.reliable
    assert trust.line == ""


def test_assess_gives_the_fall_of_the_probability_in_closed_form(linear: FakeClassifier) -> None:
    # Of twelve words the three strongest are asked for, and only two push towards the target.
    trust = trust_of(linear, explained(linear, WEIGHTS))

    assert trust.comprehensiveness == pytest.approx(sigmoid(3.0) - sigmoid(-1.0))
    assert trust.random_comprehensiveness is not None
    assert abs(trust.random_comprehensiveness) < trust.comprehensiveness / 2


AGAINST = {"bad": -3.0, "not": -1.0}


@pytest.mark.parametrize(
    ("attributions", "reliable"),
    [(AGAINST, True), ({"the": -3.0, "bugs": -1.0, "are": -1.0}, False)],
)
def test_assess_asks_about_words_against_the_target_where_none_are_for_it(
    attributions: dict[str, float], *, reliable: bool
) -> None:
    against = FakeClassifier(bag_of_words(AGAINST))
    trust = trust_of(against, explained(against, attributions))

    assert trust.comprehensiveness is not None
    assert (trust.comprehensiveness < -0.1) is reliable
    assert trust.reliable is reliable


def test_assess_compares_with_every_other_word_where_they_are_few() -> None:
    fake = FakeClassifier(bag_of_words({"smart": 2.0, "animals": 1.0}))
    pair = explained(fake, {"smart": 2.0, "animals": 1.0}, text="bugs are smart animals")
    falls = (0.0, 0.0, sigmoid(3.0) - sigmoid(2.0))

    assert trust_of(fake, pair).random_comprehensiveness == pytest.approx(math.fsum(falls) / 3)


@pytest.mark.parametrize("attributions", [WRONG, {"bad": 3.0, "great": -3.0, "smart": -1.0}])
def test_assess_doubts_attributions_to_words_that_do_nothing(
    linear: FakeClassifier, attributions: dict[str, float]
) -> None:
    trust = trust_of(linear, explained(linear, attributions))

    assert trust.doubts == (NO_MORE,)
    assert trust.line == f"Not reliable: {NO_MORE}"


def test_assess_doubts_words_that_keep_little_of_their_promise() -> None:
    fake = FakeClassifier(bag_of_words({"smart": 2.0, "great": 2.0, "animals": 1.05, "bugs": 1.0}))
    text = "bugs smart great animals"
    (doubt,) = trust_of(fake, explained(fake, {"smart": 9.0}, text=text)).doubts

    assert "hardly more than removing random ones" in doubt


@pytest.mark.parametrize(("attributions", "reliable"), [(WEIGHTS, True), (WRONG, False)])
def test_assess_sees_through_a_probability_that_hardly_moves(
    attributions: dict[str, float], *, reliable: bool
) -> None:
    certain = FakeClassifier(bag_of_words({"[CLS]": 40.0, **WEIGHTS}))
    document, made = explained(certain, attributions)
    trust = trust_of(certain, (document, replace(made, baseline_score_value=40.0)))

    assert trust.comprehensiveness == pytest.approx(0.0, abs=1e-9)
    assert trust.reliable is reliable


@pytest.mark.parametrize("score", ["logit", "margin", "sum"])
def test_assess_judges_by_the_score_that_is_explained(linear: FakeClassifier, score: str) -> None:
    for attributions, reliable in ((WEIGHTS, True), (WRONG, False)):
        document, made = explained(linear, attributions)
        trust = trust_of(linear, (document, replace(made, score=score)))

        assert trust.reliable is reliable


def test_assess_has_no_doubt_where_no_few_words_matter() -> None:
    steady = FakeClassifier(lambda ids: 4.0)

    assert trust_of(steady, explained(steady, WEIGHTS)).reliable


@pytest.mark.parametrize(
    ("text", "attributions"),
    [
        ("great", {"great": 3.0}),
        ("great animals", {"animals": 3.0}),
        ("bugs great animals", {"animals": 3.0}),
        (TEXT, {}),
    ],
)
def test_assess_does_not_run_the_model_where_nothing_can_be_compared(
    linear: FakeClassifier, text: str, attributions: dict[str, float]
) -> None:
    assert trust_of(linear, explained(linear, attributions, text=text)) == Trust()
    assert linear.asked == []


@pytest.mark.parametrize(
    ("relative_delta", "tolerance", "told"),
    [
        (0.12, 0.01, "only within 12% (1% wanted)."),
        (0.01004, 0.01, "only within 1.1% (1% wanted)."),
        (0.00371, 0.001, "only within 0.38% (0.1% wanted)."),
        (1.5, 0.01, "only within 150% (1% wanted)."),
        (4e7, 0.0, "only within more than 1,000% (0% wanted)."),
        (math.inf, 0.01, "only within more than 1,000% (1% wanted)."),
        (0.001, 0.01, "In parts of the text"),
    ],
)
def test_assess_says_how_far_off_the_sum_is(
    linear: FakeClassifier, relative_delta: float, tolerance: float, told: str
) -> None:
    pair = explained(linear, WEIGHTS, converged=False, relative_delta=relative_delta)
    (doubt,) = trust_of(linear, pair, tolerance=tolerance).doubts

    assert told in doubt


def test_assess_gives_both_doubts(linear: FakeClassifier) -> None:
    pair = explained(linear, WRONG, converged=False, relative_delta=0.12)

    assert len(trust_of(linear, pair).doubts) == 2


def test_assess_reads_all_versions_of_all_texts_at_once(linear: FakeClassifier) -> None:
    pairs = [explained(linear, WEIGHTS), explained(linear, WRONG), explained(linear, WEIGHTS)]
    together = assess(cast(Classifier, linear), pairs, tolerance=0.01)
    calls = list(linear.asked)

    assert len(calls) == 1
    assert calls[0] <= 2 * (1 + N_DRAWS)
    assert together == [trust_of(linear, pair) for pair in pairs]


def test_assess_reads_a_long_text_only_a_few_times() -> None:
    fake = FakeClassifier(bag_of_words(WEIGHTS), max_text_tokens=20)
    document, made = explained(fake, WEIGHTS, text=" ".join([TEXT] * 20))
    trust = trust_of(fake, (document, made))

    assert trust.reliable
    assert len(document.windows) > 10
    assert sum(fake.asked) <= (1 + FEWEST_DRAWS) * len(document.windows)


def test_assess_takes_padding_where_there_is_no_mask() -> None:
    fake = FakeClassifier(bag_of_words({"[MASK]": 100.0, **WEIGHTS}), has_mask=False)
    trust = trust_of(fake, explained(fake, WEIGHTS))

    assert trust.comprehensiveness == pytest.approx(sigmoid(3.0) - sigmoid(-1.0))


def test_assess_raises_for_answers_that_are_no_numbers(linear: FakeClassifier) -> None:
    pair = explained(linear, WEIGHTS)
    broken = FakeClassifier(lambda ids: math.nan)

    with pytest.raises(NotFinite):
        trust_of(broken, pair)
