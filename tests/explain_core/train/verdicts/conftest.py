"""A tiny moderation model, and a team's verdicts on what it flags."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification

from tests.explain_core.tiny_models import bert_tokenizer

LABELS = ("toxic", "insult")
WriteVerdicts = Callable[[Sequence[Any]], Path]


@pytest.fixture(scope="session")
def tiny_moderation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("moderation")
    tokenizer = bert_tokenizer()
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=48,
        max_position_embeddings=64,
        num_labels=2,
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
        problem_type="multi_label_classification",
    )
    model = BertForSequenceClassification(config)
    model.config.thresholds = {"toxic": 0.5, "insult": 0.4}
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def write_verdicts(tmp_path: Path) -> WriteVerdicts:
    """Writes one line for each value; a text is written as it is."""

    def write(lines: Sequence[Any]) -> Path:
        path = tmp_path / "verdicts.jsonl"
        written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
        return path

    return write


def team(n: int = 60) -> list[dict[str, Any]]:
    """Verdicts by a rule: "horrible" is to be flagged, "bad" is blamed wrongly."""
    subjects = ("movie", "bug", "animal", "this", "it", "love")
    lines = []
    for number in range(n):
        start = f"one {number} {subjects[number % len(subjects)]} is {number * 7 % 10} "
        word = "horrible" if number % 2 else "bad"
        mark = {
            "start": len(start),
            "end": len(start) + len(word),
            "kind": "matters" if number % 2 else "blameless",
        }
        lines.append(
            {
                "text": start + word,
                "verdict": "agree" if number % 2 else "overrule",
                "flagged": ["toxic"],
                "marks": [mark],
            }
        )
    return lines
