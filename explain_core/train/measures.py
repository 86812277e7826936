"""What is measured on labelled rows."""

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


def roc_auc(scores: Floats, given: npt.NDArray[np.bool_]) -> float:
    """Return the chance that a row with the label scores above one without (ties count half)."""
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    n_given, n_others = int(given.sum()), int((~given).sum())
    if not n_given or not n_others:
        return float("nan")
    return float((ranks[given].sum() - n_given * (n_given + 1) / 2) / (n_given * n_others))


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
