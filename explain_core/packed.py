"""Weights that are laid out once for the processor's matrix instructions.

oneDNN rearranges the weights of a product on every call, which for a short text takes longer than
the product itself. Laid out beforehand, bf16 products of about 100 rows take two thirds of the
time, in both directions, and fp32 products of ten rows as well.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

# Beyond so many rows, fp32 products take as long without. Larger weights than BERT-base's are not
# laid out in fp32: for what it saves, the copy would take too much memory.
MOST_FP32_ROWS = 512
MOST_FP32_BYTES = 4 * 768 * 3072


class Product:
    """Multiplies rows with the weight of a linear layer, forwards and backwards.

    weight: (n_out, n_in); bias: (n_out,) or None.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None, dtype: torch.dtype) -> None:
        self._weight = weight.detach().to(dtype)
        self._bias = None if bias is None else bias.detach().to(dtype)
        self._most_rows: float = float("inf") if dtype == torch.bfloat16 else MOST_FP32_ROWS
        self._forward: Tensor | None = None
        self._backward: Tensor | None = None
        if weight.device.type != "cpu" or not can_pack(dtype):
            return
        if dtype == torch.bfloat16:
            self._forward, self._backward = _packed(self._weight), _packed(self._weight.t())
            del self._weight
        elif weight.nbytes <= MOST_FP32_BYTES:
            self._forward = _packed(self._weight)

    def __call__(self, rows: Tensor, *, plus: Tensor | None = None) -> Tensor:
        """Return rows x weight' + bias + plus: (n, n_in) -> (n, n_out)."""
        if self._forward is not None and len(rows) <= self._most_rows:
            return _multiply(rows, self._forward, self._bias, plus)
        product = functional.linear(rows, self._weight, self._bias)
        return product if plus is None else product.add_(plus)

    def back(self, gradients: Tensor, *, plus: Tensor | None = None) -> Tensor:
        """Return gradients x weight + plus: (n, n_out) -> (n, n_in)."""
        if self._backward is not None:
            return _multiply(gradients, self._backward, None, plus)
        if plus is None:
            return torch.mm(gradients, self._weight)
        return torch.addmm(plus, gradients, self._weight)


class PackedLinear(nn.Module):
    """Does what an nn.Linear does, and gives gradients of its input alone."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        # Weights that are laid out take inputs of any number of dimensions.
        self._product = Product(linear.weight, linear.bias, linear.weight.dtype)

    def forward(self, inputs: Tensor) -> Tensor:
        output: Tensor = _Differentiable.apply(inputs, self._product)
        return output


def pack_linears(module: nn.Module) -> None:
    """Replace every bf16 linear layer of a module on the CPU, in place, where torch can do it."""
    if not can_pack(torch.bfloat16):
        return
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            # Subclasses may do anything in forward; only the plain layer is known.
            if type(child) is nn.Linear and child.weight.dtype == torch.bfloat16:
                setattr(parent, name, PackedLinear(child))


@cache
def can_pack(dtype: torch.dtype) -> bool:
    """Return whether this torch packs weights and computes with them as nn.Linear does.

    The operators are those that torch's own compiler uses; they are not promised to stay.
    """
    weight = torch.linspace(-1, 1, 32 * 64).reshape(64, 32).to(dtype)
    inputs = torch.linspace(-1, 1, 5 * 32).reshape(5, 32).to(dtype)
    expected = functional.linear(inputs, weight)
    try:
        ours = _multiply(inputs, _packed(weight), None)
        doubled = _multiply(inputs, _packed(weight), None, expected)
    except (RuntimeError, AttributeError, NotImplementedError):
        return False
    return all(
        found.shape == wanted.shape and torch.allclose(found, wanted, rtol=0.02, atol=0.02)
        for found, wanted in ((ours, expected), (doubled, 2 * expected))
    )


class _Differentiable(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, inputs: Tensor, product: Product) -> Tensor:
        context.product = product
        return product(inputs)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        return context.product.back(gradients[0]), None


def _multiply(
    inputs: Tensor, weight: Tensor, bias: Tensor | None, plus: Tensor | None = None
) -> Tensor:
    operators = torch.ops.mkldnn
    product: Tensor = (
        operators._linear_pointwise(inputs, weight, bias, "none", [], "")
        if plus is None
        else operators._linear_pointwise.binary(inputs, plus, weight, bias, "add")
    )
    return product


def _packed(weight: Tensor) -> Tensor:
    packed: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight.contiguous(), None)
    return packed
