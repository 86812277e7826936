from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from torch import nn
from torch.nn.modules.module import register_module_forward_hook
from transformers.models.bert.modeling_bert import BertEncoder

from explain_core import Explainer
from explain_core.bert_layers import BertLayers
from explain_core.faithfulness import (
    MaskedText,
    aopc_comprehensiveness,
    aopc_sufficiency,
    completeness_delta,
    comprehensiveness,
    infidelity,
    kendall_tau,
    leave_one_out,
    log_odds,
    measure,
    measure_attributions,
    spearman_rho,
    sufficiency,
)
from tests.explain_core.faithfulness.fakes import (
    FakeClassifier,
    capricious,
    explainer,
    linear_text,
    true_attributions,
)

TWENTY_WORDS = (
    "the movie is great and i love it but this one was bad not good the bugs are smart ok"
)


@pytest.fixture
def passes() -> Iterator[list[int]]:
    """The batch sizes of all forward passes through a BERT while the test runs."""
    sizes: list[int] = []

    def note(module: nn.Module, inputs: tuple[object, ...], output: object) -> None:
        if isinstance(module, (BertEncoder, BertLayers)):
            sizes.append(len(inputs[0]))  # type: ignore[arg-type]

    handle = register_module_forward_hook(note)
    yield sizes
    handle.remove()


def test_measure_of_twenty_words_is_one_forward_pass(bert: Explainer, passes: list[int]) -> None:
    explanation = bert.explain(TWENTY_WORDS, max_steps=3)
    passes.clear()
    measure(bert, explanation)
    assert len(explanation.words) == 20
    assert len(passes) == 1
    assert passes[0] <= 3 * 20 + 17


def test_measure_attributions_asks_again_only_for_what_differs() -> None:
    fake = FakeClassifier(capricious)
    masked = MaskedText(explainer(fake), "one two three good bad", target="yes")
    measure_attributions(masked, masked.attributions([5.0, 4.0, 3.0, 2.0, 1.0]))
    measure_attributions(masked, masked.attributions([5.0, 4.0, 3.0, 1.0, 2.0]))
    assert fake.asked[1:] == [1]  # all hidden but the fourth word


def test_measure_gives_what_each_function_gives(bert: Explainer) -> None:
    explanation = bert.explain(
        "bugs are smart animals , i love it", score="margin", baseline="mask"
    )
    masked = MaskedText(bert, explanation.text, target=explanation.target)
    words = explanation.words
    values, alone = (
        [word.attribution for word in some] for some in (words, leave_one_out(masked, filler="pad"))
    )
    truth = {
        "percent": 50,
        "comprehensiveness": comprehensiveness(masked, words, percent=50, filler="pad"),
        "sufficiency": sufficiency(masked, words, percent=50, filler="pad"),
        "aopc_comprehensiveness": aopc_comprehensiveness(masked, words, filler="pad"),
        "aopc_sufficiency": aopc_sufficiency(masked, words, filler="pad"),
        "log_odds": log_odds(masked, words, percent=50),
        "delta": completeness_delta(masked, words, score="margin", filler="mask"),
        "infidelity": infidelity(masked, words, score="margin", filler="mask", normalize=True),
        "kendall_tau": kendall_tau(values, alone),
        "spearman_rho": spearman_rho(values, alone),
    }
    assert kendall_tau(values, alone) != spearman_rho(values, alone)
    found = measure(bert, explanation, percent=50, filler="pad")
    assert asdict(found) == pytest.approx(truth, abs=1e-6)


def test_measure_is_the_same_each_time(bert: Explainer) -> None:
    explanation = bert.explain("bugs are smart animals")
    assert measure(bert, explanation) == measure(bert, explanation)


def test_measure_attributions_of_a_linear_model_agrees_with_leave_one_out() -> None:
    masked = linear_text()
    found = measure_attributions(masked, true_attributions(masked))
    assert (found.kendall_tau, found.spearman_rho) == pytest.approx((1.0, 1.0))
    assert (found.delta, found.infidelity) == pytest.approx((0.0, 0.0), abs=1e-12)


@pytest.mark.parametrize("text", ["a", "😀", "不", "!!!"])
def test_measure_of_one_word_has_no_ranks(bert: Explainer, text: str) -> None:
    found = measure(bert, bert.explain(text, max_steps=3))
    assert (found.kendall_tau, found.spearman_rho) == (None, None)
    assert found.sufficiency == 0.0  # its only word is always kept
    assert found.comprehensiveness == found.aopc_comprehensiveness == found.aopc_sufficiency
    assert math.isfinite(found.log_odds)


def test_measure_attributions_that_are_all_equal_has_no_ranks() -> None:
    masked = linear_text()
    found = measure_attributions(masked, masked.attributions([1.0] * 4))
    assert (found.kendall_tau, found.spearman_rho) == (None, None)


def test_measure_without_a_mask_token_works_with_pad() -> None:
    fake = explainer(FakeClassifier(capricious, has_mask=False))
    masked = MaskedText(fake, "bugs are smart", target="yes")
    attributions = masked.attributions([1.0, 2.0, 3.0])
    found = measure_attributions(masked, attributions, filler="pad")
    assert found.comprehensiveness == comprehensiveness(masked, attributions, filler="pad")


def test_measure_of_a_long_text_covers_all_its_windows(bert: Explainer) -> None:
    explanation = bert.explain("the movie is great . " * 16, max_steps=3)
    found = measure(bert, explanation)
    assert explanation.n_windows > 1
    assert found.delta == pytest.approx(explanation.delta, abs=1e-4)
