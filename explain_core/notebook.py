"""The notebook's classifier: BERT, its pooled output, one linear layer, ReLU."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel
from transformers.modeling_outputs import SequenceClassifierOutput

from explain_core.errors import ModelMismatch, ModelNotFound

HEAD_SIZE = 64  # of every published BERT; the number of heads leaves no trace in the shapes
_WRAPPERS = ("state_dict", "model_state_dict")
_IGNORED = "bert.embeddings.position_ids"  # a buffer that older versions of transformers saved


class NotebookClassifier(nn.Module):
    """Logits are ReLU(linear(pooled output)); dropout plays no part outside training."""

    base_model_prefix = "bert"

    def __init__(self, config: BertConfig, n_labels: int) -> None:
        super().__init__()
        self.config = config
        self.bert = BertModel(config)
        self.linear = nn.Linear(config.hidden_size, n_labels)

    @property
    def base_model(self) -> BertModel:
        return self.bert

    def get_input_embeddings(self) -> nn.Module:
        return self.bert.embeddings.word_embeddings

    def forward(
        self,
        input_ids: Tensor | None = None,
        inputs_embeds: Tensor | None = None,
        attention_mask: Tensor | None = None,
    ) -> SequenceClassifierOutput:
        pooled = self.bert(
            input_ids=input_ids, inputs_embeds=inputs_embeds, attention_mask=attention_mask
        ).pooler_output
        return SequenceClassifierOutput(logits=self.linear(pooled).relu())


def load_notebook_model(path: Path, name: str) -> NotebookClassifier:
    """Return the notebook's classifier with the weights of a state dict file.

    Hidden size, layers, feed-forward size, positions and vocabulary are read off the shapes.
    Raises: ModelNotFound, ModelMismatch.
    """
    weights = _read(path, name)
    config = _config(weights, name)
    with torch.device("meta"):
        module = NotebookClassifier(config, weights["linear.weight"].shape[0])
    # Buffers such as position_ids are not in the file; they are made again, off the meta device.
    module = module.to_empty(device="cpu")
    embeddings = module.bert.embeddings
    positions = torch.arange(config.max_position_embeddings)[None]
    embeddings.register_buffer("position_ids", positions, persistent=False)
    embeddings.register_buffer("token_type_ids", torch.zeros_like(positions), persistent=False)
    try:
        module.load_state_dict(weights)
    except RuntimeError as error:
        raise ModelMismatch(name, f"its tensors do not fit ({_short(error)}).") from error
    return module


def _read(path: Path, name: str) -> dict[str, Tensor]:
    try:
        loaded = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise ModelNotFound(name, f"it cannot be read ({error.strerror}).") from error
    except Exception as error:  # a damaged file makes torch.load fail in a dozen ways
        raise ModelMismatch(
            name, "it is not a file of plain tensors (a state dict saved by torch.save)."
        ) from error
    loaded = _unwrapped(loaded)
    if not isinstance(loaded, dict) or not all(isinstance(v, Tensor) for v in loaded.values()):
        raise ModelMismatch(name, "it holds something else than a state dict of tensors.")
    renamed = {str(key).removeprefix("module."): value for key, value in loaded.items()}
    renamed.pop(_IGNORED, None)
    return {key: value.float() for key, value in renamed.items()}


def _unwrapped(loaded: object) -> object:
    """Return the state dict within a trainer's checkpoint, which holds epochs and the like too."""
    if isinstance(loaded, dict):
        for key in _WRAPPERS:
            if isinstance(loaded.get(key), dict):
                return loaded[key]
    return loaded


def _config(weights: dict[str, Tensor], name: str) -> BertConfig:
    layer = "bert.encoder.layer."
    needed = {
        "words": "bert.embeddings.word_embeddings.weight",
        "positions": "bert.embeddings.position_embeddings.weight",
        "types": "bert.embeddings.token_type_embeddings.weight",
        "intermediate": f"{layer}0.intermediate.dense.weight",
        "pooler": "bert.pooler.dense.weight",
        "linear": "linear.weight",
    }
    missing = [key for key in needed.values() if key not in weights or weights[key].dim() != 2]
    if missing:
        raise ModelMismatch(
            name, f"the state dict has no matrix {missing[0]}: it is not the notebook's."
        )
    if weights[needed["linear"]].shape[0] == 1:
        raise ModelMismatch(name, "it is a regression, not a classification.")
    numbers = {int(m[1]) for key in weights if (m := re.match(re.escape(layer) + r"(\d+)\.", key))}
    vocabulary, hidden = weights[needed["words"]].shape
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=max(numbers) + 1,
        num_attention_heads=_n_heads(hidden, name),
        intermediate_size=weights[needed["intermediate"]].shape[0],
        max_position_embeddings=weights[needed["positions"]].shape[0],
        type_vocab_size=weights[needed["types"]].shape[0],
    )


def _n_heads(hidden: int, name: str) -> int:
    if hidden % HEAD_SIZE == 0:
        return hidden // HEAD_SIZE
    n_heads = 4 if hidden % 4 == 0 else 1
    warnings.warn(
        f"{name}: the number of attention heads cannot be read off a hidden size of {hidden}; "
        f"{n_heads} is assumed.",
        stacklevel=2,
    )
    return n_heads


def _short(error: RuntimeError) -> str:
    lines = [line.strip() for line in str(error).splitlines()]
    return (lines[1] if len(lines) > 1 else lines[0]).rstrip(".")
