from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from captum.attr import InputXGradient

from explain_core import Explainer
from tests.explain_core.methods.finding import embeddings_of, find

TEXT = "the movie is horrible, i hate it"


@pytest.mark.parametrize("family", ["bert", "distilbert", "roberta", "modernbert"])
@pytest.mark.parametrize("target", [0, 2])
def test_input_x_gradient_equals_captums(
    explainer_of: Callable[..., Explainer], family: str, target: int
) -> None:
    explainer = explainer_of(family)
    embeddings = embeddings_of(explainer, TEXT).requires_grad_()
    captum = InputXGradient(explainer.classifier.logits)
    expected = captum.attribute(embeddings, target=target).sum(dim=-1)[0]
    (found,) = find(explainer.classifier, TEXT, "input_x_gradient", target=target)
    assert found.attributions == pytest.approx(expected.tolist(), abs=1e-6)


def test_input_x_gradient_of_the_probability_has_its_slope(bert: Explainer) -> None:
    embeddings = embeddings_of(bert, TEXT).requires_grad_()
    bert.classifier.logits(embeddings).softmax(dim=-1)[0, 1].backward()  # type: ignore[no-untyped-call]
    assert embeddings.grad is not None
    expected = (embeddings * embeddings.grad).sum(dim=-1)[0]
    (found,) = find(bert.classifier, TEXT, "input_x_gradient", score="probability")
    assert found.attributions == pytest.approx(expected.tolist(), abs=1e-6)
    assert torch.count_nonzero(torch.tensor(found.attributions)) == len(found.attributions)
