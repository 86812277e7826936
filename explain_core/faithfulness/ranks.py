"""How far two rankings of the same words agree."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def kendall_tau(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Return Kendall's tau-b, -1 to 1; None if either has no two different values.

    (concordant - discordant pairs) / sqrt(pairs not tied in a * pairs not tied in b):
    [1, 2, 3], [1, 3, 2] -> 1 / 3
    Source: Kendall 1945, "The Treatment of Ties in Ranking Problems".
    """
    first, second = _pair(a, b)
    balance, n_first, n_second = 0.0, 0, 0
    for i in range(len(first) - 1):
        one = np.sign(first[i + 1 :] - first[i])
        other = np.sign(second[i + 1 :] - second[i])
        balance += float(one @ other)
        n_first += int(np.count_nonzero(one))
        n_second += int(np.count_nonzero(other))
    if not n_first or not n_second:
        return None
    return balance / math.sqrt(n_first * n_second)


def spearman_rho(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation, -1 to 1; None if either has no two different values.

    Pearson's correlation of the ranks, where equal values share the mean of their ranks.
    Source: Spearman 1904, "The Proof and Measurement of Association between Two Things".
    """
    first, second = (_ranks(values) for values in _pair(a, b))
    first, second = first - first.mean(), second - second.mean()
    scale = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / scale if scale > 0 else None


def _pair(a: Sequence[float], b: Sequence[float]) -> tuple[Floats, Floats]:
    if len(a) != len(b) or not a:
        raise ValueError(f"two rankings of the same things, not of {len(a)} and {len(b)}")
    return np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)


def _ranks(values: Floats) -> Floats:
    """Return ranks from 0, equal values sharing their mean: [5, 7, 5] -> [0.5, 2, 0.5]."""
    _, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(sizes)
    means = ends - (sizes + 1) / 2
    return np.asarray(means[group], dtype=np.float64)
