"""BERT's layers written out: the same answers and gradients as the model's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from transformers.activations import ACT2FN

from explain_core import Explainer
from explain_core.bert_layers import BertLayers
from explain_core.halves import Body, Layers, fastest_body
from explain_core.packed import MOST_FP32_ROWS
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


def fastest_layers(module: Any) -> Layers:
    return fastest_body(module, embeddings(module), Body(module, torch.float32)).layers


def gradient(body: Body, inputs: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    given = inputs.clone().requires_grad_()
    logits = body.logits(given, mask)
    (found,) = torch.autograd.grad(logits[:, 1].sum(), given)
    return logits.detach(), found


@pytest.mark.parametrize("family", SUPPORTED)
def test_fastest_body_knows_the_families(family: str, directory_of: Callable[..., Path]) -> None:
    module = load_module(directory_of(family)).eval().requires_grad_(False)
    expected = Layers.FIRST_ONLY if family in SHORTENED else Layers.OWN

    assert fastest_layers(module) is expected


@pytest.mark.parametrize("family", sorted(SHORTENED & set(SUPPORTED)))
@pytest.mark.parametrize("layers", [Layers.OURS, Layers.FIRST_ONLY])
@pytest.mark.parametrize("n_tokens", [7, 40])  # plain attention, and fused
@pytest.mark.parametrize("padded", [False, True])
def test_layers_give_the_same_answers_and_gradients(
    family: str, layers: Layers, n_tokens: int, padded: bool, directory_of: Callable[..., Path]
) -> None:
    module = load_module(directory_of(family)).eval().requires_grad_(False)
    inputs = embeddings(module, n_tokens=n_tokens)
    mask = torch.ones(2, n_tokens, dtype=torch.long)
    mask[1, -3:] = 0
    given = mask if padded else None
    expected = gradient(Body(module, torch.float32), inputs, given)
    found = gradient(Body(module, torch.float32, layers=layers), inputs, given)

    torch.testing.assert_close(found[0], expected[0], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(found[1], expected[1], rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("n_tokens", [7, 40])
@pytest.mark.parametrize("padded", [False, True])
def test_layers_in_bf16_are_about_the_same(
    n_tokens: int, padded: bool, directory_of: Callable[..., Path]
) -> None:
    module = load_module(directory_of("bert")).eval().requires_grad_(False)
    inputs = embeddings(module, n_tokens=n_tokens)
    mask = torch.ones(2, n_tokens, dtype=torch.long)
    mask[1, -3:] = 0
    given = mask if padded else None
    expected = gradient(Body(module, torch.float32), inputs, given)
    found = gradient(Body(module, torch.bfloat16, layers=Layers.FIRST_ONLY), inputs, given)

    for ours, exact in zip(found, expected, strict=True):
        assert 0 < float((ours - exact).norm()) < 0.05 * float(exact.norm())


def test_layers_compute_with_many_rows_as_with_few(directory_of: Callable[..., Path]) -> None:
    """Weights that are laid out are for few rows in fp32; more are multiplied otherwise."""
    module = load_module(directory_of("bert")).eval().requires_grad_(False)
    body = Body(module, torch.float32, layers=Layers.FIRST_ONLY)
    one = embeddings(module, n_tokens=9)[:1]
    many = one.expand(MOST_FP32_ROWS // 9 + 1, -1, -1)
    of_one, of_many = gradient(body, one, None), gradient(body, many, None)

    for alone, among in zip(of_one, of_many, strict=True):
        torch.testing.assert_close(among, alone.expand_as(among), rtol=1e-4, atol=1e-6)


def test_layers_keep_nothing_for_a_gradient_that_nobody_wants(
    directory_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = load_module(directory_of("bert")).eval().requires_grad_(False)
    body = Body(module, torch.float32, layers=Layers.FIRST_ONLY)
    kept: list[Any] = []
    run = BertLayers.run
    monkeypatch.setattr(
        BertLayers, "run", lambda self, *given, **k: kept.append(k) or run(self, *given, **k)
    )
    with torch.no_grad():
        body.logits(embeddings(module), None)

    assert kept == [{"kept": None}]


@pytest.mark.parametrize("activation", ["gelu", "gelu_new", "gelu_pytorch_tanh"])
def test_layers_know_the_kinds_of_gelu(activation: str, directory_of: Callable[..., Path]) -> None:
    module = with_activation(directory_of, activation)
    assert fastest_layers(module) is Layers.FIRST_ONLY


@pytest.mark.parametrize("activation", ["relu", "gelu_fast", "tanh"])
def test_layers_are_the_models_own_for_other_activations(
    activation: str, directory_of: Callable[..., Path]
) -> None:
    module = with_activation(directory_of, activation)
    assert fastest_layers(module) is Layers.OWN


def with_activation(directory_of: Callable[..., Path], activation: str) -> Any:
    module = load_module(directory_of("bert")).eval().requires_grad_(False)
    for layer in module.base_model.encoder.layer:
        layer.intermediate.intermediate_act_fn = ACT2FN[activation]
    return module


def test_layers_are_all_computed_for_a_head_that_reads_all(
    directory_of: Callable[..., Path],
) -> None:
    class Mean(nn.Module):
        def forward(self, hidden_states: Tensor) -> Tensor:
            return hidden_states.mean(dim=1)

    module = load_module(directory_of("bert")).eval().requires_grad_(False)
    module.base_model.pooler = Mean()

    assert fastest_layers(module) is Layers.OURS


def test_layers_are_the_models_own_if_they_do_something_else(
    directory_of: Callable[..., Path],
) -> None:
    module = load_module(directory_of("bert")).eval().requires_grad_(False)
    layer = module.base_model.encoder.layer[0]
    layer.register_forward_hook(lambda _module, _inputs, output: 2 * output)

    assert fastest_layers(module) is Layers.OWN


def test_module_itself_stays_as_it_is(directory_of: Callable[..., Path]) -> None:
    module = load_module(directory_of("bert")).eval().requires_grad_(False)
    before = {key: value.clone() for key, value in module.state_dict().items()}
    encoder = module.base_model.encoder
    body = Body(module, torch.bfloat16, layers=Layers.FIRST_ONLY)
    gradient(body, embeddings(module), None)

    assert module.base_model.encoder is encoder
    assert all(torch.equal(before[key], value) for key, value in module.state_dict().items())


def test_a_second_gradient_of_the_same_pass_is_refused(directory_of: Callable[..., Path]) -> None:
    module = load_module(directory_of("bert")).eval().requires_grad_(False)
    given = embeddings(module).requires_grad_()
    logits = Body(module, torch.float32, layers=Layers.OURS).logits(given, None)
    torch.autograd.grad(logits.sum(), given, retain_graph=True)
    with pytest.raises(RuntimeError, match="taken already"):
        torch.autograd.grad(logits.sum(), given)


@pytest.mark.parametrize("name", ["sentiment", "moderation"])
def test_shipped_models_compute_their_last_layer_for_one_position(name: str) -> None:
    classifier = Explainer.load(name).classifier
    widths: list[int] = []
    layers = classifier._body._own.base_model.encoder
    layers.register_forward_hook(
        lambda _module, _inputs, output: widths.append(output.last_hidden_state.shape[1])
    )
    classifier.logits(classifier.embed(classifier.tensor((101, 2204, 2154, 102))))

    assert widths == [1]
