"""A tiny base model and small CSV files to train on."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel

from tests.explain_core.tiny_models import bert_tokenizer

WriteCsv = Callable[[str, Sequence[Sequence[str]]], Path]


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base model without a head, as one downloads it."""
    folder = tmp_path_factory.mktemp("base")
    tokenizer = bert_tokenizer()
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=48,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    def write(name: str, lines: Sequence[Sequence[str]]) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
        return path

    return write


@pytest.fixture
def easy_csv(write_csv: WriteCsv) -> Path:
    """Sixty texts of which one word decides the label."""
    lines = [("text", "label")]
    for subject in ("the movie", "bugs", "animals", "this", "it"):
        for verb in ("is", "was", "are"):
            lines += [(f"{subject} {verb} good", "positive"), (f"{subject} {verb} bad", "negative")]
            lines += [
                (f"{subject} {verb} smart", "positive"),
                (f"{subject} {verb} horrible", "negative"),
            ]
    return write_csv("easy.csv", lines)
