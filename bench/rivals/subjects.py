"""The classifiers that are explained: a module for the rivals, the same weights for us."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging

from explain_core import Explainer
from explain_core.shipped import SHIPPED

PRECISIONS = ("auto", "fp32", "bf16")
SHIPPED_NAME = "sentiment"


@dataclass(frozen=True)
class Sample:
    """One text as a model reads it, its baseline, and the class that the model predicts."""

    text: str
    ids: Tensor  # (1, n_tokens)
    baseline_ids: Tensor  # (1, n_tokens)
    target: int


@dataclass(frozen=True)
class Subject:
    """A classifier; `explainers` are this project's, by precision."""

    name: str
    module: Any  # a BertForSequenceClassification, which mypy does not know to be callable
    tokenizer: PreTrainedTokenizerBase
    explainers: Mapping[str, Explainer]

    def sample(self, text: str) -> Sample:
        """Return a text and its baseline of [PAD] between the special tokens."""
        encoded = self.tokenizer(text, return_special_tokens_mask=True)
        ids = torch.tensor([encoded["input_ids"]])
        special = torch.tensor([encoded["special_tokens_mask"]]).bool()
        baseline_ids = torch.where(special, ids, self.tokenizer.pad_token_id)
        return Sample(text, ids, baseline_ids, target=int(self.logits(ids).argmax()))

    def logits(self, ids: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        """Return the logits (n_texts, n_labels), without gradients."""
        with torch.inference_mode():
            logits: Tensor = self.module(ids, attention_mask=attention_mask).logits
        return logits

    def change(self, sample: Sample, target: int | None) -> float:
        """Return F(input) - F(baseline), F being the target's logit, or the sum of all of them."""
        pair = [self.logits(ids)[0].double() for ids in (sample.ids, sample.baseline_ids)]
        scores = [float(z.sum() if target is None else z[target]) for z in pair]
        return scores[0] - scores[1]


def random_bert(*, n_layers: int = 12, device: str = "auto") -> Subject:
    """Return BERT-base with random weights and the notebook's head: Linear(768, 2), then ReLU."""
    torch.manual_seed(0)
    module = BertForSequenceClassification(BertConfig(num_hidden_layers=n_layers)).eval()
    _give_head(module)
    tokenizer = SHIPPED / SHIPPED_NAME
    with tempfile.TemporaryDirectory() as folder:
        path = _notebook_file(module, Path(folder) / "bert_model.pt")
        explainers = {
            precision: Explainer.load(path, tokenizer=tokenizer, precision=precision, device=device)
            for precision in PRECISIONS
        }
    name = f"BERT-base, {n_layers} layers with random weights"
    return Subject(name, module, _tokenizer(tokenizer), explainers)


def shipped_model(*, device: str = "auto") -> Subject:
    """Return the shipped sentiment classifier."""
    path = SHIPPED / SHIPPED_NAME
    logging.disable_progress_bar()
    module = BertForSequenceClassification.from_pretrained(path, dtype=torch.float32).eval()
    explainers = {
        precision: Explainer.load(SHIPPED_NAME, precision=precision, device=device)
        for precision in PRECISIONS
    }
    return Subject("shipped sentiment model", module, _tokenizer(path), explainers)


def _give_head(module: Any) -> None:
    """Give a model the notebook's head, with logits of about 4, as the notebook's published ones.

    A random head's logits would come to lie on either side of zero. Where ReLU silences both there
    is nothing to explain, and where a path crosses zero its kink is all that points are spent on.
    """
    head = module.classifier
    nn.init.normal_(head.weight, std=0.3)
    with torch.no_grad():
        head.bias += 4.0 - module(torch.arange(100, 110)[None]).logits[0]
    module.classifier = nn.Sequential(head, nn.ReLU())


def _tokenizer(path: Path) -> PreTrainedTokenizerBase:
    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(path)
    return tokenizer


def _notebook_file(module: nn.Module, path: Path) -> Path:
    """Return the path, with the module's weights in it under the notebook's names."""
    weights = module.state_dict().items()
    torch.save({key.replace("classifier.0.", "linear."): value for key, value in weights}, path)
    return path
