from __future__ import annotations

import pytest
import torch
from torch import Tensor

from explain_core import BadOption, Explainer
from explain_core.faithfulness import (
    MaskedText,
    Masking,
    completeness_delta,
    infidelity,
    leave_one_out,
)
from explain_core.faithfulness.additivity import chance_maskings
from tests.explain_core.faithfulness.fakes import (
    SENTENCE,
    WEIGHTS,
    Answer,
    FakeClassifier,
    bag_of_words,
    capricious,
    explainer,
    linear_text,
    true_attributions,
)


def test_completeness_delta_of_a_linear_model_vanishes() -> None:
    masked = linear_text()
    assert completeness_delta(masked, true_attributions(masked)) == pytest.approx(0.0)


def test_completeness_delta_is_what_the_sum_has_too_much() -> None:
    masked = linear_text()
    attributions = masked.attributions([1.0, 1.0, 1.0, 1.0])
    assert completeness_delta(masked, attributions) == pytest.approx(4.0 - 3.5)


@pytest.mark.parametrize("score", ["logit", "margin", "probability", "sum"])
@pytest.mark.parametrize("baseline", ["pad", "mask"])
def test_completeness_delta_is_that_of_the_explanation(
    bert: Explainer, score: str, baseline: str
) -> None:
    explanation = bert.explain(SENTENCE, score=score, baseline=baseline, max_steps=9)
    masked = MaskedText(bert, SENTENCE, words=explanation.words, target=explanation.target)
    delta = completeness_delta(masked, explanation.words, score=score, filler=baseline)
    assert delta == pytest.approx(explanation.delta, abs=1e-4)


def test_completeness_delta_of_a_long_text_is_that_of_the_explanation(bert: Explainer) -> None:
    explanation = bert.explain("the movie is horrible , i hate it . " * 9, max_steps=9)
    masked = MaskedText(bert, explanation.text, target=explanation.target)
    delta = completeness_delta(masked, explanation.words)
    assert explanation.n_windows > 1
    assert delta == pytest.approx(explanation.delta, abs=1e-4)


def test_infidelity_of_a_linear_model_vanishes() -> None:
    masked = linear_text()
    assert infidelity(masked, true_attributions(masked)) == pytest.approx(0.0, abs=1e-12)


def test_infidelity_of_one_word_is_the_squared_error() -> None:
    masked = linear_text(text="smart")
    assert infidelity(masked, masked.attributions([0.5])) == pytest.approx((0.5 - 2.0) ** 2)


def test_infidelity_of_attributions_that_are_all_0_is_the_mean_squared_drop() -> None:
    masked = linear_text()
    nothing = masked.attributions([0.0] * 4)
    drops = masked.drops(chance_maskings(masked, 16, "pad", 0), score="logit")
    truth = float(drops.square().mean())
    assert infidelity(masked, nothing) == pytest.approx(truth)
    assert infidelity(masked, nothing, normalize=True) == pytest.approx(truth)


@pytest.mark.parametrize("factor", [0.01, 1.0, 70.0, -3.0])
def test_normalized_infidelity_does_not_depend_on_the_unit(factor: float) -> None:
    masked = MaskedText(explainer(FakeClassifier(capricious)), SENTENCE)
    attributions = leave_one_out(masked)
    scaled = masked.attributions(word.attribution * factor for word in attributions)
    truth = infidelity(masked, attributions, normalize=True)
    assert infidelity(masked, scaled, normalize=True) == pytest.approx(truth)
    assert truth <= infidelity(masked, scaled)


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("answer", [bag_of_words(WEIGHTS), capricious], ids=["linear", "any"])
def test_infidelity_is_what_captum_computes(answer: Answer, normalize: bool) -> None:
    from captum import metrics

    masked = MaskedText(explainer(FakeClassifier(answer)), SENTENCE, target="yes")
    values = [0.7, -0.2, 1.5, 0.1]
    hidden = torch.zeros(12, 4, dtype=torch.float64)
    for row, masking in zip(hidden, chance_maskings(masked, 12, "pad", 3), strict=True):
        row[list(masking.words)] = 1.0

    def score(present: Tensor) -> Tensor:
        absent = [frozenset(torch.nonzero(row == 0).flatten().tolist()) for row in present]
        return masked.scores([Masking(words, "pad") for words in absent], score="logit")

    (reference,) = metrics.infidelity(
        score,
        lambda present: (hidden, present - hidden),
        torch.ones(1, 4, dtype=torch.float64),
        torch.tensor([values], dtype=torch.float64),
        n_perturb_samples=12,
        normalize=normalize,
    ).tolist()
    attributions = masked.attributions(values)
    found = infidelity(masked, attributions, n_samples=12, seed=3, normalize=normalize)
    assert found == pytest.approx(reference)


def test_infidelity_follows_the_seed() -> None:
    masked = MaskedText(explainer(FakeClassifier(capricious)), SENTENCE)
    attributions = leave_one_out(masked)
    first, again, other = (infidelity(masked, attributions, seed=seed) for seed in (0, 0, 1))
    assert first == again
    assert first != other


def test_infidelity_over_no_samples_raises_bad_option() -> None:
    masked = linear_text()
    with pytest.raises(BadOption, match="n_samples"):
        infidelity(masked, true_attributions(masked), n_samples=0)
