"""What makes a trained model's probabilities come true on dev, folded into its last layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from transformers import PreTrainedModel

from explain_core.errors import ModelMismatch
from explain_core.train.measures import loss_of
from explain_core.train.rows import Floats, Rows

MIN_PER_SIDE = 10  # known rows with and without a label, for an offset of its own


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibrated logits are `logits * scales + offsets`, each (n_labels,)."""

    scales: Floats
    offsets: Floats

    def of(self, logits: Floats) -> Floats:
        return np.asarray(logits * self.scales + self.offsets, dtype=np.float32)

    def inverse(self) -> Calibration:
        """Return the calibration that undoes this one."""
        scales, offsets = 1 / self.scales, -self.offsets / self.scales
        return Calibration(scales.astype(np.float32), offsets.astype(np.float32))

    def describe(self) -> str:
        """Return what was done to the last layer, as the end of a sentence."""
        if not self.offsets.any() and np.ptp(self.scales) == 0:
            return f"is divided by a temperature of {1 / float(self.scales[0]):.3f}"
        return "is scaled and shifted for each label"

    def record(self) -> dict[str, list[float]]:
        return {"scales": self.scales.tolist(), "offsets": self.offsets.tolist()}


def identity(n_labels: int) -> Calibration:
    """Return the calibration that changes nothing."""
    return Calibration(np.ones(n_labels, np.float32), np.zeros(n_labels, np.float32))


def fit(logits: Floats, rows: Rows) -> Calibration:
    """Return the calibration of logits (n, n_labels) with the lowest loss on rows.

    Labels that exclude each other share a temperature (Guo et al. 2017); labels that do not get
    a scale and an offset each (Platt 1999), as they are not equally common in training and in dev.
    """
    if rows.multi_label:
        return _fit_each(logits, rows)
    scale = 1 / fit_temperature(logits, rows)
    n_labels = len(rows.labels)
    return Calibration(np.full(n_labels, scale, np.float32), np.zeros(n_labels, np.float32))


def fit_temperature(logits: Floats, rows: Rows) -> float:
    """Return the T for which logits / T have the lowest loss over all labels (Guo et al. 2017)."""
    log_t = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    _minimise(lambda z: z / log_t.exp(), [log_t], logits, rows)
    return float(log_t.detach().exp())


def fold(model: PreTrainedModel, calibration: Calibration) -> None:
    """Make the model give calibrated logits for good, by changing its last linear layer."""
    heads = [
        module
        for module in model.modules()
        if isinstance(module, torch.nn.Linear) and module.out_features == model.config.num_labels
    ]
    if not heads:
        raise ModelMismatch(type(model).__name__, "it does not end in a linear layer.")
    head = heads[-1]
    scales = torch.from_numpy(calibration.scales).to(head.weight)
    with torch.no_grad():
        head.weight.mul_(scales[:, None])
        if head.bias is not None:
            head.bias.mul_(scales).add_(torch.from_numpy(calibration.offsets).to(head.bias))
        elif calibration.offsets.any():
            raise ModelMismatch(type(model).__name__, "its last layer has no bias to calibrate.")


def _fit_each(logits: Floats, rows: Rows) -> Calibration:
    n_labels = len(rows.labels)
    n_given = np.nansum(rows.targets == 1, axis=0), np.nansum(rows.targets == 0, axis=0)
    fitted = np.minimum(*n_given) >= MIN_PER_SIDE
    if not fitted.any():
        return identity(n_labels)
    log_scales = torch.zeros(n_labels, dtype=torch.float64, requires_grad=True)
    offsets = torch.zeros(n_labels, dtype=torch.float64, requires_grad=True)
    movable = torch.from_numpy(fitted)
    _minimise(
        lambda z: torch.where(movable, z * log_scales.exp() + offsets, z),
        [log_scales, offsets],
        logits,
        rows,
    )
    scales = np.where(fitted, log_scales.detach().exp().numpy(), 1)
    moved = np.where(fitted, offsets.detach().numpy(), 0)
    return Calibration(scales.astype(np.float32), moved.astype(np.float32))


def _minimise(
    calibrated: Callable[[torch.Tensor], torch.Tensor],
    parameters: list[torch.Tensor],
    logits: Floats,
    rows: Rows,
) -> None:
    """Change the parameters to where the calibrated logits have the lowest loss."""
    given, targets = torch.from_numpy(logits).double(), torch.from_numpy(rows.targets).double()
    everything = torch.ones_like(targets, dtype=torch.bool)
    optimizer = torch.optim.LBFGS(parameters, max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = loss_of(calibrated(given), targets, everything, multi_label=rows.multi_label)
        loss.backward()
        return loss

    optimizer.step(closure)
