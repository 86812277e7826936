"""The last layer, computed for the first position alone: the same answers and gradients."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from explain_core import Explainer
from explain_core.halves import Body, reads_first_only
from tests.explain_core.captum_reference import load_module
from tests.explain_core.tiny_models import SUPPORTED

# Those whose layers are built like BERT's, and whose heads read the first token alone.
SHORTENED = {"bert", "camembert", "data2vec", "electra", "ernie", "roberta", "xlm-roberta"}


def embeddings(module: Any, *, n_tokens: int = 7) -> Tensor:
    torch.manual_seed(1)
    ids = torch.randint(5, 20, (2, n_tokens))
    with torch.no_grad():
        found: Tensor = module.base_model.embeddings(input_ids=ids)
    return found


def gradient(body: Body, inputs: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    given = inputs.clone().requires_grad_()
    logits = body.logits(given, mask)
    (found,) = torch.autograd.grad(logits[:, 1].sum(), given)
    return logits.detach(), found


@pytest.mark.parametrize("family", SUPPORTED)
def test_reads_first_only_knows_the_families(
    family: str, directory_of: Callable[..., Path]
) -> None:
    module = load_module(directory_of(family))

    assert reads_first_only(module, embeddings(module)) == (family in SHORTENED)


@pytest.mark.parametrize("family", sorted(SHORTENED & set(SUPPORTED)))
@pytest.mark.parametrize("n_tokens", [7, 40])
@pytest.mark.parametrize("padded", [False, True])
def test_shortened_body_gives_the_same_answers_and_gradients(
    family: str, n_tokens: int, padded: bool, directory_of: Callable[..., Path]
) -> None:
    module = load_module(directory_of(family)).eval()
    inputs = embeddings(module, n_tokens=n_tokens)
    mask = torch.ones(2, n_tokens, dtype=torch.long)
    mask[1, -3:] = 0
    given = mask if padded else None
    expected = gradient(Body(module, torch.float32), inputs, given)
    found = gradient(Body(module, torch.float32, first_only=True), inputs, given)

    torch.testing.assert_close(found[0], expected[0], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(found[1], expected[1], rtol=1e-3, atol=1e-5)


def test_reads_first_only_sees_a_head_that_reads_all(directory_of: Callable[..., Path]) -> None:
    class Mean(nn.Module):
        def forward(self, hidden_states: Tensor) -> Tensor:
            return hidden_states.mean(dim=1)

    module = load_module(directory_of("bert"))
    module.base_model.pooler = Mean()

    assert not reads_first_only(module, embeddings(module))


def test_module_itself_stays_as_it_is(directory_of: Callable[..., Path]) -> None:
    module = load_module(directory_of("bert"))
    layers = [type(layer) for layer in module.base_model.encoder.layer]
    Body(module, torch.float32, first_only=reads_first_only(module, embeddings(module)))

    assert [type(layer) for layer in module.base_model.encoder.layer] == layers


def test_shipped_model_computes_its_last_layer_for_one_position() -> None:
    classifier = Explainer.load("sentiment").classifier
    widths: list[int] = []
    last = classifier._body._eager.base_model.encoder.layer[-1]
    last.register_forward_hook(lambda _module, _inputs, output: widths.append(output.shape[1]))
    classifier.logits(classifier.embed(classifier.tensor((101, 2204, 2154, 102))))

    assert widths == [1]
