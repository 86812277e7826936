"""Where on its path to look at a score: close together where the model makes up its mind.

About halfway between a baseline and a text a model turns from one answer to the other, within a
tenth of the way or two, and on the rest hardly anything happens. Points at equal steps mostly see
that rest. Sizing the steps by what happens is Bhat and Raychowdhury's, "Non-Uniform Interpolation
in Integrated Gradients for Low-Latency Explainable-AI", ISCAS 2023.

Here the steps are equal in t, of which the share of the way is a fixed function:

    alpha(t) = t + s / 2 pi * (sin 2 pi (t - p) + sin 2 pi p)       0 <= s < 1
    integral of f(alpha) d alpha = integral of f(alpha(t)) alpha'(t) dt

alpha' is one whole wave, so that it adds no ends of its own at which the trapezoid rule would err.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spacing:
    """How far along the way the points of equal steps are.

    strength: s; steps are 1 - s times as long where they are shortest.
    phase:    p; they are shortest at t = p + 1/2.
    """

    strength: float
    phase: float

    def alpha(self, t: float) -> float:
        """Return the share of the way at t, both from 0 to 1."""
        if t in (0, 1):
            return t
        waves = math.sin(math.tau * (t - self.phase)) + math.sin(math.tau * self.phase)
        return t + self.strength / math.tau * waves

    def rate(self, t: float) -> float:
        """Return how fast the share of the way grows at t: what a point there counts."""
        return 1 + self.strength * math.cos(math.tau * (t - self.phase))


EVEN = Spacing(0.0, 0.0)
# Fitted to where the gradients of the shipped models are: at 0.6 of the way from [PAD], a little
# before the middle from [MASK]. What turns elsewhere only takes more points.
BY_BASELINE = {"pad": Spacing(0.6, 0.06), "mask": Spacing(0.6, -0.01)}
