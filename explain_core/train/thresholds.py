"""From which probability a label counts as given, so that flags are right often enough.

Precision depends on how common a label is, and data made for training is richer in it than what
people write. So the rows of dev are weighted to a stated base rate before precision is measured.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explain_core.errors import BadOption
from explain_core.train.rows import Floats, Rows

DEFAULT_PRECISION = 0.8


@dataclass(frozen=True, slots=True)
class Wish:
    """What thresholds are chosen for.

    precision: by label, the share of flags that are to be right.
    base_rate: a label and the share of real texts that have it; None takes dev as it is.
    """

    precision: Mapping[str, float]
    base_rate: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """A label's threshold and what it means on the weighted rows.

    false_alarms: share of the rows without the label that are flagged.
    """

    probability: float
    precision: float
    recall: float
    false_alarms: float


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options by which thresholds of a multi-label model are chosen on dev."""
    parser.add_argument(
        "--threshold-precision",
        action="append",
        default=[],
        metavar="[LABEL=]P",
        help="multi-label: share of flags that are to be right, for all labels or for one "
        f"({DEFAULT_PRECISION}); may be given more than once",
    )
    parser.add_argument(
        "--base-rate",
        metavar="LABEL=SHARE",
        help="multi-label: how common a label is where the model will be used, if dev is richer "
        "in it: dev is weighted to this share before precision is measured",
    )


def read_wish(arguments: argparse.Namespace, labels: Sequence[str]) -> Wish:
    """Return what `--threshold-precision` and `--base-rate` ask for."""
    precision = dict.fromkeys(labels, DEFAULT_PRECISION)
    for text in arguments.threshold_precision:
        name, share = _share_of("--threshold-precision", text, labels)
        precision.update(dict.fromkeys([name] if name else labels, share))
    if arguments.base_rate is None:
        return Wish(precision)
    name, share = _share_of("--base-rate", arguments.base_rate, labels)
    if not name:
        raise BadOption("--base-rate", arguments.base_rate, "LABEL=SHARE")
    return Wish(precision, (name, share))


def choose(probabilities: Floats, rows: Rows, wish: Wish) -> dict[str, Threshold]:
    """Return for each label the lowest threshold whose flags are as precise as wished.

    Where none is, the most precise one. Probabilities: (n, n_labels).
    """
    weights = weights_for(rows, wish.base_rate)
    found = {}
    for column, label in enumerate(rows.labels):
        known = ~np.isnan(rows.targets[:, column])
        found[label] = _choose(
            probabilities[known, column].astype(np.float64),
            rows.targets[known, column] == 1,
            weights[known],
            precision=wish.precision[label],
        )
    return found


def weights_for(rows: Rows, base_rate: tuple[str, float] | None) -> npt.NDArray[np.float64]:
    """Return each row's weight, (n,), with which a label is as common as its base rate."""
    if base_rate is None:
        return np.ones(len(rows))
    label, share = base_rate
    target = rows.targets[:, rows.labels.index(label)]
    here = float(np.nanmean(target))
    return np.select([target == 1, target == 0], [share / here, (1 - share) / (1 - here)], 1.0)


def _choose(
    scores: npt.NDArray[np.float64],
    given: npt.NDArray[np.bool_],
    weights: npt.NDArray[np.float64],
    *,
    precision: float,
) -> Threshold:
    order = np.argsort(-scores, kind="stable")
    scores, hits, flags = scores[order], (weights * given)[order].cumsum(), weights[order].cumsum()
    # A threshold flags all rows of its score, so only the last of equals can be one.
    ends = np.flatnonzero(np.append(scores[1:] < scores[:-1], True))
    ends = ends[hits[ends] > 0]
    if not len(ends):
        return Threshold(1.0, 0.0, 0.0, 0.0)
    precisions = hits[ends] / flags[ends]
    good = ends[precisions >= precision]
    end = int(good[-1]) if len(good) else int(ends[precisions.argmax()])
    others = weights.sum() - hits[-1]
    return Threshold(
        probability=_just_below(scores, end),
        precision=float(hits[end] / flags[end]),
        recall=float(hits[end] / hits[-1]),
        false_alarms=float((flags[end] - hits[end]) / others) if others > 0 else 0.0,
    )


def _just_below(scores: npt.NDArray[np.float64], end: int) -> float:
    """Return a short number that flags what is ranked up to `end` and nothing behind it."""
    lowest = float(scores[end])
    following = float(scores[end + 1]) if end + 1 < len(scores) else 0.0
    middle = (lowest + following) / 2
    shorter = (round(middle, digits) for digits in range(2, 8))
    return next((short for short in shorter if following < short <= lowest), middle)


def _share_of(flag: str, text: str, labels: Sequence[str]) -> tuple[str, float]:
    name, _, number = text.rpartition("=")
    try:
        share = float(number)
    except ValueError:
        share = math.nan
    if not 0 < share < 1 or (name and name not in labels):
        wanted = f"a number between 0 and 1, of one of {', '.join(labels)} if one is named"
        raise BadOption(flag, text, wanted)
    return name, share
