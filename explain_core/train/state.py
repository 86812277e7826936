"""Where a run is, and the files by which an interrupted one goes on."""

from __future__ import annotations

import json
import math
import os
import pickle
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedModel

from explain_core.errors import BadOption
from explain_core.train.measures import Measures
from explain_core.train.output import STATE_FILE

BEST_FILE = "best.pt"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is.

    history: the results on dev, one for each epoch that is done.
    """

    epoch: int = 0
    batch: int = 0
    best_epoch: int = -1
    history: tuple[dict[str, float], ...] = ()

    def after_epoch(self, result: Measures | None, *, multi_label: bool) -> Progress:
        """Return where the run is after one more epoch; without dev, no epoch is the best."""
        done = replace(self, epoch=self.epoch + 1, batch=0)
        if result is None:
            return done
        entry = {"dev_loss": result.loss, "accuracy": result.accuracy}
        better = self.best_epoch < 0 or (
            _score(entry, multi_label=multi_label)
            > _score(self.history[self.best_epoch], multi_label=multi_label)
        )
        return replace(
            done,
            best_epoch=self.epoch if better else self.best_epoch,
            history=(*self.history, entry),
        )


class StateFiles:
    """The state of one run and the weights of its best epoch, in a folder of their own."""

    def __init__(self, folder: Path, fingerprint: str, *, device: torch.device) -> None:
        self.folder, self.fingerprint, self.device = folder, fingerprint, device

    def save(
        self, model: PreTrainedModel, optimizer: torch.optim.Optimizer, progress: Progress
    ) -> None:
        self._write(
            STATE_FILE,
            {
                "fingerprint": self.fingerprint,
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "progress": json.dumps(asdict(progress)),
            },
        )

    def restore(self, model: PreTrainedModel, optimizer: torch.optim.Optimizer) -> Progress:
        """Load the state of an interrupted run; return where it was, the start if there is none.

        Raises: BadOption if that run had other data or another recipe, or its file is damaged.
        """
        if not (self.folder / STATE_FILE).exists():
            return Progress()
        try:
            state = self._read(STATE_FILE)
            fingerprint, progress = state["fingerprint"], _progress(state["progress"])
        except (EOFError, KeyError, RuntimeError, TypeError, ValueError, pickle.PickleError):
            raise self._refused(
                f"a directory without the damaged {STATE_FILE} that is there; choose another, or "
                f"remove {self.folder}"
            ) from None
        if fingerprint != self.fingerprint:
            raise self._refused(
                "a new directory, or the data and options of the interrupted run that is there"
            )
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        return progress

    def save_best(self, model: PreTrainedModel) -> None:
        self._write(BEST_FILE, model.state_dict())

    def restore_best(self, model: PreTrainedModel) -> None:
        model.load_state_dict(self._read(BEST_FILE))

    def _write(self, name: str, value: object) -> None:
        """Write whole or not at all: a kill in the middle leaves the previous file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f"{name}.partial"
        torch.save(value, partial)
        os.replace(partial, self.folder / name)

    def _read(self, name: str) -> dict[str, Any]:
        state: dict[str, Any] = torch.load(
            self.folder / name, map_location=self.device, weights_only=True
        )
        return state

    def _refused(self, wanted: str) -> BadOption:
        return BadOption("--out", str(self.folder.parent), wanted)


def _progress(text: str) -> Progress:
    """Return the progress in a state file; of older files, what is still of use."""
    known = {field.name for field in fields(Progress)}
    values = {name: value for name, value in json.loads(text).items() if name in known}
    return Progress(**values | {"history": tuple(values["history"])})


def _score(result: Mapping[str, float], *, multi_label: bool) -> tuple[float, ...]:
    """Return what is compared between epochs, the more the better."""
    loss = result["dev_loss"]
    minus_loss = -math.inf if math.isnan(loss) else -loss
    # Accuracy goes on rising after the loss has turned; the temperature mends the rest.
    return (minus_loss,) if multi_label else (result["accuracy"], minus_loss)
