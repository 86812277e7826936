"""The notebook's classifier and its computation, rebuilt from transformers and captum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from captum.attr import LayerIntegratedGradients
from torch import Tensor, nn
from transformers import BertConfig, BertModel, BertTokenizer, PreTrainedTokenizerBase

from tests.explain_core.tiny_models import bert_tokenizer

HIDDEN = 128  # two heads of 64
N_POSITIONS = 512


class BertClassifier(nn.Module):
    def __init__(self, config: BertConfig, n_labels: int = 2) -> None:
        super().__init__()
        self.bert = BertModel(config)
        self.dropout = nn.Dropout(0.5)
        self.linear = nn.Linear(config.hidden_size, n_labels)
        self.relu = nn.ReLU()

    def forward(self, ids: Tensor) -> Tensor:
        pooled = self.bert(ids).pooler_output
        return self.relu(self.linear(self.dropout(pooled)))  # type: ignore[no-any-return]


def random_classifier(*, seed: int = 0, n_labels: int = 2) -> BertClassifier:
    """Return a classifier whose logits are some units apart, and mostly above the ReLU's zero."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(bert_tokenizer()),
        hidden_size=HIDDEN,
        num_hidden_layers=2,
        num_attention_heads=HIDDEN // 64,
        intermediate_size=96,
        max_position_embeddings=N_POSITIONS,
        initializer_range=0.15,
    )
    model = BertClassifier(config, n_labels)
    nn.init.normal_(model.linear.weight, std=0.3)
    nn.init.constant_(model.linear.bias, 2.0)
    return model.eval()


def save_tokenizer(directory: Path) -> Path:
    """Return the directory, with a cased tokenizer in it as the notebook's is."""
    bert_tokenizer(do_lower_case=False).save_pretrained(directory)
    return directory


def save_state_dict(model: nn.Module, path: Path, *, prefix: str = "", **more: Tensor) -> Path:
    tensors: Mapping[str, Any] = model.state_dict() | more
    torch.save({prefix + key: value for key, value in tensors.items()}, path)
    return path


@dataclass(frozen=True)
class Interpretation:
    """What the notebook's interpret_text computes."""

    ids: list[int]
    baseline_ids: list[int]
    tokens: list[str]
    attributions: Tensor  # (n_tokens,), summed over hidden, not normalised
    logits: Tensor
    baseline_logits: Tensor

    @property
    def summary(self) -> Tensor:
        return self.attributions / torch.norm(self.attributions)

    @property
    def delta(self) -> float:
        """Captum gives one for each logit, against the attributions of their sum, of no meaning."""
        gained = self.logits.sum() - self.baseline_logits.sum()
        return float(self.attributions.sum() - gained)

    @property
    def score(self) -> float:
        return float(self.summary.sum())


def interpret(
    model: BertClassifier, tokenizer: PreTrainedTokenizerBase, text: str, **options: Any
) -> Interpretation:
    """Return the notebook's interpretation; `options` are captum's, else 50 steps one by one."""
    text_ids = tokenizer.encode(text, add_special_tokens=False, truncation=True, max_length=510)
    cls, sep, pad = tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id
    ids = [cls, *text_ids, sep]
    baseline_ids = [cls, *([pad] * len(text_ids)), sep]
    lig = LayerIntegratedGradients(lambda x: model(x)[0], model.bert.embeddings)
    attributions = lig.attribute(
        inputs=torch.tensor([ids]),
        baselines=torch.tensor([baseline_ids]),
        **({"n_steps": 50, "internal_batch_size": 1} | options),
    )
    with torch.no_grad():
        logits, baseline_logits = (model(torch.tensor([x]))[0] for x in (ids, baseline_ids))
    return Interpretation(
        ids=ids,
        baseline_ids=baseline_ids,
        tokens=tokenizer.convert_ids_to_tokens(ids),
        attributions=attributions.sum(dim=-1).squeeze(0),
        logits=logits,
        baseline_logits=baseline_logits,
    )


def load_tokenizer(directory: Path) -> PreTrainedTokenizerBase:
    return BertTokenizer.from_pretrained(directory)
