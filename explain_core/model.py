"""A classifier and its tokenizer: load, read a text, embed, score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from explain_core.batches import of_equal_length, of_similar_length
from explain_core.errors import ModelMismatch
from explain_core.fingerprint import (
    NO_FILES,
    Files,
    Fingerprint,
    digest_of_files,
    digest_of_weights,
)
from explain_core.halves import Body, embeddings_of, fastest_body
from explain_core.precision import DTYPES, chosen_precision
from explain_core.tokenization import Tokenization

# Activations kept for one backward pass may take this much; it bounds the memory of an explanation.
ACTIVATION_BYTES = 2 << 30
QUICK_FLOP = 40e9
PROBE = "one two three"
# Tokens of all points in one pass: enough to keep the cores busy, few enough for their caches.
TOKENS_PER_PASS = {"cpu": 4096, "cuda": 65_536}


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of the classes, in the model's order.

    thresholds: for a multi-label head, the probability from which each label counts as given.
    """

    names: tuple[str, ...]
    multi_label: bool
    thresholds: tuple[float, ...]

    @property
    def thresholds_by_name(self) -> dict[str, float]:
        """The thresholds of a multi-label head; empty for another, which has no use for any."""
        return dict(zip(self.names, self.thresholds, strict=True)) if self.multi_label else {}


class Classifier:
    """A text classifier, cut in two at its embeddings module.

    `embed` is the whole embeddings module (word, position and type embeddings and LayerNorm);
    `logits` is all that follows. Neither changes any state, so threads may share a Classifier.
    Answers are always computed in fp32, gradients in `precision`.
    """

    def __init__(
        self,
        name: str,
        module: nn.Module,
        *,
        tokenization: Tokenization,
        labels: Labels,
        precision: str = "fp32",
        files: Files = NO_FILES,
    ) -> None:
        """files: what the module was made of, if that is known."""
        self.name = name
        self._files = files
        self.labels = labels
        self.tokenization = tokenization
        self._module = module.eval().requires_grad_(False)
        self._embeddings = embeddings_of(module, name)
        self._body = self._traced_body
        self.max_text_tokens = self._limit() - len(tokenization.prefix) - len(tokenization.suffix)
        self._check()
        self._body = fastest_body(self._module, self.embed(self._probe()), self._traced_body)
        self.pads = self._ignores_padding()
        self.precision, self._gradient_body = self._fast_body(precision)
        self._n_weights = sum(
            part.weight.numel() for part in self._module.modules() if isinstance(part, nn.Linear)
        )
        # Texts of one length share their baseline, and lengths come again and again.
        self.remembered_answer = lru_cache(maxsize=1024)(self._answer)

    def embed(self, ids: Tensor) -> Tensor:
        """Return the embeddings: (batch, n_tokens) -> (batch, n_tokens, hidden)."""
        with torch.no_grad():
            embeddings: Tensor = self._embeddings(input_ids=ids)
        return embeddings

    def logits(self, embeddings: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        """Return the logits: (batch, n_tokens, hidden) -> (batch, n_labels)."""
        return self._body.logits(embeddings, attention_mask)

    def traced_logits(self, embeddings: Tensor) -> Tensor:
        """Return the same as `logits`, by operations each of which autograd can be asked about."""
        return self._traced_body.logits(embeddings, None)

    def logits_in(
        self, precision: str, embeddings: Tensor, attention_mask: Tensor | None = None
    ) -> Tensor:
        """Return the same as `logits`, computed in "fp32" or in the model's own `precision`."""
        return self._body_of(precision).logits(embeddings, attention_mask)

    def points_per_pass(self, n_tokens: int) -> int:
        """Return how many points of a path make a pass: fast, and within ACTIVATION_BYTES.

        A layer keeps about 34 n h + 5 a n^2 bytes in 16-bit (Korthikanti et al. 2022, eq. 1).
        """
        config: Any = self._config
        n_heads = getattr(config, "num_attention_heads", 1)  # FNet has none
        kept = 34 * n_tokens * config.hidden_size + 5 * n_heads * n_tokens**2
        bytes_per_point = config.num_hidden_layers * kept * 2
        at_once = TOKENS_PER_PASS.get(self.device.type, TOKENS_PER_PASS["cpu"]) // n_tokens
        return max(1, min(at_once, ACTIVATION_BYTES // int(bytes_per_point)))

    def is_quick(self, n_tokens: int) -> bool:
        """Return whether calling the layers takes longer than 16 points take to compute.

        A point costs about 4 FLOP per weight and token; a pass through six layers takes some
        milliseconds.
        """
        flop = 4 * self._n_weights * n_tokens * 16
        return flop < QUICK_FLOP

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Which weights and which tokenizer these are; takes a second for each gigabyte, once."""
        model = digest_of_files(self._files) or digest_of_weights(self._module.state_dict())
        return Fingerprint(model, self.tokenization.digest())

    @property
    def device(self) -> torch.device:
        return next(self._module.parameters()).device

    @cached_property
    def _traced_body(self) -> Body:
        return Body(self._module, torch.float32)

    @property
    def _config(self) -> Any:
        return self._module.config

    def tensor(self, *ids: tuple[int, ...]) -> Tensor:
        """Return inputs of equal length as a batch: (batch, n_tokens)."""
        return torch.tensor(ids, dtype=torch.long, device=self.device)

    def answers(
        self, inputs: Sequence[tuple[int, ...]], *, precision: str = "fp32", padded: bool = False
    ) -> Tensor:
        """Return the logits of inputs of any length: (n_inputs, n_labels), float64, on the CPU.

        precision: "fp32", or the model's own `precision`.
        padded:    let inputs of similar length share a forward pass: several times faster for many
                   short ones, and equal up to rounding. Else those of equal length share one: no
                   padding, hence no mask, and the same answer as for each alone.
        """
        lengths = [len(ids) for ids in inputs]
        find = of_similar_length if padded and self.pads else of_equal_length
        logits = torch.zeros(len(inputs), len(self.labels.names), dtype=torch.float64)
        with torch.inference_mode():
            for numbers in find(lengths):
                ids, mask = self._batch([inputs[k] for k in numbers])
                found = self._body_of(precision).logits(self.embed(ids), mask)
                logits[numbers] = found.double().cpu()
        return logits

    def _batch(self, inputs: Sequence[tuple[int, ...]]) -> tuple[Tensor, Tensor | None]:
        """Return inputs as a batch: ids, and which of them are none's padding if any are."""
        longest = max(map(len, inputs))
        if all(len(ids) == longest for ids in inputs):
            return self.tensor(*inputs), None
        filler = self.tokenization.pad_id or 0  # it is not attended, whatever it is
        padded = [ids + (filler,) * (longest - len(ids)) for ids in inputs]
        lengths = torch.tensor([len(ids) for ids in inputs], device=self.device)
        mask = torch.arange(longest, device=self.device) < lengths[:, None]
        return self.tensor(*padded), mask.long()

    def _body_of(self, precision: str) -> Body:
        return self._body if precision == "fp32" else self._gradient_body

    def _answer(self, ids: tuple[int, ...]) -> Tensor:
        return self.answers([ids])[0]

    def _limit(self) -> int:
        """Return how many tokens the model can read, special tokens included.

        RoBERTa and its relatives count positions from padding_idx + 1.
        """
        limit = getattr(self._config, "max_position_embeddings", None) or 512
        positions = getattr(self._embeddings, "position_embeddings", None)
        if isinstance(positions, nn.Embedding) and positions.padding_idx is not None:
            limit = positions.num_embeddings - (positions.padding_idx + 1)
        return int(min(limit, self.tokenization.max_tokens))

    def _probe(self) -> Tensor:
        """Return a short text, to see how the model behaves."""
        return self.tensor(self.tokenization.framed(self.tokenization.pieces(PROBE)).ids)

    def _check(self) -> None:
        """Raise ModelMismatch unless both halves together do what the whole model does."""
        n_embeddings = self._module.get_input_embeddings().weight.shape[0]  # type: ignore[operator]
        if self.tokenization.vocabulary_size > n_embeddings:
            raise ModelMismatch(
                self.name,
                f"its tokenizer has {self.tokenization.vocabulary_size:,} tokens and its weights "
                f"only {n_embeddings:,}; name the tokenizer that belongs to it.",
            )
        if self.max_text_tokens < 1:
            raise ModelMismatch(self.name, "its limit leaves no room for a text.")
        pieces = self.tokenization.pieces(PROBE)
        longest = (pieces * self.max_text_tokens)[: self.max_text_tokens]
        ids = self._probe()
        try:
            with torch.no_grad():
                whole = self._module(input_ids=ids).logits
            halves = self.logits(self.embed(ids))
            self.embed(self.tensor(self.tokenization.framed(longest).ids))
        except (TypeError, ValueError, AttributeError, RuntimeError, LookupError) as error:
            raise ModelMismatch(
                self.name, f"it cannot be cut at its embeddings ({error})."
            ) from error
        if whole.shape != (1, len(self.labels.names)):
            raise ModelMismatch(self.name, f"it gives logits of shape {tuple(whole.shape)}.")
        if not whole.isfinite().all():
            raise ModelMismatch(
                self.name, "its answers are no finite numbers: its weights are probably damaged."
            )
        if not torch.allclose(whole, halves, rtol=1e-4, atol=1e-5):
            raise ModelMismatch(
                self.name, "what follows its embeddings module needs more than the embeddings."
            )

    def _ignores_padding(self) -> bool:
        """Return whether padding behind a text changes nothing, so that lengths may share a pass.

        FNet, for one, mixes all positions whatever the mask says.
        """
        ids = self._probe()
        embeddings = self.embed(ids)
        padded = nn.functional.pad(embeddings, (0, 0, 0, 3))
        mask = (torch.arange(padded.shape[1], device=self.device) < ids.shape[1]).long()[None]
        try:
            with torch.no_grad():
                alone, among = self.logits(embeddings), self.logits(padded, mask)
        except (TypeError, ValueError, RuntimeError, LookupError):
            return False
        return torch.allclose(alone, among, rtol=1e-4, atol=1e-5)

    def _fast_body(self, precision: str) -> tuple[str, Body]:
        """Return the precision of gradients, and the half to compute them with.

        Raises: ModelMismatch if the model cannot be run in the precision asked for.
        """
        chosen = chosen_precision(precision, self.device, width=self._config.hidden_size)
        if chosen == "fp32":
            return chosen, self._body
        ids = self._probe()
        try:
            body = Body(self._module, DTYPES[chosen], layers=self._body.layers)
            with torch.enable_grad():
                embeddings = self.embed(ids).requires_grad_()
                body.logits(embeddings, None).sum().backward()
        except (TypeError, ValueError, RuntimeError) as error:
            if precision == chosen:
                raise ModelMismatch(
                    self.name, f"it cannot be run in {chosen} ({error})."
                ) from error
            return "fp32", self._body
        return chosen, body
