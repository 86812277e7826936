"""What is done with a trained model before it is written: calibrated, measured, thresholds set."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import PreTrainedModel

from explain_core.train import calibration, measures, thresholds
from explain_core.train.rows import Floats, Rows


@dataclass(frozen=True, slots=True)
class Finish:
    """How a model does on dev, once calibrated there.

    thresholds: by label; empty where labels exclude each other.
    """

    calibration: calibration.Calibration
    dev: measures.Measures
    thresholds: dict[str, thresholds.Threshold]

    def record(self) -> dict[str, Any]:
        return {
            "calibration": self.calibration.record(),
            "thresholds": {label: asdict(found) for label, found in self.thresholds.items()},
            "dev": asdict(self.dev),
        }


def finish(
    model: PreTrainedModel,
    logits: Floats,
    rows: Rows,
    *,
    allowed: npt.NDArray[np.bool_],
    wish: thresholds.Wish,
) -> Finish:
    """Calibrate the model on its logits (n, n_labels) for rows, for good; return how it does."""
    fitted = calibration.fit(logits, rows)
    calibration.fold(model, fitted)
    logits = fitted.of(logits)
    chosen = {}
    if rows.multi_label:
        chosen = thresholds.choose(np.asarray(torch.from_numpy(logits).sigmoid()), rows, wish)
        model.config.thresholds = {label: found.probability for label, found in chosen.items()}
    return Finish(fitted, measures.measure(logits, rows, allowed), chosen)
