"""Captum's LayerIntegratedGradients on a model of the transformers library, as anybody would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from captum.attr import LayerIntegratedGradients
from torch import Tensor, nn
from transformers import AutoModelForSequenceClassification


def load_module(directory: Path) -> nn.Module:
    module: nn.Module = AutoModelForSequenceClassification.from_pretrained(directory)
    return module.eval()


def trapezoid(
    module: nn.Module,
    ids: Sequence[int],
    baseline_ids: Sequence[int],
    target: int,
    *,
    n_steps: int,
    **options: Any,
) -> Tensor:
    """Return captum's attributions at n_steps equal points, summed over hidden: (n_tokens,).

    Captum's trapezoid step sizes sum to (n - 1) / n where they should sum to 1; this is undone.
    """
    lig = LayerIntegratedGradients(
        lambda input_ids: module(input_ids=input_ids).logits[:, target],
        module.base_model.embeddings,  # type: ignore[union-attr]
    )
    attributions: Tensor = lig.attribute(
        torch.tensor([ids]),
        baselines=torch.tensor([baseline_ids]),
        n_steps=n_steps,
        method="riemann_trapezoid",
        **options,
    )
    return attributions.sum(dim=-1)[0].double() * n_steps / (n_steps - 1)


def relative_error(found: Sequence[float] | Tensor, expected: Tensor) -> float:
    """Return the L2 distance as a share of the expected vector's length."""
    difference = torch.as_tensor(found, dtype=torch.float64) - expected
    return float(difference.norm() / expected.norm())
