"""The last layer of an encoder, computed only at the position that the classifier reads.

A head that reads the first token makes nothing of what the last layer says of the others: of that
layer it needs everybody's keys and values, and one query. Of six layers that saves about a seventh
of the work, forwards and backwards, and changes nothing but rounding.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

_TOKENS = 5
_PARTS = ("query", "key", "value", "attention_head_size", "scaling")


def read_only_the_first(base: Any) -> bool:
    """Have the last layer of a model's encoder say something of the first position alone.

    Returns: False, with nothing changed, if its layers are not built like BERT's.
    """
    layers = getattr(getattr(base, "encoder", None), "layer", None)
    if not isinstance(layers, nn.ModuleList) or not _is_like_berts(layers[-1]):
        return False
    layers[-1] = _FirstPosition(layers[-1])
    return True


def answer_alike(whole: nn.Module, other: nn.Module, like: Tensor) -> bool:
    """Return whether two models that begin behind their embeddings answer the same.

    like: embeddings, (..., hidden), as they take them.
    """
    draws = torch.Generator().manual_seed(0)
    inputs = torch.randn(2, _TOKENS, like.shape[-1], generator=draws).to(like)
    padded = torch.ones(2, _TOKENS, dtype=torch.long, device=like.device)
    padded[1, -2:] = 0
    try:
        with torch.no_grad():
            for mask in (None, padded):
                expected = whole(inputs_embeds=inputs, attention_mask=mask).logits
                found = other(inputs_embeds=inputs, attention_mask=mask).logits
                if not torch.allclose(found, expected, rtol=1e-4, atol=1e-5):
                    return False
    except (TypeError, ValueError, AttributeError, RuntimeError, LookupError):
        return False
    return True


class _FirstPosition(nn.Module):
    """Does for the first position what the layer does: (..., n, hidden) -> (..., 1, hidden)."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self._layer = layer

    def forward(
        self, hidden_states: Tensor, attention_mask: Tensor | None = None, *_: Any, **__: Any
    ) -> Tensor:
        layer: Any = self._layer
        own = layer.attention.self
        first = hidden_states[:, :1]
        query = _heads(own.query(first), own)
        key, value = _heads(own.key(hidden_states), own), _heads(own.value(hidden_states), own)
        weights = torch.matmul(query, key.transpose(2, 3)) * own.scaling
        if attention_mask is not None:
            weights = _masked(weights, attention_mask[..., :1, :])
        attended = torch.matmul(functional.softmax(weights, dim=-1), value).transpose(1, 2)
        output = layer.attention.output(attended.reshape(*first.shape), first)
        last: Tensor = layer.output(layer.intermediate(output), output)
        return last


def _is_like_berts(layer: Any) -> bool:
    attention = getattr(layer, "attention", None)
    own = getattr(attention, "self", None)
    parts = all(hasattr(own, part) for part in _PARTS)
    return (
        parts
        and hasattr(attention, "output")
        and hasattr(layer, "intermediate")
        and hasattr(layer, "output")
    )


def _heads(states: Tensor, attention: Any) -> Tensor:
    """(batch, n, hidden) -> (batch, heads, n, hidden of one head)"""
    split = states.view(*states.shape[:-1], -1, attention.attention_head_size)
    return split.transpose(1, 2)


def _masked(weights: Tensor, mask: Tensor) -> Tensor:
    """Return the weights without what may not be attended: False, or a large negative number."""
    if mask.dtype == torch.bool:
        return weights.masked_fill(~mask, torch.finfo(weights.dtype).min)
    return weights + mask
