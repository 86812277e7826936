from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import permutations
from statistics import fmean

import pytest

from explain_core import BadOption
from explain_core.faithfulness import (
    ERASER_PERCENTS,
    MaskedText,
    aopc_bounds,
    aopc_comprehensiveness,
    aopc_sufficiency,
    comprehensiveness,
    leave_one_out,
    log_odds,
    random_attributions,
    sufficiency,
)
from tests.explain_core.faithfulness.fakes import (
    SENTENCE,
    VOCABULARY,
    WEIGHTS,
    FakeClassifier,
    capricious,
    explainer,
    linear_text,
    sigmoid,
    true_attributions,
)

Measure = Callable[..., float]
MEASURES: tuple[Measure, ...] = (
    comprehensiveness,
    sufficiency,
    aopc_comprehensiveness,
    aopc_sufficiency,
    log_odds,
)
WHOLE = sigmoid(3.5)  # p(yes) of the sentence: 0.5 + 0 + 2 + 1


@pytest.mark.parametrize(
    ("percent", "logit_left"), [(1, 1.5), (20, 1.5), (25, 1.5), (26, 0.5), (50, 0.5), (100, 0.0)]
)
def test_comprehensiveness_is_the_drop_without_the_top_words(
    percent: float, logit_left: float
) -> None:
    masked = linear_text()
    found = comprehensiveness(masked, true_attributions(masked), percent=percent)
    assert found == pytest.approx(WHOLE - sigmoid(logit_left))


@pytest.mark.parametrize(
    ("percent", "logit_kept"), [(1, 2.0), (20, 2.0), (25, 2.0), (26, 3.0), (75, 3.5), (100, 3.5)]
)
def test_sufficiency_is_the_drop_with_the_top_words_alone(
    percent: float, logit_kept: float
) -> None:
    masked = linear_text()
    found = sufficiency(masked, true_attributions(masked), percent=percent)
    assert found == pytest.approx(WHOLE - sigmoid(logit_kept))


def test_aopc_comprehensiveness_is_the_mean_over_1_to_n_words() -> None:
    masked = linear_text()
    truth = WHOLE - fmean(sigmoid(logit) for logit in (1.5, 0.5, 0.0, 0.0))
    assert aopc_comprehensiveness(masked, true_attributions(masked)) == pytest.approx(truth)


def test_aopc_sufficiency_is_the_mean_over_0_to_n_minus_1_words_kept() -> None:
    masked = linear_text()
    truth = WHOLE - fmean(sigmoid(logit) for logit in (0.0, 2.0, 3.0, 3.5))
    assert aopc_sufficiency(masked, true_attributions(masked)) == pytest.approx(truth)


def test_aopc_over_the_bins_of_eraser_is_their_mean() -> None:
    masked = linear_text()
    truth = WHOLE - fmean(sigmoid(logit) for logit in (1.5, 1.5, 1.5, 1.5, 0.5))
    found = aopc_comprehensiveness(masked, true_attributions(masked), percents=ERASER_PERCENTS)
    assert found == pytest.approx(truth)


def test_aopc_sufficiency_is_the_aopc_of_the_reversed_order() -> None:
    masked = MaskedText(explainer(FakeClassifier(capricious)), "one two three good bad")
    attributions = masked.attributions([0.3, -2.0, 1.0, 0.1, 0.7])
    reverse = masked.attributions([-0.3, 2.0, -1.0, -0.1, -0.7])
    assert aopc_sufficiency(masked, attributions) == aopc_comprehensiveness(masked, reverse)


def test_log_odds_is_the_change_of_the_log_probability_under_pad() -> None:
    weights = {**WEIGHTS, "[PAD]": -0.25, "[MASK]": 9.0}
    masked = linear_text(weights)
    truth = math.log(sigmoid(1.5 - 0.25)) - math.log(WHOLE)
    assert log_odds(masked, true_attributions(masked)) == pytest.approx(truth)


def test_log_odds_of_a_probability_that_underflows_is_finite() -> None:
    masked = linear_text({"smart": 2000.0, "[PAD]": -2000.0})
    found = log_odds(masked, true_attributions(masked, {"smart": 1.0}))
    assert -800 < found < -700


@pytest.mark.parametrize("function", [comprehensiveness, sufficiency], ids=lambda f: f.__name__)
def test_measures_use_the_filler_that_is_asked_for(function: Measure) -> None:
    masked = linear_text({**WEIGHTS, "[MASK]": 5.0})
    attributions = true_attributions(masked)
    by_pad = function(linear_text(), attributions)
    assert function(masked, attributions, filler="pad") == pytest.approx(by_pad)
    assert function(masked, attributions) < by_pad


@pytest.mark.parametrize("function", MEASURES, ids=lambda f: f.__name__)
def test_measures_depend_on_the_order_of_the_words_alone(function: Measure) -> None:
    masked = MaskedText(explainer(FakeClassifier(capricious)), SENTENCE)
    some = masked.attributions([0.25, -2.0, 1.0, 0.5])
    scaled = masked.attributions([25.0, -200.0, 1000.0, 50.0])
    other = masked.attributions([1.0, -2.0, 0.25, 0.5])
    assert function(masked, some) == function(masked, scaled)
    assert function(masked, some) != function(masked, other)


@pytest.mark.parametrize("function", MEASURES, ids=lambda f: f.__name__)
def test_measures_of_equal_attributions_take_words_in_reading_order(function: Measure) -> None:
    masked = MaskedText(explainer(FakeClassifier(capricious)), SENTENCE)
    equal = masked.attributions([1.0, 1.0, 1.0, 1.0])
    falling = masked.attributions([4.0, 3.0, 2.0, 1.0])
    assert function(masked, equal) == function(masked, falling)


@pytest.mark.parametrize("percent", [0, -5, 100.5, float("nan")])
def test_measures_of_an_impossible_share_raise_bad_option(percent: float) -> None:
    masked = linear_text()
    with pytest.raises(BadOption, match="percent"):
        comprehensiveness(masked, true_attributions(masked), percent=percent)


def test_aopc_over_no_shares_raises_bad_option() -> None:
    masked = linear_text()
    with pytest.raises(BadOption, match="percents"):
        aopc_comprehensiveness(masked, true_attributions(masked), percents=())


@pytest.mark.parametrize("text", ["good", "good bad", "one two three good bad", "one " * 6])
def test_aopc_bounds_are_those_of_all_orders(text: str) -> None:
    ids = [VOCABULARY[word] for word in text.split()]

    def probability(hidden: Sequence[int]) -> float:
        masked_ids = [VOCABULARY["[MASK]"] if i in hidden else ids[i] for i in range(len(ids))]
        return sigmoid(capricious((VOCABULARY["[CLS]"], *masked_ids, VOCABULARY["[SEP]"])))

    def aopc(order: Sequence[int]) -> float:
        return probability(()) - fmean(probability(order[: k + 1]) for k in range(len(order)))

    every = [aopc(order) for order in permutations(range(len(ids)))]
    masked = MaskedText(explainer(FakeClassifier(capricious)), text, target="yes")
    bounds = aopc_bounds(masked)
    assert (bounds.lower, bounds.upper) == pytest.approx((min(every), max(every)))


def test_aopc_bounds_of_a_linear_model_are_reached_by_its_weights() -> None:
    masked = linear_text()
    bounds = aopc_bounds(masked)
    attributions = true_attributions(masked)
    best = bounds.normalize(aopc_comprehensiveness(masked, attributions))
    worst = bounds.normalize(aopc_sufficiency(masked, attributions))
    assert (best, worst) == pytest.approx((1.0, 0.0))


def test_aopc_bounds_take_twelve_words_and_no_more() -> None:
    fake = FakeClassifier(capricious)
    twelve = MaskedText(explainer(fake), "one " * 12, target="yes")
    assert aopc_bounds(twelve).lower < aopc_bounds(twelve).upper
    assert fake.asked == [4096]
    with pytest.raises(BadOption, match="at most 12 words"):
        aopc_bounds(MaskedText(explainer(fake), "one " * 13, target="yes"))


def test_aopc_of_a_single_word_cannot_be_normalized() -> None:
    masked = linear_text(text="smart")
    bounds = aopc_bounds(masked)
    assert bounds.normalize(aopc_comprehensiveness(masked, true_attributions(masked))) is None


def test_leave_one_out_is_the_drop_without_each_word() -> None:
    found = leave_one_out(linear_text())
    truth = [WHOLE - sigmoid(3.5 - weight) for weight in (0.5, 0.0, 2.0, 1.0)]
    assert [word.text for word in found] == SENTENCE.split()
    assert [word.attribution for word in found] == pytest.approx(truth)


def test_random_attributions_keep_the_words_and_follow_the_seed() -> None:
    words = true_attributions(linear_text())
    first, again, other = (random_attributions(words, seed=seed) for seed in (1, 1, 2))
    assert [(w.text, w.start, w.end) for w in first] == [(w.text, w.start, w.end) for w in words]
    assert first == again
    assert first != other
