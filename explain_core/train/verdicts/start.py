"""The model that training from verdicts starts from, and what it says itself."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from explain_core.errors import ModelMismatch, ModelNotFound
from explain_core.shipped import SHIPPED, shipped_models
from explain_core.train import checkpoint
from explain_core.train.batches import Tokens
from explain_core.train.loop import logits_of
from explain_core.train.rows import Floats, Rows

# A threshold of 0 or 1, with which everything or nothing is flagged, has no logit.
MARGIN = 1e-4


@dataclass(frozen=True, slots=True)
class Start:
    """thresholds: by label, in the model's order."""

    name: str
    folder: Path
    thresholds: dict[str, float]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.thresholds)

    @property
    def limits(self) -> npt.NDArray[np.float64]:
        return np.asarray(list(self.thresholds.values()))

    @property
    def logits(self) -> Floats:
        """The thresholds as logits: (n_labels,)."""
        inside = np.clip(self.limits, MARGIN, 1 - MARGIN)
        return np.asarray(np.log(inside / (1 - inside)), dtype=np.float32)

    def load(self) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
        """Return the model, ready to be trained, and its tokenizer.

        Raises: ModelNotFound, ModelMismatch.
        """
        nothing = Rows((), np.zeros((0, len(self.labels)), np.float32), (), self.labels, True)
        return checkpoint.load_base(str(self.folder), nothing)


def start_from(name: str) -> Start:
    """Return a shipped model by its name, or one in a directory.

    Raises: ModelNotFound, ModelMismatch.
    """
    folder = SHIPPED / name if name in shipped_models() else Path(name)
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        names = [config["id2label"][str(i)] for i in range(len(config["id2label"]))]
    except OSError:
        wanted = f"a directory with a config.json, or one of: {', '.join(shipped_models())}"
        raise ModelNotFound(name, f"it is neither {wanted}.") from None
    except (ValueError, KeyError, TypeError):
        raise ModelNotFound(name, "its config.json does not name its labels.") from None
    if config.get("problem_type") != "multi_label_classification":
        raise ModelMismatch(name, "verdicts are about flags, and only multi-label models give any.")
    given = config.get("thresholds") or {}
    return Start(name, folder, {label: float(given.get(label, 0.5)) for label in names})


class Answers:
    """What a model says of tokens, as it is now; a copy of it may go on being trained."""

    def __init__(self, model: PreTrainedModel, *, pad_id: int) -> None:
        self._model = copy.deepcopy(model)
        self._pad_id = pad_id

    def __call__(self, tokens: Sequence[Tokens]) -> Floats:
        """Return the probability of each label: (n, n_labels)."""
        n, n_labels = len(tokens), len(self._model.config.id2label or {})
        targets = np.zeros((n, n_labels), np.float32)
        nothing = Rows(("",) * n, targets, ("",) * n, tuple(map(str, range(n_labels))), True)
        logits = logits_of(self._model, nothing, tokens, pad_id=self._pad_id)
        return np.asarray(torch.from_numpy(logits).sigmoid())
