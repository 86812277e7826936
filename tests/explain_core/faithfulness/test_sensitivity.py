from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from explain_core import BadOption, Explainer
from explain_core.document import read_document
from explain_core.faithfulness import explanation_sensitivity, max_sensitivity

INPUTS = torch.tensor([[3.0, 0.0], [0.0, 4.0]])


def noise(n_samples: int, *, radius: float, seed: int) -> Tensor:
    """Return the documented draws: uniform in the cube of +- radius, one after the other."""
    generator = torch.Generator().manual_seed(seed)
    draws = [torch.rand(INPUTS.shape, generator=generator) for _ in range(n_samples)]
    return radius * (2 * torch.stack(draws) - 1)


def test_max_sensitivity_of_the_identity_is_the_longest_step() -> None:
    steps = noise(8, radius=0.5, seed=1).flatten(start_dim=1).norm(dim=1)
    found = max_sensitivity(lambda x: x, INPUTS, radius=0.5, n_samples=8, seed=1)
    assert found == pytest.approx(float(steps.max()) / 5.0, rel=1e-6)


def test_max_sensitivity_of_constant_attributions_vanishes() -> None:
    assert max_sensitivity(torch.ones_like, INPUTS) == 0.0


def test_max_sensitivity_does_not_divide_by_0() -> None:
    found = max_sensitivity(lambda x: x - INPUTS, INPUTS, radius=0.1, n_samples=1)
    assert found == pytest.approx(float(noise(1, radius=0.1, seed=0).norm()), rel=1e-5)


@pytest.mark.parametrize(
    "attribute", [lambda x: x**3, lambda x: x.softmax(dim=-1)], ids=["cube", "softmax"]
)
def test_max_sensitivity_is_what_captum_computes(attribute: Callable[[Tensor], Tensor]) -> None:
    from captum import metrics

    (reference,) = metrics.sensitivity_max(
        lambda inputs: (attribute(inputs if isinstance(inputs, Tensor) else inputs[0]),),
        INPUTS[None],
        perturb_func=lambda inputs: inputs + noise(10, radius=0.3, seed=5),
        n_perturb_samples=10,
    ).tolist()
    found = max_sensitivity(attribute, INPUTS, radius=0.3, n_samples=10, seed=5)
    assert found == pytest.approx(reference, rel=1e-5)


@pytest.mark.parametrize(("option", "value"), [("n_samples", 0), ("radius", 0), ("radius", -1)])
def test_max_sensitivity_of_impossible_samples_raises_bad_option(option: str, value: int) -> None:
    with pytest.raises(BadOption, match=option):
        max_sensitivity(lambda x: x, INPUTS, **{option: value})


def test_explanation_sensitivity_shrinks_with_the_radius(bert: Explainer) -> None:
    explanation = bert.explain("bugs are smart", max_steps=9)
    wide, narrow = (
        explanation_sensitivity(bert, explanation, radius=radius, n_samples=2)
        for radius in (0.1, 0.001)
    )
    assert 0 < narrow < wide / 10


def test_explanation_sensitivity_is_that_of_the_most_sensitive_window(bert: Explainer) -> None:
    text = "bugs are smart animals " * 16 + "horrible " * 60
    frame = bert.classifier.tokenization
    document = read_document(text, frame, max_text_tokens=bert.classifier.max_text_tokens)
    pieces = [document.pieces[w.tokens.start : w.tokens.stop] for w in document.windows]
    parts = [bert.explain(text[p[0].start : p[-1].end], 0, max_steps=3) for p in pieces]
    of_parts = [explanation_sensitivity(bert, part, n_samples=2) for part in parts]
    whole = bert.explain(text, 0, max_steps=3)
    assert len(set(of_parts)) > 1
    found = explanation_sensitivity(bert, whole, n_samples=2)
    assert found == pytest.approx(max(of_parts), rel=1e-4)


@pytest.mark.parametrize("method", ["input_x_gradient", "attn_lrp"])
def test_explanation_sensitivity_is_of_paths_alone(bert: Explainer, method: str) -> None:
    with pytest.raises(BadOption, match=f"one by {method}"):
        explanation_sensitivity(bert, bert.explain("one two three", method=method))
