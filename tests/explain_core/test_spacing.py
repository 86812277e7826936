"""Where on a path the points of equal steps are."""

from __future__ import annotations

import math

import pytest

from explain_core.baseline import BASELINES
from explain_core.spacing import BY_BASELINE, EVEN, Spacing

ALL = [EVEN, *BY_BASELINE.values(), Spacing(0.95, -0.4)]


def test_every_baseline_has_a_spacing() -> None:
    assert set(BY_BASELINE) == set(BASELINES)


@pytest.mark.parametrize("spacing", ALL)
def test_the_way_begins_and_ends_where_it_should_and_never_turns_back(spacing: Spacing) -> None:
    shares = [spacing.alpha(k / 200) for k in range(201)]
    assert (shares[0], shares[-1]) == (0, 1)
    assert shares == sorted(set(shares))


@pytest.mark.parametrize("spacing", ALL)
def test_the_rate_is_how_fast_the_share_grows(spacing: Spacing) -> None:
    for t in (0.01, 0.3, 0.5, 0.56, 0.9):
        slope = (spacing.alpha(t + 1e-6) - spacing.alpha(t - 1e-6)) / 2e-6
        assert spacing.rate(t) == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("spacing", ALL)
@pytest.mark.parametrize("n_intervals", [2, 8, 12])
def test_equal_steps_count_as_much_as_the_whole_way(spacing: Spacing, n_intervals: int) -> None:
    rates = [spacing.rate(k / n_intervals) for k in range(n_intervals + 1)]
    whole = math.fsum([rates[0] / 2, *rates[1:-1], rates[-1] / 2]) / n_intervals
    assert whole == pytest.approx(1, abs=1e-12)


def test_steps_are_shortest_half_a_wave_behind_the_phase() -> None:
    spacing = BY_BASELINE["pad"]
    steps = {k: spacing.alpha((k + 1) / 100) - spacing.alpha(k / 100) for k in range(100)}
    assert min(steps, key=lambda k: steps[k]) in (55, 56)
    assert 0.55 < spacing.alpha(0.56) < 0.65


def test_even_steps_are_even() -> None:
    assert [EVEN.alpha(k / 8) for k in range(9)] == [k / 8 for k in range(9)]
