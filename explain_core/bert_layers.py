"""The layers of BERT and its relatives, forwards and backwards, without what nobody asks for.

They do what transformers' own layers do, and are used only for a model of which that was seen when
it was loaded. The backward pass is written out: it gives the gradient of the inputs alone, adds
residuals within the products, and keeps nothing but what it needs.

A head that reads the first position makes nothing of what the last layer says of others: of that
layer it needs everybody's keys and values, and one query. Of six layers that saves about a seventh
of the work.
"""

from __future__ import annotations

from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from explain_core.packed import Product

# From so many tokens on, fused attention is the faster one in fp32. In bf16 it never is: its
# backward pass takes half of all time.
FUSED_FROM = 32
# Added to the scores of what may not be attended to. Were it much larger, the scores themselves
# would be rounded away, and a text without any token would get gradients that are not its own.
HIDDEN = -1e4
_ATTENTION = ("query", "key", "value", "attention_head_size", "scaling")
_GELU = {"GELUActivation": "none", "GELUTanh": "tanh", "NewGELUActivation": "tanh"}


class BertLayers(nn.Module):
    """All layers of an encoder as one differentiable step.

    encoder:    transformers' own, whose weights are shared where they need not be laid out anew.
    first_only: return the last layer's states of the first position alone: (batch, 1, hidden).
    """

    def __init__(self, encoder: Any, dtype: torch.dtype, *, first_only: bool) -> None:
        super().__init__()
        last = len(encoder.layer) - 1
        self._layers = [
            _Layer(layer, dtype, first_only=first_only and k == last)
            for k, layer in enumerate(encoder.layer)
        ]
        self._dtype = dtype

    def forward(
        self, hidden_states: Tensor, attention_mask: Tensor | None = None, *_: Any, **__: Any
    ) -> Any:
        from transformers.modeling_outputs import BaseModelOutputWithPastAndCrossAttentions

        bias = None if attention_mask is None else _bias(attention_mask, self._dtype)
        states: Tensor
        if torch.is_grad_enabled() and hidden_states.requires_grad:
            states = _Differentiable.apply(hidden_states, bias, self)
        else:
            states = self.run(hidden_states, bias, kept=None)
        return BaseModelOutputWithPastAndCrossAttentions(last_hidden_state=states)

    def run(self, inputs: Tensor, bias: Tensor | None, kept: list[Any] | None) -> Tensor:
        """Return the last states in fp32; what the backward pass needs is appended to `kept`."""
        n_texts, n_tokens, hidden = inputs.shape
        rows = inputs.to(self._dtype).reshape(-1, hidden)
        for layer in self._layers:
            rows = layer.forward(rows, n_texts, n_tokens, bias, kept)
        return rows.view(n_texts, -1, hidden).float()

    def run_back(self, gradients: Tensor, kept: list[Any]) -> Tensor:
        """Return the gradients of the inputs; empties `kept`."""
        n_texts, _, hidden = gradients.shape
        rows = gradients.to(self._dtype).reshape(-1, hidden)
        for layer in reversed(self._layers):
            rows = layer.backward(rows, n_texts, kept.pop())
        return rows.view(n_texts, -1, hidden).float()


def like_berts(base: Any) -> bool:
    """Return whether a model's layers are built like BERT's.

    Whether they are used like them, too, and come to the same is seen by trying.
    """
    layers = getattr(getattr(base, "encoder", None), "layer", None)
    return isinstance(layers, nn.ModuleList) and all(_is_like_berts(layer) for layer in layers)


def _is_like_berts(layer: Any) -> bool:
    try:
        attention, own = layer.attention, layer.attention.self
        ends = (attention.output, layer.output)
        linears = [own.query, own.key, own.value, layer.intermediate.dense]
        linears += [end.dense for end in ends]
        return (
            all(hasattr(own, name) for name in _ATTENTION)
            and all(type(linear) is nn.Linear for linear in linears)
            and all(type(end.LayerNorm) is nn.LayerNorm for end in ends)
            and type(layer.intermediate.intermediate_act_fn).__name__ in _GELU
        )
    except AttributeError:
        return False


class _Differentiable(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, inputs: Tensor, bias: Tensor | None, layers: BertLayers) -> Tensor:
        context.layers, context.kept = layers, []
        return layers.run(inputs, bias, context.kept)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        if not context.kept:
            raise RuntimeError("the gradient of these layers was taken already")
        return context.layers.run_back(gradients[0], context.kept), None, None


class _Layer:
    """One layer, on rows: the tokens of all texts, (n_texts x n_tokens, hidden)."""

    def __init__(self, layer: Any, dtype: torch.dtype, *, first_only: bool) -> None:
        own, output = layer.attention.self, layer.attention.output.dense
        self._head_size: int = own.attention_head_size
        self._first_only = first_only
        # The scale of the scores, applied to the queries once and for all.
        query = (own.query.weight * own.scaling, _times(own.query.bias, own.scaling))
        key, value = (own.key.weight, own.key.bias), (own.value.weight, own.value.bias)
        if first_only:
            self._query = Product(*query, dtype)
            self._key_value = Product(*_joined(key, value), dtype)
        else:
            self._query_key_value = Product(*_joined(query, key, value), dtype)
        self._attended = Product(output.weight, output.bias, dtype)
        self._up = Product(layer.intermediate.dense.weight, layer.intermediate.dense.bias, dtype)
        self._down = Product(layer.output.dense.weight, layer.output.dense.bias, dtype)
        self._inner_norm = _Norm(layer.attention.output.LayerNorm, dtype)
        self._outer_norm = _Norm(layer.output.LayerNorm, dtype)
        self._gelu = _GELU[type(layer.intermediate.intermediate_act_fn).__name__]

    def forward(
        self,
        rows: Tensor,
        n_texts: int,
        n_tokens: int,
        bias: Tensor | None,
        kept: list[Any] | None,
    ) -> Tensor:
        """Return the layer's states, and append to `kept` what `backward` needs.

        bias: (n_texts, 1, 1, n_tokens), added to the scores of attention.
        """
        if self._first_only:
            first = rows.view(n_texts, n_tokens, -1)[:, 0]
            query = self._heads(self._query(first), n_texts, 1)[0]
            key, value = self._heads(self._key_value(rows), n_texts, 2)
            rows = first
        else:
            query, key, value = self._heads(self._query_key_value(rows), n_texts, 3)
        is_fused = query.dtype == torch.float32 and query.shape[2] >= FUSED_FROM
        attention: _Attention = (_Fused if is_fused else _Plain)(query, key, value, bias)
        attended = attention.output.transpose(1, 2).reshape(len(rows), -1)
        between = self._attended(attended, plus=rows)
        inner, inner_moments = self._inner_norm.forward(between)
        wide = self._up(inner)
        last = self._down(functional.gelu(wide, approximate=self._gelu), plus=inner)
        outer, outer_moments = self._outer_norm.forward(last)
        if kept is not None:
            kept.append((attention, between, inner_moments, wide, last, outer_moments))
        return outer

    def backward(self, gradients: Tensor, n_texts: int, kept: Any) -> Tensor:
        """Return the gradients of the layer's inputs from those of its outputs, both as rows."""
        attention, between, inner_moments, wide, last, outer_moments = kept
        of_last = self._outer_norm.backward(gradients, last, outer_moments)
        of_wide = torch.ops.aten.gelu_backward(
            self._down.back(of_last), wide, approximate=self._gelu
        )
        of_inner = self._up.back(of_wide, plus=of_last)
        of_between = self._inner_norm.backward(of_inner, between, inner_moments)
        of_attended = self._heads(self._attended.back(of_between), n_texts, 1)[0]
        of_query, of_key, of_value = attention.backward(of_attended)
        if not self._first_only:
            return self._query_key_value.back(_rows(of_query, of_key, of_value), plus=of_between)
        found = self._key_value.back(_rows(of_key, of_value))
        of_first = self._query.back(_rows(of_query), plus=of_between)
        found.view(n_texts, -1, found.shape[-1])[:, 0] += of_first
        return found

    def _heads(self, rows: Tensor, n_texts: int, n_parts: int) -> tuple[Tensor, ...]:
        """Return views of n_parts side by side in rows, each (n_texts, heads, n, head size)."""
        n_rows = len(rows) // n_texts
        split = rows.view(n_texts, n_rows, n_parts, -1, self._head_size)
        return split.permute(2, 0, 3, 1, 4).unbind()


class _Attention(Protocol):
    """What attention gives for queries, keys and values: (n_texts, heads, n, head size)."""

    output: Tensor

    def backward(self, gradients: Tensor) -> tuple[Tensor, Tensor, Tensor]: ...


class _Plain:
    """Attention as matrix products."""

    def __init__(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> None:
        self._query, self._key, self._value = (part.flatten(0, 1) for part in (query, key, value))
        scores = torch.bmm(self._query, self._key.transpose(1, 2))
        if bias is not None:
            scores.view(*query.shape[:3], -1).add_(bias)
        self._shares = functional.softmax(scores, dim=-1)
        self._shape = query.shape
        self.output = torch.bmm(self._shares, self._value).view(self._shape)

    def backward(self, gradients: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        shares, of_output = self._shares, gradients.flatten(0, 1)
        of_value = torch.bmm(shares.transpose(1, 2), of_output)
        of_shares = torch.bmm(of_output, self._value.transpose(1, 2))
        of_scores = torch.ops.aten._softmax_backward_data(of_shares, shares, -1, shares.dtype)
        of_query = torch.bmm(of_scores, self._key)
        of_key = torch.bmm(of_scores.transpose(1, 2), self._query)
        heads = self._shape[:2]
        return (
            of_query.unflatten(0, heads),
            of_key.unflatten(0, heads),
            of_value.unflatten(0, heads),
        )


class _Fused:
    """Attention by PyTorch's kernel for the CPU, which keeps no scores."""

    def __init__(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> None:
        self._given = (query, key, value)
        self._bias = bias
        self.output, self._logsumexp = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(
            query, key, value, 0.0, False, attn_mask=bias, scale=1.0
        )

    def backward(self, gradients: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        found: tuple[Tensor, Tensor, Tensor] = (
            torch.ops.aten._scaled_dot_product_flash_attention_for_cpu_backward(
                gradients,
                *self._given,
                self.output,
                self._logsumexp,
                0.0,
                False,
                attn_mask=self._bias,
                scale=1.0,
            )
        )
        return found


class _Norm:
    """A LayerNorm of rows."""

    def __init__(self, norm: nn.LayerNorm, dtype: torch.dtype) -> None:
        self._shape = list(norm.normalized_shape)
        self._weight, self._bias = norm.weight.detach().to(dtype), norm.bias.detach().to(dtype)
        self._eps = norm.eps

    def forward(self, rows: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Return the normalised rows, and the moments that `backward` needs."""
        output, mean, rstd = torch.native_layer_norm(
            rows, self._shape, self._weight, self._bias, self._eps
        )
        return output, (mean, rstd)

    def backward(self, gradients: Tensor, rows: Tensor, moments: tuple[Tensor, Tensor]) -> Tensor:
        found: Tensor = torch.ops.aten.native_layer_norm_backward(
            gradients, rows, self._shape, *moments, self._weight, self._bias, [True, False, False]
        )[0]
        return found


def _rows(*parts: Tensor) -> Tensor:
    """Return parts, each (n_texts, heads, n, head size), side by side as rows of all tokens."""
    n_texts, n_heads, n_tokens, size = parts[0].shape
    rows = parts[0].new_empty(n_texts, n_tokens, len(parts), n_heads, size)
    for part, place in zip(parts, rows.permute(2, 0, 3, 1, 4), strict=True):
        place.copy_(part)
    return rows.view(n_texts * n_tokens, -1)


def _bias(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """Return what to add to scores: (n_texts, 1, 1, n_tokens).

    mask: (n_texts, 1, n_tokens or 1, n_tokens), the same for each query: whether a token may be
          attended to, or a number that is large and negative if not.
    """
    of_one = mask[:, :, :1]
    if of_one.dtype != torch.bool:
        return of_one.clamp(min=HIDDEN).to(dtype)
    zeros = torch.zeros(of_one.shape, dtype=dtype, device=mask.device)
    return zeros.masked_fill_(~of_one, HIDDEN)


def _joined(*parts: tuple[Tensor, Tensor | None]) -> tuple[Tensor, Tensor | None]:
    """Return weights and biases of several linear layers as those of one."""
    biases = [bias for _, bias in parts if bias is not None]
    weight = torch.cat([weight.detach() for weight, _ in parts])
    return weight, torch.cat(biases) if len(biases) == len(parts) else None


def _times(bias: Tensor | None, factor: float) -> Tensor | None:
    return None if bias is None else bias * factor
