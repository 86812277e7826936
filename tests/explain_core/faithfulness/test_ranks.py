from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from explain_core.faithfulness import kendall_tau, spearman_rho

Correlation = Callable[[Sequence[float], Sequence[float]], float | None]
BOTH = pytest.mark.parametrize("correlation", [kendall_tau, spearman_rho], ids=lambda f: f.__name__)
SOME = [0.3, -1.0, 2.5, 0.0, 7.0, 0.1]


@pytest.mark.parametrize(
    ("a", "b", "tau"),
    [
        ([1, 2, 3], [1, 3, 2], 1 / 3),
        ([1, 2, 3, 4], [3, 1, 4, 2], 0.0),
        # With ties: 5 of 10 pairs, 2 of them tied in a, 1 in b; the example in SciPy's manual.
        ([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], -0.47140452079103173),
        ([1, 1, 2], [1, 2, 3], 2 / 6**0.5),
    ],
)
def test_kendall_tau_of_worked_examples(a: Sequence[float], b: Sequence[float], tau: float) -> None:
    assert kendall_tau(a, b) == pytest.approx(tau)


@pytest.mark.parametrize(
    ("a", "b", "rho"),
    [
        # IQ against hours of television, the usual textbook example: 1 - 6 * 194 / (10 * 99).
        (
            [106, 100, 86, 101, 99, 103, 97, 113, 112, 110],
            [7, 27, 2, 50, 28, 29, 20, 12, 6, 17],
            -29 / 165,
        ),
        ([1, 1, 2, 3], [1, 2, 3, 4], 0.9**0.5),
    ],
)
def test_spearman_rho_of_worked_examples(
    a: Sequence[float], b: Sequence[float], rho: float
) -> None:
    assert spearman_rho(a, b) == pytest.approx(rho)


@BOTH
def test_correlation_with_itself_is_1_and_with_its_reverse_minus_1(
    correlation: Correlation,
) -> None:
    assert correlation(SOME, SOME) == pytest.approx(1.0)
    assert correlation(SOME, [-x for x in SOME]) == pytest.approx(-1.0)


@BOTH
def test_correlation_depends_on_ranks_alone(correlation: Correlation) -> None:
    other = [4.0, 1.0, 1.0, 9.0, 2.0, 3.0]
    cubes = [x**3 for x in SOME]
    assert correlation(cubes, other) == pytest.approx(correlation(SOME, other))


@BOTH
@pytest.mark.parametrize(("a", "b"), [([1.0], [2.0]), ([1, 1, 1], [1, 2, 3]), ([1, 2], [3, 3])])
def test_correlation_without_two_different_values_is_none(
    correlation: Correlation, a: Sequence[float], b: Sequence[float]
) -> None:
    assert correlation(a, b) is None


@BOTH
@pytest.mark.parametrize(("a", "b"), [([], []), ([1.0, 2.0], [1.0])])
def test_correlation_of_different_things_raises(
    correlation: Correlation, a: Sequence[float], b: Sequence[float]
) -> None:
    with pytest.raises(ValueError, match="two rankings"):
        correlation(a, b)
