"""A classifier in two halves: its embeddings module, and all that follows.

Captum reaches the second half with a hook on the shared module, which is why two threads of it get
in each other's way. A view of the model that shares its weights needs no hook.
"""

from __future__ import annotations

import copy
import inspect
from enum import Enum
from functools import cached_property
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn

from explain_core.bert_layers import FUSED_FROM, BertLayers, like_berts
from explain_core.errors import ModelMismatch
from explain_core.packed import PackedLinear, pack_linears


class _GivenEmbeddings(nn.Module):
    """Stands in for an embeddings module and returns the `inputs_embeds` that it is given."""

    def __init__(self, signature: inspect.Signature) -> None:
        super().__init__()
        self._signature = signature

    def forward(self, *arguments: object, **keywords: object) -> Tensor:
        # Bound as the original would, since DistilBERT passes them by position.
        bound = self._signature.bind(*arguments, **keywords).arguments
        embeddings: Tensor = bound["inputs_embeds"]
        return embeddings


def embeddings_of(module: nn.Module, name: str) -> nn.Module:
    """Return the embeddings module; raises ModelMismatch if the model has none."""
    base = getattr(module, "base_model", None)
    embeddings = getattr(base, "embeddings", None)
    if not isinstance(embeddings, nn.Module) or base is module:
        raise ModelMismatch(
            name, f"{type(module).__name__} has no embeddings module to attribute to."
        )
    return embeddings


class Layers(Enum):
    """Who computes the layers of an encoder.

    OWN:        the model itself.
    OURS:       `bert_layers`, which are faster.
    FIRST_ONLY: ours, and of the last layer no more than a head reads that looks at one position.
    """

    OWN = "own"
    OURS = "ours"
    FIRST_ONLY = "first only"


class Body:
    """All that follows the embeddings module, its encoder in one precision.

    A view: it shares the model's weights where it computes with them as they are. What follows the
    encoder stays in fp32, since a logit rounded to bf16 is off by up to 0.4%, which may be all that
    a text changes.

    layers: who computes the encoder's layers (see `fastest_body`).
    Raises: ValueError if another precision is wanted and there is no encoder to be found.
    """

    def __init__(
        self, module: nn.Module, dtype: torch.dtype, *, layers: Layers = Layers.OWN
    ) -> None:
        self.dtype = dtype
        self.layers = layers
        base: Any = module.base_model
        shared: dict[int, object] = {id(tensor): tensor for tensor in _tensors(module)}
        if layers is not Layers.OWN:
            ours = BertLayers(base.encoder, dtype, first_only=layers is Layers.FIRST_ONLY)
            self._own = _view(module, {**shared, id(base.encoder): ours})
            return
        if dtype != torch.float32:
            name = _encoder_name(base)
            shared |= {id(t): _converted(t, dtype) for t in _tensors(getattr(base, name))}
        self._own = _view(module, shared)
        if dtype != torch.float32:
            _set_precision(self._own, name, dtype)

    @cached_property
    def _eager(self) -> nn.Module:
        return self._own if self.layers is not Layers.OWN else _with_eager_attention(self._own)

    def logits(self, embeddings: Tensor, attention_mask: Tensor | None) -> Tensor:
        """Return the logits: (batch, n_tokens, hidden) -> (batch, n_labels)."""
        view = self._eager if self._prefers_eager(embeddings) else self._own
        logits: Tensor = view(inputs_embeds=embeddings, attention_mask=attention_mask).logits
        return logits

    def _prefers_eager(self, embeddings: Tensor) -> bool:
        """Return whether plain attention is the faster one.

        On a CPU the backward pass of the fused kernel is slow in bf16, at every length; in fp32
        it pays from about 32 tokens on.
        """
        if embeddings.device.type != "cpu":
            return False
        return self.dtype == torch.bfloat16 or embeddings.shape[1] < FUSED_FROM


def fastest_body(module: nn.Module, like: Tensor, own: Body) -> Body:
    """Return the fastest of the bodies in fp32 that give the model's own answers and gradients.

    like: embeddings, (batch, n_tokens, hidden), as the model's embeddings module gives them.
    own:  the body whose layers are the model's own.
    """
    if like.device.type != "cpu" or not like_berts(module.base_model):
        return own
    expected = _tried(own, like)
    for layers in (Layers.FIRST_ONLY, Layers.OURS):
        try:
            body = Body(module, torch.float32, layers=layers)
            found = _tried(body, like)
        except (TypeError, ValueError, AttributeError, RuntimeError, LookupError):
            continue
        pairs = zip(found, expected, strict=True)
        if all(torch.allclose(ours, others, rtol=1e-3, atol=1e-5) for ours, others in pairs):
            return body
    return own


def _tried(body: Body, like: Tensor) -> list[Tensor]:
    """Return logits and gradients for random embeddings: few tokens, and many with padding."""
    draws = torch.Generator().manual_seed(0)
    padded = torch.ones(2, FUSED_FROM + 1, dtype=torch.long, device=like.device)
    padded[1, -2:] = 0
    found: list[Tensor] = []
    for n_tokens, mask in ((5, None), (FUSED_FROM + 1, padded)):
        inputs = torch.randn(2, n_tokens, like.shape[-1], generator=draws)
        given = inputs.to(like).requires_grad_()
        with torch.enable_grad():
            logits = body.logits(given, mask)
            found += [logits.detach(), *torch.autograd.grad(logits[:, -1].sum(), given)]
    return found


class _InPrecision(nn.Module):
    """An encoder that computes in another precision than what surrounds it."""

    def __init__(self, encoder: nn.Module, dtype: torch.dtype) -> None:
        super().__init__()
        self._encoder = encoder
        self._dtype = dtype

    def forward(self, *arguments: object, **keywords: object) -> Any:
        outputs = self._encoder(
            *(self._rounded(value) for value in arguments),
            **{name: self._rounded(value) for name, value in keywords.items()},
        )
        outputs.last_hidden_state = outputs.last_hidden_state.float()
        return outputs

    def _rounded(self, value: object) -> object:
        is_number = isinstance(value, Tensor) and value.is_floating_point()
        return value.to(self._dtype) if is_number else value  # type: ignore[attr-defined]


def _encoder_name(base: Any) -> str:
    """Return under which name a model keeps the layers behind its embeddings."""
    for name in ("encoder", "transformer"):
        if isinstance(getattr(base, name, None), nn.Module):
            return name
    raise ValueError(f"{type(base).__name__} has no encoder")


def _set_precision(view: Any, name: str, dtype: torch.dtype) -> None:
    encoder = getattr(view.base_model, name)
    if dtype == torch.bfloat16 and next(encoder.parameters()).device.type == "cpu":
        pack_linears(encoder)
    setattr(view.base_model, name, _InPrecision(encoder, dtype))


def _tensors(module: nn.Module) -> chain[Tensor]:
    return chain(module.parameters(), module.buffers())


def _converted(tensor: Tensor, dtype: torch.dtype) -> Tensor:
    if tensor.dtype == dtype or not tensor.is_floating_point():
        return tensor
    converted = tensor.detach().to(dtype)
    if isinstance(tensor, nn.Parameter):
        return nn.Parameter(converted, requires_grad=False)
    return converted


def _view(module: nn.Module, parts: dict[int, object]) -> nn.Module:
    """Return a copy of a model that starts behind its embeddings and has the given parts.

    parts: tensors and modules of the copy, by the identity of those whose place they take.
    """
    view = copy.deepcopy(module, dict(parts))
    base: Any = view.base_model
    if not isinstance(base.embeddings, _GivenEmbeddings):
        base.embeddings = _GivenEmbeddings(inspect.signature(base.embeddings.forward))
    return view


def _with_eager_attention(view: nn.Module) -> nn.Module:
    """Return a view of the view in which attention is plain matrix products."""
    shared = chain(_tensors(view), (m for m in view.modules() if isinstance(m, PackedLinear)))
    eager = copy.deepcopy(view, {id(part): part for part in shared})
    config: Any = eager.config
    config._attn_implementation = "eager"
    return eager
