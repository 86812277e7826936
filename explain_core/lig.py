"""Layer integrated gradients: what each embedding dimension adds on the way from the baseline.

Sundararajan, Taly, Yan, "Axiomatic Attribution for Deep Networks", ICML 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

FIRST_POINTS = 9
RULES = ("trapezoid", "romberg")
# Scores whose difference is below this count as nearly equal: one percent of it, not one percent
# of (almost) nothing, is then what convergence means. In units of the score.
SMALL_DIFFERENCE = 0.01

Score = Callable[[Tensor], Tensor]  # embeddings (n_points, n_tokens, hidden) -> (n_points,)


@dataclass(frozen=True, slots=True)
class PathIntegral:
    """The integrated gradients of one input.

    attributions: (n_tokens, hidden), in units of the score.
    delta:        sum of attributions minus (input_score - baseline_score).
    n_steps:      points on the path, both ends included.
    """

    attributions: Tensor
    input_score: float
    baseline_score: float
    delta: float
    n_steps: int
    converged: bool


def integrate(
    score: Score,
    inputs: Tensor,
    baselines: Tensor,
    *,
    tolerance: float,
    max_steps: int,
    points_per_batch: int,
    rule: str = "trapezoid",
) -> PathIntegral:
    """Return the path integral from baselines to inputs, refined until it is complete.

    The trapezoid rule nests: 9 points, then the 8 between them, then the 16 between those; each
    refinement re-uses all that was computed. It stops when |delta| is at most `tolerance` of
    |F(input) - F(baseline)|, or when a further refinement would need more than `max_steps` points.
    Equal steps suit the integrand, which falls off at both ends, better than Gauss-Legendre.

    inputs, baselines: (n_tokens, hidden), the embeddings of the text and of its baseline.
    rule:              "trapezoid", or "romberg", which extrapolates from the nested sums and is
                       closer by orders of magnitude where the integrand is smooth.
    Source:            Sundararajan, Taly, Yan 2017, eq. 1 and prop. 1.
    """
    difference = inputs - baselines
    n_intervals = _first_intervals(max_steps)
    first = [k / n_intervals for k in range(n_intervals + 1)]
    scores, gradient_sum = _gradients(score, baselines, difference, first, points_per_batch)
    baseline_score, input_score = float(scores[0]), float(scores[-1])
    means: list[Tensor] = []
    while True:
        means.append(gradient_sum / n_intervals)
        mean = romberg(means) if rule == "romberg" else means[-1]
        attributions = difference.double() * mean
        delta = float(attributions.sum()) - (input_score - baseline_score)
        converged = abs(delta) <= tolerance * scale(input_score, baseline_score)
        if converged or 2 * n_intervals + 1 > max_steps:
            break
        n_intervals *= 2
        between = [k / n_intervals for k in range(1, n_intervals, 2)]
        _, gradient = _gradients(score, baselines, difference, between, points_per_batch)
        gradient_sum = gradient_sum + gradient
    return PathIntegral(
        attributions, input_score, baseline_score, delta, n_intervals + 1, converged
    )


def scale(input_score: float, baseline_score: float) -> float:
    """Return what a delta is compared with: |F(input) - F(baseline)|, but never almost nothing."""
    return max(abs(input_score - baseline_score), SMALL_DIFFERENCE)


def romberg(estimates: Sequence[Tensor]) -> Tensor:
    """Return the limit of trapezoid estimates, each from twice the intervals of the one before.

    Halving the step divides the error by 4, then what is left of it by 16, then by 64:
    [T8, T16] -> (4 T16 - T8) / 3                                        (Romberg 1955)
    """
    column = list(estimates)
    for order in range(1, len(estimates)):
        factor = 4**order
        column = [(factor * finer - coarser) / (factor - 1) for coarser, finer in pairwise(column)]
    return column[0]


def _first_intervals(max_steps: int) -> int:
    """Return the number of intervals to start with: 8, or fewer if max_steps asks for fewer."""
    n_intervals = FIRST_POINTS - 1
    while n_intervals > 1 and n_intervals + 1 > max_steps:
        n_intervals //= 2
    return n_intervals


def _gradients(
    score: Score, baselines: Tensor, difference: Tensor, alphas: Sequence[float], per_batch: int
) -> tuple[Tensor, Tensor]:
    """Return the scores (n_alphas,) on the path and the sum of their gradients (n_tokens, hidden).

    The ends of the path, alpha 0 and 1, count half: the trapezoid rule. Both results are float64,
    so that adding up hundreds of points costs no digits.
    """
    scores: list[Tensor] = []
    total = torch.zeros_like(baselines, dtype=torch.float64)
    for start in range(0, len(alphas), per_batch):
        alpha = baselines.new_tensor(alphas[start : start + per_batch])
        points = (baselines + alpha[:, None, None] * difference).requires_grad_()
        with torch.enable_grad():
            batch_scores = score(points)
            weights = torch.where((alpha == 0) | (alpha == 1), 0.5, 1.0)
            (gradient,) = torch.autograd.grad(batch_scores, points, weights.to(batch_scores))
        scores.append(batch_scores.detach().double())
        total += gradient.sum(dim=0, dtype=torch.float64)
    return torch.cat(scores), total
