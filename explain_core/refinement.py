"""The trapezoid rule on one path, refined until what it gives is complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

FIRST_POINTS = 9
RULES = ("trapezoid", "romberg")
# Scores whose difference is below this count as nearly equal: one percent of it, not one percent
# of (almost) nothing, is then what convergence means. In units of the score.
SMALL_DIFFERENCE = 0.01
# What single tokens may be off, in tolerances. Errors of opposite sign cancel out in the sum: one
# text in eight adds up within 1% at nine points while its words are off by up to 9%.
TOKEN_TOLERANCES = 2


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How closely to integrate.

    tolerance: the share of |F(input) - F(baseline)| that |delta| may be.
    max_steps: points at most, reached or not.
    rule:      "trapezoid", or "romberg", which extrapolates from the nested sums and is closer by
               orders of magnitude where the integrand is smooth.
    gives_up:  whether to stop where rounding alone takes up the tolerance: the path's own scores
               at its ends are then too far from the known ones for any number of points.
    """

    tolerance: float
    max_steps: int
    rule: str = "trapezoid"
    gives_up: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A straight way from a baseline to an input, and the scores at both ends if they are known.

    inputs, baselines: (n_tokens, hidden), the embeddings of the text and of its baseline.
    """

    inputs: Tensor
    baselines: Tensor
    baseline_score: float | None = None
    input_score: float | None = None


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


@dataclass(slots=True)
class _Step:
    """Points that are added together, and the weighted sum of their gradients so far."""

    alphas: list[float]
    gradient_sum: Tensor | float = 0.0


class Refinement:
    """One path on its way to being integrated: which points it needs, and what came of them.

    The trapezoid rule nests: 9 points, then the 8 between them, then the 16 between those; each
    refinement re-uses all that was computed. Equal steps suit the integrand, which falls off at
    both ends, better than Gauss-Legendre.

    alphas: the points wanted next, as shares of the way; none when `result` is there.
    ahead:  ask for the second step's points together with the first's. They are used only if
            they are needed; the result is the same.
    """

    def __init__(self, path: Path, accuracy: Accuracy, *, ahead: bool = False) -> None:
        self.path = path
        self.accuracy = accuracy
        self.result: PathIntegral | None = None
        self._n_intervals = _first_intervals(accuracy.max_steps)
        self._means: list[Tensor] = []
        # Float64, so that adding up hundreds of points costs no digits.
        self._gradient_sum = torch.zeros_like(path.inputs, dtype=torch.float64)
        self._scores: dict[float, float] = {}
        half = self._n_intervals // 2
        # The first points are added up in two halves, the coarser of which tells how good both are.
        self._steps = [_Step([k / max(half, 1) for k in range(max(half, 1) + 1)])]
        self._coarser: Tensor | None = None
        if half:
            self._steps.append(_Step(_between(self._n_intervals)))
        if ahead and self._may_double():
            self._steps.append(_Step(_between(2 * self._n_intervals)))

    @property
    def alphas(self) -> list[float]:
        return sorted(alpha for step in self._steps for alpha in step.alphas)

    def points(self, alphas: Sequence[float]) -> tuple[Tensor, Tensor]:
        """Return points of the path, (n_alphas, n_tokens, hidden), and their weights, (n_alphas,).

        The ends of the path count half: the trapezoid rule.
        """
        alpha = self.path.baselines.new_tensor(alphas)
        way = self.path.inputs - self.path.baselines
        weights = torch.where((alpha == 0) | (alpha == 1), 0.5, 1.0)
        return self.path.baselines + alpha[:, None, None] * way, weights

    def add(self, alphas: Sequence[float], scores: Sequence[float], gradients: Tensor) -> None:
        """Take in what came of some points: scores, and weighted gradients.

        gradients: (n_alphas, n_tokens, hidden).
        """
        self._scores.update(zip(alphas, scores, strict=True))
        for step in self._steps:
            of_step = set(step.alphas)
            rows = [row for row, alpha in enumerate(alphas) if alpha in of_step]
            step.gradient_sum = step.gradient_sum + gradients[rows].sum(0, dtype=torch.float64)

    def advance(self) -> None:
        """Set `result` if the integral is good enough, else ask for the points between."""
        if not self._means and len(self._steps) > 1:
            self._gradient_sum += self._steps.pop(0).gradient_sum
            self._coarser = self._gradient_sum / (self._n_intervals // 2)
        while self._steps:
            self._gradient_sum += self._steps.pop(0).gradient_sum
            integral = self._integral()
            good = integral.converged and self._is_steady(integral)
            hopeless = self.accuracy.gives_up and self._is_rounded_away(integral)
            if good or hopeless or not self._may_double():
                self.result, self._steps = integral, []
                return
            self._n_intervals *= 2
        self._steps = [_Step(_between(self._n_intervals))]

    def _is_steady(self, integral: PathIntegral) -> bool:
        """Return whether single tokens are about as close as the sum is.

        Asked of the first points only: halving the step leaves a quarter of the error, so a third
        of what it changed is left.
        """
        if self._coarser is None or len(self._means) > 1:
            return True
        way = (self.path.inputs - self.path.baselines).double()
        left = (way * (self._means[0] - self._coarser)).sum(dim=-1).norm() / 3
        allowed = TOKEN_TOLERANCES * self.accuracy.tolerance
        return bool(left <= allowed * integral.attributions.sum(dim=-1).norm())

    def _is_rounded_away(self, integral: PathIntegral) -> bool:
        gained = integral.input_score - integral.baseline_score
        gap = abs(self._scores[1.0] - self._scores[0.0] - gained)
        allowed = self.accuracy.tolerance * scale(integral.input_score, integral.baseline_score)
        return gap > allowed

    def _may_double(self) -> bool:
        return 2 * self._n_intervals + 1 <= self.accuracy.max_steps

    def _integral(self) -> PathIntegral:
        path = self.path
        self._means.append(self._gradient_sum / self._n_intervals)
        mean = romberg(self._means) if self.accuracy.rule == "romberg" else self._means[-1]
        attributions = (path.inputs - path.baselines).double() * mean
        first = self._scores[0.0] if path.baseline_score is None else path.baseline_score
        last = self._scores[1.0] if path.input_score is None else path.input_score
        delta = float(attributions.sum()) - (last - first)
        converged = abs(delta) <= self.accuracy.tolerance * scale(last, first)
        return PathIntegral(attributions, last, first, delta, self._n_intervals + 1, converged)


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


def _between(n_intervals: int) -> list[float]:
    """Return the points that doubling to n_intervals adds: 4 -> [1/4, 3/4]."""
    return [k / n_intervals for k in range(1, n_intervals, 2)]


def _first_intervals(max_steps: int) -> int:
    """Return the number of intervals to start with: 8, or fewer if max_steps asks for fewer."""
    n_intervals = FIRST_POINTS - 1
    while n_intervals > 1 and n_intervals + 1 > max_steps:
        n_intervals //= 2
    return n_intervals
