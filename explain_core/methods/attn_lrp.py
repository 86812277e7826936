"""AttnLRP: layer-wise relevance propagation through attention, in one backward pass.

Achtibat, Hatefi, Dreyer, Jain, Wiegand, Lapuschkin, Samek, "AttnLRP: Attention-Aware Layer-Wise
Relevance Propagation for Transformers", ICML 2024.

Relevance is input x gradient, so that each of the paper's rules is a way to change a gradient:

    operation                relevance of its input                    as a gradient
    linear maps              z-rule; biases keep their share           as it is
    softmax s(x)             x_i (R_i - s_i sum of R_j)                as it is
    f(x) for each element    R, the identity rule                      f(x) / x, held constant
    layer normalisation      R, the identity rule                      its scale held constant
    products of activations  R / 2 for either one, the uniform rule    half of each one's

Every operation that the model runs is looked up here. One that is not listed raises BadOption:
better no relevances than some that follow no rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from explain_core.errors import BadOption
from explain_core.methods.gradient import input_x_gradient
from explain_core.methods.window import Found, Reading

Function = Callable[..., Any]


def token_attributions(reading: Reading) -> Found:
    """Return each token's relevance. Special tokens have one too; the baseline plays no part.

    Raises: BadOption if the model has an operation without a rule.
    """

    def ruled_logits(embeddings: Tensor) -> Tensor:
        with Rules():
            return reading.classifier.traced_logits(embeddings)

    return input_x_gradient(reading, ruled_logits)


class Rules(TorchFunctionMode):
    """Has what is computed inside of it followed back by AttnLRP's rules, in this thread alone.

    Results stay as they are up to rounding; gradients change.
    """

    def __torch_function__(
        self, function: Function, types: object, args: Any = (), kwargs: Any = None
    ) -> Any:
        keywords = kwargs or {}
        rule = _RULES.get(function)
        if rule is not None:
            return rule(function, *args, **keywords)
        result = function(*args, **keywords)
        if isinstance(result, Tensor) and result.requires_grad:
            raise BadOption(
                "method",
                "attn_lrp",
                f"a model whose operations all have a rule, and this one's "
                f"{getattr(function, '__name__', function)!r} has none; the methods lig, "
                "input_x_gradient, occlusion and shap explain any model",
            )
        return result


def _linear(function: Function, *args: Any, **keywords: Any) -> Any:
    return function(*args, **keywords)


def _quotient(function: Function, x: Tensor, divisor: Any, **keywords: Any) -> Tensor:
    constant = divisor.detach() if isinstance(divisor, Tensor) else divisor
    quotient: Tensor = function(x, constant, **keywords)
    return quotient


def _elementwise(function: Function, x: Tensor, *args: Any, **keywords: Any) -> Tensor:
    """The identity rule, for functions that are 0 at 0."""
    values = x.detach()
    result: Tensor = function(values, *args, **keywords)
    return x * (result / torch.where(values == 0, 1.0, values))


def _layer_norm(
    function: Function,
    x: Tensor,
    normalized_shape: Any,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    axes = tuple(range(-len(normalized_shape), 0))
    centered = x - x.mean(dim=axes, keepdim=True)
    variance = centered.detach().square().mean(dim=axes, keepdim=True)
    normed = centered * (variance + eps).rsqrt()
    if weight is not None:
        normed = normed * weight
    return normed if bias is None else normed + bias


def _product(function: Function, first: Any, second: Any, **keywords: Any) -> Tensor:
    """The uniform rule; a product with a constant is linear and needs none."""
    if all(isinstance(factor, Tensor) and factor.requires_grad for factor in (first, second)):
        first, second = _halved(first), _halved(second)
    product: Tensor = function(first, second, **keywords)
    return product


def _attention(
    function: Function, query: Tensor, key: Tensor, value: Tensor, *args: Any, **keywords: Any
) -> Tensor:
    """Two products, softmax(query key) value: a half for the value, the rest for query and key."""
    attended: Tensor = function(
        _halved(_halved(query)), _halved(_halved(key)), _halved(value), *args, **keywords
    )
    return attended


def _halved(x: Tensor) -> Tensor:
    """Return x, with half its gradient."""
    half = x / 2
    return half + half.detach()


_LINEAR: tuple[Function, ...] = (
    functional.dropout,  # which does nothing outside of training
    functional.linear,
    functional.softmax,
    torch.cat,
    torch.gather,
    torch.stack,
    Tensor.__getitem__,
    Tensor.add,
    Tensor.add_,
    Tensor.chunk,
    Tensor.contiguous,
    Tensor.float,
    Tensor.masked_fill,
    Tensor.neg,
    Tensor.permute,
    Tensor.reshape,
    Tensor.reshape_as,
    Tensor.to,
    Tensor.transpose,
    Tensor.unbind,
    Tensor.view,
)
_RULES: dict[Function, Function] = {
    **dict.fromkeys(_LINEAR, _linear),
    **dict.fromkeys((functional.gelu, functional.relu, functional.silu), _elementwise),
    **dict.fromkeys((torch.tanh, Tensor.relu), _elementwise),
    **dict.fromkeys((torch.matmul, torch.bmm, Tensor.mul), _product),
    functional.layer_norm: _layer_norm,
    functional.scaled_dot_product_attention: _attention,
    Tensor.div: _quotient,
}
