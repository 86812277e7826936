"""What is written of a training from verdicts: the model, its card, and report.json."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from explain_core.train import checkpoint
from explain_core.train.verdicts.blame import blame
from explain_core.train.verdicts.card import verdict_card
from explain_core.train.verdicts.command import REPORT
from explain_core.train.verdicts.learning import Comparison, Learning
from explain_core.train.verdicts.reading import counted


def save(out: Path, learning: Learning, *, command: str) -> Iterator[str]:
    """Write all of it; yield lines that say how the new model compares.

    The report comes last: where it lies, all lies.
    """
    compared = learning.compared()
    _save_model(out, learning, compared, command=command)
    # Words can only be explained by a model that is written; so the card is written again then.
    found = blame(learning.parts.held_back, learning.start, out)
    if found is not None:
        old, new = found
        compared = replace(
            compared,
            old=replace(compared.old, blamed=old),
            new=replace(compared.new, blamed=new),
        )
    _write(out / "README.md", verdict_card(out.name, learning, compared, command=command))
    _write(out / REPORT, json.dumps(_report(learning, compared), indent=2) + "\n")
    yield from _lines(compared)


def _save_model(out: Path, learning: Learning, compared: Comparison, *, command: str) -> None:
    # The thresholds are the old model's, and so are the probabilities' scale and meaning.
    learning.model.config.thresholds = dict(learning.start.thresholds)
    record = {
        "recipe": asdict(learning.how),
        "started_from": learning.start.name,
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
    }
    card = verdict_card(out.name, learning, compared, command=command)
    checkpoint.save(out, learning.model, learning.tokenizer, card=card, record=record)


def _report(learning: Learning, compared: Comparison) -> dict[str, Any]:
    """Return what is known of the training, without a word of any message."""
    verdicts = (*learning.parts.learned, *learning.parts.held_back)
    agreed, overruled = counted(verdicts)
    texts = repr([(one.text, one.verdict, one.flagged, one.marks) for one in verdicts])
    return {
        **compared.record(),
        "verdicts": {"agreed": agreed, "overruled": overruled},
        "lessons": dict(Counter(learning.lessons.rows.sources)),
        "started_from": learning.start.name,
        "recipe": asdict(learning.how),
        "data": hashlib.sha256(texts.encode()).hexdigest(),
    }


def _lines(compared: Comparison) -> Iterator[str]:
    for name in ("agreement", "kept", "dropped", "general"):
        old, new = getattr(compared.old, name), getattr(compared.new, name)
        if old is not None and new is not None:
            yield f"{name:10} {old:6.1%} with the old model, {new:6.1%} with the new one"
    yield f"templates change by {compared.templates['mean_change']:.3f} on average"


def _write(path: Path, content: str) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(content, encoding="utf-8")
    os.replace(partial, path)
