"""What is measured on labelled rows, and the temperature that calibrates a model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from explain_core.train.rows import Floats, Rows

N_BINS = 15


@dataclass(frozen=True, slots=True)
class Measures:
    """loss, accuracy and expected calibration error of a model on some rows.

    accuracy: share of rows (multi-label: of known cells) that are right, among the labels
              that the row's source uses.
    ece:      expected calibration error over all labels, 15 equal bins.
    by_source: accuracy for each source.
    """

    loss: float
    accuracy: float
    ece: float
    by_source: dict[str, float]


def measure(logits: Floats, rows: Rows, allowed: npt.NDArray[np.bool_]) -> Measures:
    """Return the measures of logits (n, n_labels) on rows."""
    right = _right(logits, rows, allowed)
    sources = np.asarray([s.partition(":")[0] for s in rows.sources])
    by_source = {str(s): float(np.nanmean(right[sources == s])) for s in np.unique(sources)}
    loss = float(
        loss_of(
            _tensor(logits),
            _tensor(rows.targets),
            torch.from_numpy(allowed),
            multi_label=rows.multi_label,
        )
    )
    return Measures(
        loss, float(np.nanmean(right)), expected_calibration_error(logits, rows), by_source
    )


def loss_of(
    logits: torch.Tensor, targets: torch.Tensor, allowed: torch.Tensor, *, multi_label: bool
) -> torch.Tensor:
    """Return the mean loss: cross-entropy among allowed labels, or over known cells."""
    if multi_label:
        known = ~torch.isnan(targets)
        return torch.nn.functional.binary_cross_entropy_with_logits(logits[known], targets[known])
    log_p = logits.masked_fill(~allowed, -1e4).log_softmax(dim=-1)
    return -(targets * log_p).sum(dim=-1).mean()


def expected_calibration_error(logits: Floats, rows: Rows) -> float:
    """Return the mean gap between confidence and accuracy over 15 equal bins (Guo et al. 2017)."""
    if rows.multi_label:
        known = ~np.isnan(rows.targets)
        confidence = _sigmoid(logits)[known]
        correct = rows.targets[known]
    else:
        probabilities = torch.from_numpy(logits).softmax(dim=-1).numpy()
        confidence = probabilities.max(axis=1)
        correct = (probabilities.argmax(axis=1) == rows.targets.argmax(axis=1)).astype(np.float32)
    bins = np.minimum((confidence * N_BINS).astype(int), N_BINS - 1)
    gaps = [
        abs(confidence[bins == b].mean() - correct[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    ]
    return float(np.sum(gaps))


def fit_temperature(logits: Floats, rows: Rows) -> float:
    """Return the T for which logits / T have the lowest loss over all labels (Guo et al. 2017)."""
    everything = np.ones_like(rows.targets, dtype=bool)
    log_t = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    scaled = torch.from_numpy(logits).double()
    optimizer = torch.optim.LBFGS([log_t], max_iter=50, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = loss_of(
            scaled / log_t.exp(),
            torch.from_numpy(rows.targets).double(),
            torch.from_numpy(everything),
            multi_label=rows.multi_label,
        )
        loss.backward()
        return loss

    optimizer.step(closure)
    return float(log_t.detach().exp())


def _right(logits: Floats, rows: Rows, allowed: npt.NDArray[np.bool_]) -> Floats:
    right: Floats
    if rows.multi_label:
        right = ((logits > 0) == (rows.targets > 0.5)).astype(np.float32)
        right[np.isnan(rows.targets)] = np.nan
        return right
    chosen = np.where(allowed, logits, -np.inf).argmax(axis=1)
    right = (chosen == rows.targets.argmax(axis=1)).astype(np.float32)
    return right


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(torch.from_numpy(logits).sigmoid())


def _tensor(values: Floats) -> torch.Tensor:
    return torch.from_numpy(values)
