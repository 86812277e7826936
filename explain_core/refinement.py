"""A trapezoid rule on one path, refined until what it gives is complete."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from explain_core.spacing import EVEN, Spacing

# How many intervals to begin with, or the next if max_steps allows fewer. Focused on where a score
# turns, 6 rarely do for a trained model and 12 mostly do; a quick pass takes little longer for 12.
# All but 1 are even: every other point makes the coarser rule that `_is_steady` asks.
FIRST_INTERVALS = {
    "focused": (6, 4, 2, 1),
    "trapezoid": (8, 4, 2, 1),
    "romberg": (8, 4, 2, 1),
}
QUICK_FIRST_INTERVALS = (12, 6, 4, 2, 1)
RULES = ("focused", "trapezoid", "romberg")
# Gregory's weights of third order, 3/8, 7/6, 23/24, less those of the trapezoid rule, for points
# that are 0, 1 and 2 steps from an end; the first are halved already.
GREGORY = (-1 / 4, 1 / 6, -1 / 24)
# By how many tolerances the ends of a path may be off before its gradients are not worth taking:
# off by one or two, the integral may still come out right.
FAR_OFF = 5
# Scores whose difference is below this count as nearly equal: one percent of it, not one percent
# of (almost) nothing, is then what convergence means. In units of the score.
SMALL_DIFFERENCE = 0.01
# What single tokens may be off, in tolerances. Errors of opposite sign cancel out in the sum: one
# text in eight adds up within 1% at nine equal steps while its words are off by up to 9%.
TOKEN_TOLERANCES = 2


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How closely to integrate.

    tolerance: the share of |F(input) - F(baseline)| that |delta| may be.
    max_steps: points at most, reached or not.
    rule:      "trapezoid", of equal steps; "focused", of steps that are short where the score
               changes (see `spacing`), with Gregory's corrections at both ends; or "romberg",
               which extrapolates from the nested sums of equal steps and is closer by orders of
               magnitude where the integrand is smooth.
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
    spacing:           of the points, under the rule that asks for it.
    """

    inputs: Tensor
    baselines: Tensor
    baseline_score: float | None = None
    input_score: float | None = None
    spacing: Spacing = EVEN


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

    times: list[float]
    gradient_sum: Tensor | float = 0.0


class Refinement:
    """One path on its way to being integrated: which points it needs, and what came of them.

    times: the points wanted next, as shares of the steps: 0.5 is the middle one. None are wanted
           when `result` is there.
    quick: begin with a few points more.
    """

    def __init__(self, path: Path, accuracy: Accuracy, *, quick: bool = False) -> None:
        self.path = path
        self.accuracy = accuracy
        self.result: PathIntegral | None = None
        focused = accuracy.rule == "focused"
        self._spacing = path.spacing if focused else EVEN
        first = QUICK_FIRST_INTERVALS if quick and focused else FIRST_INTERVALS[accuracy.rule]
        self._n_intervals = next(n for n in first if n + 1 <= accuracy.max_steps or n == 1)
        self._means: list[Tensor] = []
        # Float64, so that adding up hundreds of points costs no digits.
        self._gradient_sum = torch.zeros_like(path.inputs, dtype=torch.float64)
        self._at_ends = [torch.zeros_like(path.inputs) for _ in GREGORY] if focused else []
        self._scores: dict[float, float] = {}
        half = self._n_intervals // 2
        # The first points are added up in two halves, the coarser of which tells how good both are.
        self._steps = [_Step([k / max(half, 1) for k in range(max(half, 1) + 1)])]
        self._coarser: Tensor | None = None
        if half:
            self._steps.append(_Step(_between(self._n_intervals)))

    @property
    def times(self) -> list[float]:
        return sorted(t for step in self._steps for t in step.times)

    def points(self, times: Sequence[float]) -> tuple[Tensor, Tensor]:
        """Return points of the path, (n_times, n_tokens, hidden), and their weights, (n_times,).

        The ends of the path count half: the trapezoid rule.
        """
        alpha = self.path.baselines.new_tensor([self._spacing.alpha(t) for t in times])
        way = self.path.inputs - self.path.baselines
        weights = [self._spacing.rate(t) * (0.5 if t in (0, 1) else 1.0) for t in times]
        return self.path.baselines + alpha[:, None, None] * way, alpha.new_tensor(weights)

    def see(self, times: Sequence[float], scores: Sequence[float]) -> None:
        """Take in the scores of some points.

        Sets `result`, of zeros, if rounding is so far off that no gradient is worth taking.
        """
        self._scores.update(zip(times, scores, strict=True))
        first, last = self._known_ends()
        if self.accuracy.gives_up and self._gap(first, last) > FAR_OFF:
            nothing = torch.zeros_like(self._gradient_sum)
            delta = first - last
            self.result = PathIntegral(nothing, last, first, delta, len(self._scores), False)
            self._steps = []

    def add(self, times: Sequence[float], gradients: Tensor) -> None:
        """Take in the weighted gradients of some points: (n_times, n_tokens, hidden)."""
        for step in self._steps:
            of_step = set(step.times)
            rows = [row for row, t in enumerate(times) if t in of_step]
            step.gradient_sum = step.gradient_sum + gradients[rows].sum(0, dtype=torch.float64)
        for t, gradient in zip(times, gradients, strict=True):
            steps_from_end = round(min(t, 1 - t) * self._n_intervals)
            if steps_from_end < len(self._at_ends):
                self._at_ends[steps_from_end] += gradient

    def advance(self) -> None:
        """Set `result` if the integral is good enough, else ask for the points between."""
        if len(self._steps) > 1:
            self._gradient_sum += self._steps.pop(0).gradient_sum
            self._coarser = self._gradient_sum / (self._n_intervals // 2)
        self._gradient_sum += self._steps.pop().gradient_sum
        integral = self._integral()
        good = integral.converged and self._is_steady(integral)
        gap = self._gap(integral.baseline_score, integral.input_score)
        hopeless = self.accuracy.gives_up and gap > 1
        if good or hopeless or not self._may_double():
            self.result = integral
            return
        self._n_intervals *= 2
        self._coarser = None
        if self._at_ends:  # what was one step from an end is now two
            ends, one_step, _ = self._at_ends
            self._at_ends = [ends, torch.zeros_like(one_step), one_step]
        self._steps = [_Step(_between(self._n_intervals))]

    def _is_steady(self, integral: PathIntegral) -> bool:
        """Return whether single tokens are about as close as the sum is.

        Asked of the first points only, by what halving the step changed. At equal steps a quarter
        of the error is left, and so a third of the change. On a bump that the points are focused
        on, an error falls off exponentially with their number: what is left is the change squared.
        """
        if self._coarser is None:
            return True
        way = (self.path.inputs - self.path.baselines).double()
        changed = (way * (self._means[0] - self._coarser)).sum(dim=-1).norm()
        whole = integral.attributions.sum(dim=-1).norm()
        allowed = TOKEN_TOLERANCES * self.accuracy.tolerance
        if self.accuracy.rule == "focused":
            return bool(changed**2 <= allowed * whole**2)
        return bool(changed / 3 <= allowed * whole)

    def _gap(self, baseline_score: float, input_score: float) -> float:
        """Return by how many tolerances the path's own ends differ from the known ones."""
        if not {0.0, 1.0} <= self._scores.keys():
            return 0.0
        gained = input_score - baseline_score
        off = abs(self._scores[1.0] - self._scores[0.0] - gained)
        return off / (self.accuracy.tolerance * scale(input_score, baseline_score) or math.inf)

    def _known_ends(self) -> tuple[float, float]:
        """Return the scores of baseline and input: those that were given, or the path's own."""
        path, own = self.path, self._scores
        first = own.get(0.0, math.nan) if path.baseline_score is None else path.baseline_score
        last = own.get(1.0, math.nan) if path.input_score is None else path.input_score
        return first, last

    def _may_double(self) -> bool:
        return 2 * self._n_intervals + 1 <= self.accuracy.max_steps

    def _integral(self) -> PathIntegral:
        path = self.path
        mean = (self._gradient_sum + self._end_correction()) / self._n_intervals
        before = self._means if self.accuracy.rule == "romberg" else []
        self._means = [*before, mean]
        mean = romberg(self._means) if self.accuracy.rule == "romberg" else self._means[-1]
        attributions = (path.inputs - path.baselines).double() * mean
        first, last = self._known_ends()
        delta = float(attributions.sum()) - (last - first)
        converged = abs(delta) <= self.accuracy.tolerance * scale(last, first)
        return PathIntegral(attributions, last, first, delta, self._n_intervals + 1, converged)

    def _end_correction(self) -> Tensor | float:
        """Return what the sum of gradients lacks for want of points beyond the ends.

        The trapezoid rule errs by what the slope at one end differs from that at the other; here
        the slopes are taken from the three points nearest to each end (James Gregory 1670).
        """
        if self._n_intervals < 2 * len(GREGORY):
            return 0.0
        corrections = zip(GREGORY, self._at_ends, strict=False)
        return sum(weight * gradients.double() for weight, gradients in corrections)


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
