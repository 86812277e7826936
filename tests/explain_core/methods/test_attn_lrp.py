from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from explain_core import BadOption, Explainer
from explain_core.methods.attn_lrp import Rules
from tests.explain_core.methods.finding import embeddings_of, find
from tests.explain_core.tiny_models import SUPPORTED

WITHOUT_RULES = ("albert", "big_bird", "convbert", "deberta", "fnet", "nystromformer")
WITH_RULES = tuple(family for family in SUPPORTED if family not in WITHOUT_RULES)
TEXT = "the movie is horrible, i hate it"
LONG_TEXT = "the movie is horrible " * 10  # long enough for fused attention


class LinearAttention(TorchFunctionMode):
    """Leaves out the softmax, the one operation whose rule does not conserve relevance."""

    def __torch_function__(
        self, function: Any, types: object, args: Any = (), kwargs: Any = None
    ) -> Any:
        if function in (functional.softmax, torch.softmax):
            return args[0] * 1.0
        if function is functional.scaled_dot_product_attention:
            query, key, value = args[:3]
            return query @ key.transpose(-1, -2) @ value / 8
        return function(*args, **(kwargs or {}))


@pytest.fixture
def unbiased(explainer_of: Callable[..., Explainer], request: Any) -> Any:
    """The explainer of a family whose model has no biases for as long as the test takes."""
    explainer = explainer_of(request.param)
    biases = {
        name: parameter
        for name, parameter in explainer.classifier._module.named_parameters()
        if "bias" in name or "beta" in name
    }
    kept = {name: parameter.data.clone() for name, parameter in biases.items()}
    for parameter in biases.values():
        parameter.data.zero_()
    yield explainer
    for name, parameter in biases.items():
        parameter.data.copy_(kept[name])


@pytest.mark.parametrize("unbiased", WITH_RULES, indirect=True)
@pytest.mark.parametrize("text", [TEXT, LONG_TEXT])
def test_relevance_is_conserved_without_biases_and_softmax(unbiased: Explainer, text: str) -> None:
    embeddings = embeddings_of(unbiased, text).requires_grad_()
    with LinearAttention(), Rules():
        logit = unbiased.classifier.traced_logits(embeddings)[0, 0]
    (gradients,) = torch.autograd.grad(logit, embeddings)
    relevance = float((embeddings * gradients).sum().detach())
    assert relevance == pytest.approx(float(logit.detach()), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("family", WITH_RULES)
@pytest.mark.parametrize("text", [TEXT, LONG_TEXT])
def test_rules_leave_the_answer_as_it_is(
    explainer_of: Callable[..., Explainer], family: str, text: str
) -> None:
    explainer = explainer_of(family)
    embeddings = embeddings_of(explainer, text).requires_grad_()
    plain = explainer.classifier.logits(embeddings)
    with Rules():
        ruled = explainer.classifier.traced_logits(embeddings)
    assert torch.allclose(plain, ruled, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("family", WITHOUT_RULES)
def test_models_with_other_operations_are_refused(
    explainer_of: Callable[..., Explainer], family: str
) -> None:
    with pytest.raises(BadOption, match="lig, input_x_gradient, occlusion and shap"):
        find(explainer_of(family).classifier, TEXT, "attn_lrp")


def test_relevance_of_fused_attention_is_that_of_plain_attention() -> None:
    torch.manual_seed(0)
    query, key, value = (torch.randn(1, 2, 5, 4, requires_grad=True) for _ in range(3))
    seed = torch.randn(1, 2, 5, 4)
    with Rules():
        fused = functional.scaled_dot_product_attention(query, key, value)
        scores = torch.matmul(query, key.transpose(-1, -2)) * 0.5
        plain = torch.matmul(functional.softmax(scores, dim=-1), value)
    for ours, theirs in zip(
        torch.autograd.grad(fused, (query, key, value), seed),
        torch.autograd.grad(plain, (query, key, value), seed),
        strict=True,
    ):
        assert torch.allclose(ours, theirs, atol=1e-6)


def relevances(x: Tensor, output: Tensor, of_output: Tensor) -> Tensor:
    """Return the relevance of x, that of the output being given."""
    (gradient,) = torch.autograd.grad(output, x, of_output / output.detach(), retain_graph=True)
    return (x * gradient).detach()


def test_softmax_follows_its_rule() -> None:
    x = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
    given = torch.tensor([1.0, -2.0, 0.5])
    with Rules():
        s = functional.softmax(x, dim=-1)
    expected = x.detach() * (given - s.detach() * given.sum())
    assert torch.allclose(relevances(x, s, given), expected, atol=1e-6)


@pytest.mark.parametrize(
    "function", [functional.gelu, functional.relu, functional.silu, torch.tanh, Tensor.relu]
)
def test_elementwise_functions_pass_relevance_on(function: Callable[[Tensor], Tensor]) -> None:
    x = torch.tensor([0.5, 1e-20, 3.0], requires_grad=True)
    given = torch.tensor([1.0, -2.0, 0.5])
    with Rules():
        y = function(x)
    assert torch.allclose(relevances(x, y, given), given)


@pytest.mark.parametrize("function", [functional.gelu, functional.relu, torch.tanh])
def test_elementwise_functions_give_zero_no_relevance(
    function: Callable[[Tensor], Tensor],
) -> None:
    x = torch.zeros(2, requires_grad=True)
    with Rules():
        y = function(x)
    (gradient,) = torch.autograd.grad(y.sum(), x)
    assert gradient.isfinite().all()
    assert y.tolist() == [0.0, 0.0]


def test_products_give_half_to_each_factor() -> None:
    a = torch.tensor([[1.0, -2.0]], requires_grad=True)
    b = torch.tensor([[3.0], [0.5]], requires_grad=True)
    with Rules():
        product = torch.matmul(a, b)  # 3 - 1
    for factor in (a, b):
        shares = relevances(factor, product, torch.tensor([[2.0]])).flatten()
        assert shares.tolist() == pytest.approx([1.5, -0.5])


def test_products_with_a_constant_give_it_nothing() -> None:
    a = torch.tensor([2.0], requires_grad=True)
    with Rules():
        product = a * torch.tensor([3.0])
    assert relevances(a, product, torch.tensor([6.0])).tolist() == [6.0]


def test_layer_norm_without_bias_passes_relevance_on() -> None:
    x = torch.tensor([[0.7, -1.0, 2.0]], requires_grad=True)
    norm = nn.LayerNorm(3)
    norm.weight.data = torch.tensor([0.5, 2.0, 1.0])
    with Rules():
        y = norm(x)
    assert torch.allclose(y, norm(x), atol=1e-6)
    given = torch.tensor([[1.0, -2.0, 0.5]])
    assert relevances(x, y, given).sum().item() == pytest.approx(given.sum().item(), abs=1e-6)


def test_rules_hold_inside_of_the_block_alone() -> None:
    x = torch.tensor([0.5], requires_grad=True)
    with Rules():
        ruled = torch.tanh(x)
    (of_rule,) = torch.autograd.grad(ruled, x)
    (of_gradient,) = torch.autograd.grad(torch.tanh(x), x)
    assert of_rule.item() == pytest.approx(torch.tanh(x).item() / 0.5)
    assert of_gradient.item() == pytest.approx(1 - torch.tanh(x).item() ** 2)


def test_special_tokens_have_relevance_too(bert: Explainer) -> None:
    (found,) = find(bert.classifier, TEXT, "attn_lrp")
    assert found.attributions[0] != 0.0
