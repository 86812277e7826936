"""The least time that a path can take: its matrix products alone, at this machine's rate.

A point on the path is one pass forward and one back to the embeddings. In each, every matrix of the
encoder is multiplied once with each token: 2 x 2 x encoder parameters x tokens FLOP a point.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from timing.rounds import Cell, Outcome, Skip, Way

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}
MOST_ROWS = 4096  # the rate no longer rises beyond, so what is larger is scaled up from it


class Products:
    """All matrix products of an encoder, forward and with respect to the inputs, in one precision.

    The weights are the model's own, all layers of them: a single matrix that is multiplied again
    and again would stay in a cache that the whole model does not fit into.
    """

    def __init__(self, encoder: nn.Module, precision: str) -> None:
        dtype = DTYPES[precision]
        linears = [module for module in encoder.modules() if isinstance(module, nn.Linear)]
        self.weights = [module.weight.detach().to(dtype) for module in linears]
        self.n_parameters = sum(weight.numel() for weight in self.weights)

    def flop(self, rows: int) -> int:
        return 4 * self.n_parameters * rows

    def inputs(self, rows: int) -> dict[int, Tensor]:
        """Return random inputs (rows, width) for each width that occurs, by width."""
        widths = {width for weight in self.weights for width in weight.shape}
        dtype = self.weights[0].dtype
        return {width: torch.randn(rows, width).to(dtype) for width in sorted(widths)}

    def multiply(self, inputs: Mapping[int, Tensor]) -> None:
        with torch.inference_mode():
            for weight in self.weights:
                linear(inputs[weight.shape[1]], weight)
            for weight in reversed(self.weights):
                torch.mm(inputs[weight.shape[0]], weight)


class Limit:
    """Does the matrix products of another way, and nothing else."""

    explains = ""

    def __init__(self, products: Products, way: Way, *, n_tokens: int, precision: str) -> None:
        self.name = f"limit of {way.name}"
        self.rows = 0
        self._products = products
        self._way = way
        self._n_tokens = n_tokens
        self._precision = precision
        self._inputs: dict[int, Tensor] = {}

    def prepare(self, cells: Mapping[str, Cell]) -> None:
        answer = cells[self._way.name].answer
        points = self._way.outcome(answer).points if answer is not None else None
        if points is None:
            raise Skip("skipped: no path to compare with")
        self.rows = points * self._n_tokens
        self._inputs = self._products.inputs(min(self.rows, MOST_ROWS))
        self.run()

    def run(self) -> None:
        self._products.multiply(self._inputs)

    def outcome(self, answer: Any) -> Outcome:
        return Outcome(points=self.rows // self._n_tokens, precision=self._precision)

    def seconds(self, measured: float) -> float:
        """Return what all rows take, given what was measured for at most MOST_ROWS of them."""
        return measured * self.rows / min(self.rows, MOST_ROWS)

    @property
    def flop(self) -> int:
        return self._products.flop(self.rows)
