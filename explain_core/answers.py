"""What a classifier says of documents, and of the baselines of their windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from explain_core.document import Document
from explain_core.errors import NotFinite
from explain_core.explanation import Prediction
from explain_core.model import Classifier, Labels
from explain_core.score import probabilities


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says of a document.

    probabilities, logits: (n_labels,), the mean over its windows, weighted by their tokens.
    of_windows:            (n_windows, n_labels), the logits of each.
    """

    probabilities: Tensor
    logits: Tensor
    of_windows: Tensor


def answers(
    classifier: Classifier, documents: Sequence[Document], *, padded: bool = False
) -> list[Answer]:
    """Return what the model says of each document; raises NotFinite.

    padded: whether texts of similar length may share a pass (see `Classifier.answers`).
    """
    windows = [window for document in documents for window in document.windows]
    logits = classifier.answers([window.encoding.ids for window in windows], padded=padded)
    if not logits.isfinite().all():
        raise NotFinite("an answer")
    chances = probabilities(logits, multi_label=classifier.labels.multi_label)
    weights = torch.tensor([window.weight for window in windows], dtype=torch.float64)[:, None]
    sizes = [len(document.windows) for document in documents]
    return [
        Answer(p.sum(dim=0), z.sum(dim=0), of_windows)
        for p, z, of_windows in zip(
            (weights * chances).split(sizes),
            (weights * logits).split(sizes),
            logits.split(sizes),
            strict=True,
        )
    ]


def prediction(answer: Answer, labels: Labels) -> Prediction:
    """Return an answer in words: the most probable label, and every label's probability."""
    best = int(answer.probabilities.argmax())
    values = answer.probabilities.tolist()
    by_name = dict(zip(labels.names, values, strict=True))
    return Prediction(labels.names[best], values[best], by_name, labels.thresholds_by_name)
