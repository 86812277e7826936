"""The old model and the new one side by side, on verdicts that were held back and on templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from explain_core.train.measures import expected_calibration_error, roc_auc
from explain_core.train.rows import Floats, Rows
from explain_core.train.verdicts.reading import Verdict

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LabelResult:
    """How a model does on one label, among the verdicts in which it was at issue; None: unknown.

    agreement: share of them on whose side of the threshold it is.
    """

    n: int
    agreement: float | None
    auc: float | None
    calibration_error: float | None


@dataclass(frozen=True, slots=True)
class Result:
    """How a model does on the verdicts held back, and on the template sentences held back.

    agreement: share of the messages that it flags if and only if the moderators agreed.
    interval:  in which the agreement lies with 95% confidence (Wilson).
    kept:      share flagged of what moderators agreed to flag.
    dropped:   share not flagged of what they overruled; the rest are false alarms.
    auc:       of how far the worst label is above its threshold, for "agreed".
    general:   share of the template sentences that are flagged just if they should be.
    blamed:    how far words that are wrongly blamed push a message towards the label, in logits.
    """

    agreement: float
    interval: tuple[float, float]
    kept: float | None
    dropped: float | None
    auc: float | None
    labels: Mapping[str, LabelResult]
    general: float | None = None
    blamed: float | None = None


def result(
    probabilities: Floats, verdicts: Sequence[Verdict], thresholds: Mapping[str, float]
) -> Result:
    """Return how a model does on verdicts; probabilities: (n, n_labels)."""
    limits = np.asarray(list(thresholds.values()))
    agreed = np.asarray([verdict.agreed for verdict in verdicts])
    flagged = flags(probabilities, limits)
    right = flagged == agreed
    return Result(
        agreement=float(right.mean()),
        interval=wilson(int(right.sum()), len(right)),
        kept=_mean(flagged[agreed]),
        dropped=_mean(~flagged[~agreed]),
        auc=_known(roc_auc(_margins(probabilities, limits), agreed)),
        labels={
            label: _label_result(probabilities[:, column], verdicts, label, limits[column])
            for column, label in enumerate(thresholds)
        },
    )


def flags(probabilities: Floats, limits: npt.NDArray[np.float64]) -> Flags:
    """Return which texts are flagged for at least one label: (n,)."""
    return np.asarray((probabilities >= limits).any(axis=1))


def template_change(old: Floats, new: Floats, limits: npt.NDArray[np.float64]) -> dict[str, float]:
    """Return how far the new model is from the old one on sentences that no verdict is about."""
    return {
        "mean_change": float(np.abs(new - old).mean()),
        "flags_changed": float((flags(new, limits) != flags(old, limits)).mean()),
    }


def summary(old: Result, new: Result, *, held_back: int) -> dict[str, Any]:
    """Return what an admin looks at first, as JSON: shares that both models have."""

    def shares(result: Result) -> dict[str, float]:
        named = {
            "agreement": result.agreement,
            "kept": result.kept,
            "dropped": result.dropped,
            "general": result.general,
        }
        return {name: value for name, value in named.items() if value is not None}

    return {"held_back": held_back, "old": shares(old), "new": shares(new)}


def record(result: Result) -> dict[str, Any]:
    return asdict(result)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95% interval of a share (Wilson 1927)."""
    z = 1.96
    share, wide = hits / n, z * z / n
    middle = (share + wide / 2) / (1 + wide)
    half = z * sqrt(share * (1 - share) / n + wide / (4 * n)) / (1 + wide)
    return max(0.0, middle - half), min(1.0, middle + half)


def _label_result(
    probabilities: Floats, verdicts: Sequence[Verdict], label: str, limit: float
) -> LabelResult:
    at_issue = np.asarray([label in verdict.flagged for verdict in verdicts])
    agreed = np.asarray([verdict.agreed for verdict in verdicts])[at_issue]
    scores = probabilities[at_issue]
    if not len(agreed):
        return LabelResult(0, None, None, None)
    with np.errstate(divide="ignore"):
        logits = np.log(scores) - np.log1p(-scores)
    one = Rows(
        ("",) * len(agreed),
        agreed.astype(np.float32)[:, None],
        ("",) * len(agreed),
        (label,),
        True,
    )
    return LabelResult(
        n=len(agreed),
        agreement=float(((scores >= limit) == agreed).mean()),
        auc=_known(roc_auc(scores, agreed)),
        calibration_error=expected_calibration_error(
            np.asarray(logits, dtype=np.float32)[:, None], one
        ),
    )


def _margins(probabilities: Floats, limits: npt.NDArray[np.float64]) -> Floats:
    """Return how far each text's worst label is above its threshold, in logits: (n,)."""
    inside = np.clip(probabilities.astype(np.float64), 1e-9, 1 - 1e-9)
    within = np.clip(limits, 1e-9, 1 - 1e-9)
    above = np.log(inside / (1 - inside)) - np.log(within / (1 - within))
    return np.asarray(above.max(axis=1), dtype=np.float32)


def _mean(values: Flags) -> float | None:
    return float(values.mean()) if len(values) else None


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
