from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from explain_core.lig import Packing, Points, integrate, passes
from explain_core.refinement import (
    SMALL_DIFFERENCE,
    Accuracy,
    Path,
    PathIntegral,
    romberg,
    scale,
)
from explain_core.spacing import Spacing

WEIGHTS = torch.tensor([[1.5, -2.0, 0.5], [0.25, 3.0, -1.0]])
INPUTS = torch.tensor([[1.0, 2.0, -1.0], [0.5, -0.5, 4.0]])
BASELINES = torch.tensor([[0.0, 1.0, 1.0], [-0.5, 0.5, 2.0]])


class Recorder:
    """A score of one number that remembers at which points it was asked."""

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        self.function = function
        self.batches: list[list[float]] = []

    def __call__(self, points: Tensor) -> Tensor:
        self.batches.append(points.detach().flatten().tolist())
        return self.function(points)

    @property
    def points(self) -> list[float]:
        return [point for batch in self.batches for point in batch]


def one_path(
    score: Callable[[Tensor], Tensor],
    inputs: Tensor,
    baselines: Tensor,
    *,
    tolerance: float = 0.01,
    max_steps: int = 257,
    rule: str = "trapezoid",
    points_per_pass: int = 1000,
) -> PathIntegral:
    """Return the integral of a score of embeddings, whose ends it is asked for as well."""
    (integral,) = integrate(
        lambda points: score(points.embeddings),
        [Path(inputs, baselines)],
        Accuracy(tolerance, max_steps, rule),
        packing=Packing(lambda n_tokens: points_per_pass, pads=True),
    )
    return integral


def unit_path(
    score: Callable[[Tensor], Tensor],
    *,
    tolerance: float = 0.01,
    max_steps: int = 257,
    points_per_pass: int = 1000,
    rule: str = "trapezoid",
) -> PathIntegral:
    """Return the integral along the way from 0 to 1, on which a point is its own alpha."""
    return one_path(
        lambda points: score(points).flatten(),
        torch.ones(1, 1),
        torch.zeros(1, 1),
        tolerance=tolerance,
        max_steps=max_steps,
        points_per_pass=points_per_pass,
        rule=rule,
    )


def linear(points: Tensor) -> Tensor:
    return (points * WEIGHTS).sum(dim=(1, 2))


def path(score: Callable[[Tensor], Tensor], **options: object) -> PathIntegral:
    return one_path(score, INPUTS, BASELINES, **options)  # type: ignore[arg-type]


def test_integrate_linear_score_gives_weights_times_difference() -> None:
    integral = path(linear)
    torch.testing.assert_close(
        integral.attributions, (WEIGHTS * (INPUTS - BASELINES)).double(), rtol=1e-6, atol=1e-6
    )


def test_integrate_linear_score_is_complete_at_nine_points() -> None:
    integral = path(linear)
    assert integral.n_steps == 9
    assert integral.converged
    assert integral.delta == pytest.approx(0, abs=1e-5)


def test_integrate_linear_score_gives_the_scores_at_both_ends() -> None:
    integral = path(linear)
    assert integral.input_score == pytest.approx(float((WEIGHTS * INPUTS).sum()))
    assert integral.baseline_score == pytest.approx(float((WEIGHTS * BASELINES).sum()))


def test_integrate_quadratic_score_gives_difference_of_squares() -> None:
    integral = path(lambda points: (points**2).sum(dim=(1, 2)))
    torch.testing.assert_close(
        integral.attributions, (INPUTS**2 - BASELINES**2).double(), rtol=1e-6, atol=1e-6
    )


def test_integrate_product_score_shares_it_between_its_factors() -> None:
    # On the straight way from (0, 0) to (a, b) both factors of a * b are owed one half of it.
    integral = one_path(
        lambda points: points[:, 0, 0] * points[:, 1, 0],
        torch.tensor([[3.0], [5.0]]),
        torch.zeros(2, 1),
    )
    assert integral.attributions.flatten().tolist() == pytest.approx([7.5, 7.5])


@pytest.mark.parametrize("n_steps", [9, 17, 33, 65])
def test_integrate_cubic_score_has_the_trapezoid_rules_known_error(n_steps: int) -> None:
    # The trapezoid rule with step h is off by h^2 / 12 * (f'(1) - f'(0)), exactly for f = 3 x^2.
    integral = unit_path(lambda points: points**3, tolerance=0, max_steps=n_steps)
    assert integral.delta == pytest.approx(6 / 12 / (n_steps - 1) ** 2, rel=1e-4)


def test_integrate_first_asks_for_nine_equal_steps() -> None:
    score = Recorder(lambda points: points)
    unit_path(score)
    assert score.points == [k / 8 for k in range(9)]


def test_integrate_never_asks_for_a_point_twice() -> None:
    score = Recorder(lambda points: points**9)
    unit_path(score, tolerance=1e-4)
    assert len(score.points) > 9
    assert sorted(score.points) == [k / (len(score.points) - 1) for k in range(len(score.points))]


def test_integrate_takes_one_batch_per_refinement_when_it_fits() -> None:
    score = Recorder(lambda points: points**9)
    integral = unit_path(score, tolerance=0, max_steps=65)
    assert [len(batch) for batch in score.batches] == [9, 8, 16, 32]
    assert integral.n_steps == 65


def test_integrate_splits_what_does_not_fit_into_one_batch() -> None:
    score = Recorder(lambda points: points**9)
    unit_path(score, tolerance=0, max_steps=17, points_per_pass=4)
    assert [len(batch) for batch in score.batches] == [4, 4, 1, 4, 4]


@pytest.mark.parametrize("points_per_pass", [1, 2, 4, 9])
def test_integrate_gives_the_same_whatever_the_batches(points_per_pass: int) -> None:
    whole = unit_path(lambda points: points**5)
    split = unit_path(lambda points: points**5, points_per_pass=points_per_pass)
    assert float(split.attributions) == pytest.approx(float(whole.attributions), rel=1e-6)


@pytest.mark.parametrize("tolerance", [0.1, 0.01, 0.001])
def test_integrate_stops_as_soon_as_the_tolerance_is_met(tolerance: float) -> None:
    integral = unit_path(lambda points: points**9, tolerance=tolerance)
    assert integral.converged
    assert abs(integral.delta) <= tolerance
    coarser = unit_path(
        lambda points: points**9,
        tolerance=tolerance,
        max_steps=(integral.n_steps - 1) // 2 + 1,
    )
    assert not coarser.converged


@pytest.mark.parametrize(
    ("max_steps", "n_steps"),
    [(2, 2), (3, 3), (4, 3), (5, 5), (8, 5), (9, 9), (16, 9), (17, 17), (100, 65)],
)
def test_integrate_never_takes_more_than_max_steps(max_steps: int, n_steps: int) -> None:
    integral = unit_path(lambda points: points**3, tolerance=0, max_steps=max_steps)
    assert integral.n_steps == n_steps
    assert not integral.converged


def test_integrate_of_equal_scores_ends_without_dividing_by_zero() -> None:
    # A whole period of a cosine: F(input) - F(baseline) is 0 and every attribution is too.
    integral = unit_path(lambda points: torch.cos(2 * torch.pi * points))
    assert integral.converged
    assert integral.delta == pytest.approx(0, abs=1e-5)


def test_integrate_of_nearly_equal_scores_takes_an_absolute_tolerance() -> None:
    # One percent of the difference, 1e-6, is out of reach of float32.
    score = Recorder(lambda points: points**9 - (1 - 1e-4) * points)
    integral = unit_path(score, max_steps=1 << 20)
    assert integral.converged
    assert abs(integral.delta) <= 0.01 * SMALL_DIFFERENCE
    assert len(score.points) <= 513


def test_integrate_from_the_input_itself_gives_zeros() -> None:
    integral = one_path(linear, INPUTS, INPUTS)
    assert integral.attributions.abs().max() == 0
    assert integral.converged
    assert integral.n_steps == 9


def test_integrate_survives_a_score_that_is_no_number() -> None:
    integral = unit_path(lambda points: points * float("nan"), max_steps=33)
    assert not integral.converged
    assert integral.delta != integral.delta


def test_integrate_leaves_its_inputs_alone() -> None:
    inputs, baselines = INPUTS.clone(), BASELINES.clone()
    one_path(linear, inputs, baselines, max_steps=9, points_per_pass=4)
    assert torch.equal(inputs, INPUTS)
    assert torch.equal(baselines, BASELINES)
    assert not inputs.requires_grad


def test_integrate_works_where_gradients_are_switched_off() -> None:
    with torch.no_grad():
        integral = path(linear)
    assert integral.attributions.abs().sum() > 1
    assert not integral.attributions.requires_grad


@pytest.mark.parametrize(
    ("input_score", "baseline_score", "expected"),
    [
        (3.0, 1.0, 2.0),
        (1.0, 3.0, 2.0),
        (1.0, 1.0, SMALL_DIFFERENCE),
        (1.0 + SMALL_DIFFERENCE / 2, 1.0, SMALL_DIFFERENCE),
        (0.0, 0.0, SMALL_DIFFERENCE),
    ],
)
def test_scale_is_the_difference_but_never_almost_nothing(
    input_score: float, baseline_score: float, expected: float
) -> None:
    assert scale(input_score, baseline_score) == pytest.approx(expected)


def test_romberg_of_two_estimates_is_simpsons_rule() -> None:
    # The integral of x^2 over 0..1: trapezoids with 1 and 2 intervals give 1/2 and 3/8.
    extrapolated = romberg([torch.tensor(0.5).double(), torch.tensor(0.375).double()])
    assert float(extrapolated) == pytest.approx(1 / 3)


def test_romberg_of_one_estimate_is_that_estimate() -> None:
    assert float(romberg([torch.tensor(0.5)])) == 0.5


def test_integrate_romberg_is_exact_for_a_polynomial() -> None:
    # Four nested estimates, from 9 to 65 points, integrate polynomials up to degree 7 exactly.
    integral = unit_path(
        lambda points: points.double() ** 8, tolerance=0, max_steps=65, rule="romberg"
    )
    assert float(integral.attributions) == pytest.approx(1, abs=1e-6)
    assert integral.delta == pytest.approx(0, abs=1e-6)


# Several paths at once


def ramp(n_tokens: int) -> Path:
    return Path(torch.full((n_tokens, 1), float(n_tokens)), torch.zeros(n_tokens, 1))


def total(points: Points) -> Tensor:
    """The sum of squares over the tokens that are not padding."""
    mask = points.attention_mask
    of_tokens = points.embeddings[..., 0] ** 2
    return (of_tokens if mask is None else of_tokens * mask).sum(dim=1)


@pytest.mark.parametrize("pads", [True, False])
def test_integrate_gives_each_of_many_paths_its_own(pads: bool) -> None:
    paths = [ramp(n) for n in (5, 3, 5, 8, 1, 9)]
    packing = Packing(lambda n_tokens: 100 // n_tokens, pads=pads)
    integrals = integrate(total, paths, Accuracy(0.001, 257), packing=packing)
    for path_, integral in zip(paths, integrals, strict=True):
        expected = (path_.inputs**2).double()
        torch.testing.assert_close(integral.attributions, expected, rtol=1e-4, atol=1e-4)


def test_integrate_says_which_path_a_point_belongs_to() -> None:
    def score(points: Points) -> Tensor:
        return points.embeddings.sum(dim=(1, 2)) * points.owners

    integrals = integrate(
        score,
        [ramp(2), ramp(2), ramp(2)],
        Accuracy(0.01, 257),
        packing=Packing(lambda n_tokens: 1000, pads=True),
    )
    assert [float(i.attributions.sum()) for i in integrals] == pytest.approx([0, 4, 8])


def test_integrate_lets_a_path_leave_when_it_is_done() -> None:
    sizes: list[int] = []

    def score(points: Points) -> Tensor:
        sizes.append(len(points.owners))
        alpha = points.embeddings[:, 0, 0]
        return torch.where(points.owners == 0, alpha, alpha**9)

    unit = Path(torch.ones(1, 1), torch.zeros(1, 1))
    easy, hard = integrate(
        score,
        [unit, unit],
        Accuracy(0.001, 257),
        packing=Packing(lambda n_tokens: 1000, pads=True),
    )
    assert sizes[:2] == [18, 8]
    assert easy.n_steps == 9 < hard.n_steps


def test_integrate_trusts_the_scores_it_is_given_for_the_ends() -> None:
    (integral,) = integrate(
        lambda points: points.embeddings.sum(dim=(1, 2)),
        [Path(torch.ones(1, 1), torch.zeros(1, 1), baseline_score=0.0, input_score=1.5)],
        Accuracy(0.01, 17),
        packing=Packing(lambda n_tokens: 1000, pads=True),
    )
    assert integral.delta == pytest.approx(-0.5)
    assert not integral.converged
    assert integral.n_steps == 17


@pytest.mark.parametrize("pads", [True, False])
@pytest.mark.parametrize("lengths", [[1], [7, 7, 7], [3, 90, 4, 5, 88, 3], list(range(1, 60))])
def test_passes_hold_every_point_once_within_bounds(lengths: list[int], pads: bool) -> None:
    wanted = [(k, k_alpha / 8) for k in range(len(lengths)) for k_alpha in range(9)]
    found = list(passes(wanted, lengths, Packing(lambda n: max(1, 256 // n), pads=pads)))
    assert sorted(point for pass_ in found for point in pass_) == sorted(wanted)
    for pass_ in found:
        of_pass = [lengths[k] for k, _ in pass_]
        padded = len(of_pass) * max(of_pass)
        assert padded <= max(256, max(of_pass))
        assert padded - sum(of_pass) <= (padded / 8 if pads else 0)


def test_passes_prefer_few() -> None:
    wanted = [(k, 0.5) for k in range(32)]
    assert len(list(passes(wanted, [10] * 32, Packing(lambda n_tokens: 1000, pads=True)))) == 1


BUMP = Spacing(0.6, 0.06)


def turning(points: Tensor) -> Tensor:
    """Turn from 0 to 1 at 0.6 of the way, within a tenth of it, as trained models do."""
    return torch.sigmoid(60 * (points.double() - 0.6))


def focused(
    score: Callable[[Tensor], Tensor],
    *,
    tolerance: float = 0.01,
    max_steps: int = 257,
    rule: str = "focused",
    quick: bool = False,
    sizes: list[int] | None = None,
) -> PathIntegral:
    """Return the integral from 0 to 1; `sizes` is told of each pass how many points it has."""

    def score_of(points: Points) -> Tensor:
        if sizes is not None:
            sizes.append(len(points.owners))
        return score(points.embeddings[:, 0, 0])

    (found,) = integrate(
        score_of,
        [Path(torch.ones(1, 1), torch.zeros(1, 1), spacing=BUMP)],
        Accuracy(tolerance, max_steps, rule),
        packing=Packing(lambda n: 1000, pads=True, quick=lambda n: quick),
    )
    return found


def test_integrate_focused_needs_fewer_points_where_a_score_turns() -> None:
    assert focused(turning).n_steps == 13
    assert focused(turning, rule="trapezoid").n_steps == 33


@pytest.mark.parametrize("power", [1, 2, 5, 9, 40])
def test_integrate_focused_comes_to_the_same(power: int) -> None:
    integral = focused(lambda points: points.double() ** power, tolerance=1e-4, max_steps=4097)
    assert integral.converged
    assert float(integral.attributions.sum()) == pytest.approx(1, abs=2e-4)


def test_integrate_focused_asks_once_for_each_point() -> None:
    score = Recorder(turning)
    integral = focused(score, tolerance=1e-6)
    assert len(score.points) == len(set(score.points)) == integral.n_steps


@pytest.mark.parametrize(
    ("max_steps", "quick", "sizes"),
    [
        (2, True, [2]),
        (4, True, [3]),
        (5, True, [5]),
        (8, True, [7]),
        (13, True, [13]),
        (24, True, [13]),
        (33, True, [13, 12]),
        (6, False, [5]),
        (12, False, [7]),
        (33, False, [7, 6, 12]),
    ],
)
def test_integrate_begins_with_more_points_where_a_pass_is_quick(
    max_steps: int, quick: bool, sizes: list[int]
) -> None:
    found: list[int] = []
    integral = focused(turning, tolerance=0, max_steps=max_steps, quick=quick, sizes=found)
    assert found == sizes
    assert integral.n_steps == sum(sizes)


@pytest.mark.parametrize("power", [1, 2, 3])
@pytest.mark.parametrize("n_steps", [7, 13, 25, 49])
def test_integrate_focused_errs_by_the_fourth_power_of_the_step(power: int, n_steps: int) -> None:
    """Gregory's corrections make up for the longer steps at the ends."""
    integral = focused(lambda points: points.double() ** power, tolerance=0, max_steps=n_steps)
    assert integral.n_steps == n_steps
    assert abs(integral.delta) < 30 / n_steps**4


def test_integrate_takes_equal_steps_from_nine_points_on_whether_or_not_a_pass_is_quick() -> None:
    found: list[int] = []
    focused(turning, tolerance=0, max_steps=33, rule="trapezoid", quick=True, sizes=found)
    assert found == [9, 8, 16]


def test_integrate_does_not_believe_words_that_add_up_by_luck() -> None:
    """Two words turn at either side of the points, and their errors cancel out in the sum."""

    def score(points: Points) -> Tensor:
        first, second = points.embeddings[:, :, 0].double().unbind(dim=1)
        middle = BUMP.alpha(0.5)
        return (
            torch.sigmoid(100 * (first - middle))
            - torch.sigmoid(100 * (second - middle))
            + (first + second)
        )

    (found,) = integrate(
        score,
        [Path(torch.ones(2, 1), torch.zeros(2, 1), spacing=BUMP)],
        Accuracy(0.01, 513, "focused"),
        packing=Packing(lambda n: 1000, pads=True),
    )
    assert found.n_steps > 7
    assert found.attributions[:, 0].tolist() == pytest.approx([2, 0], abs=0.1)


def test_integrate_gives_up_where_rounding_takes_up_the_tolerance() -> None:
    def integral(gives_up: bool) -> PathIntegral:
        (found,) = integrate(
            lambda points: points.embeddings.sum(dim=(1, 2)),
            [Path(torch.ones(1, 1), torch.zeros(1, 1), baseline_score=0.0, input_score=1.02)],
            Accuracy(0.01, 257, gives_up=gives_up),
            packing=Packing(lambda n_tokens: 1000, pads=True),
        )
        return found

    assert (integral(True).n_steps, integral(False).n_steps) == (9, 257)
    assert not integral(True).converged


def test_integrate_takes_no_gradient_where_rounding_is_far_off() -> None:
    def integral(known: float) -> PathIntegral:
        (found,) = integrate(
            lambda points: points.embeddings.detach().sum(dim=(1, 2)),  # without a gradient
            [Path(torch.ones(1, 1), torch.zeros(1, 1), baseline_score=0.0, input_score=known)],
            Accuracy(0.01, 257, gives_up=True),
            packing=Packing(lambda n_tokens: 1000, pads=True),
        )
        return found

    assert not integral(1.1).converged
    assert integral(1.1).delta == pytest.approx(-1.1)
    with pytest.raises(RuntimeError, match="does not require grad"):
        integral(1.04)


def test_integrate_tells_of_a_path_that_is_given_up() -> None:
    finished: list[PathIntegral] = []
    unit = (torch.ones(1, 1), torch.zeros(1, 1))
    integrate(
        lambda points: points.embeddings.sum(dim=(1, 2)),
        [Path(*unit, 0.0, 2.0), Path(*unit, 0.0, 1.0)],
        Accuracy(0.01, 257, gives_up=True),
        packing=Packing(lambda n_tokens: 1000, pads=True),
        finished=finished.append,
    )
    assert sorted(integral.converged for integral in finished) == [False, True]
