from __future__ import annotations

import pytest

from explain_core.heatmap.colors import INK, NEUTRAL, STEPS, shade, share, step, xterm
from explain_core.heatmap.paint import GROUNDS, MUTED
from tests.explain_core.heatmap.colorimetry import (
    COLOR_BLINDNESS,
    contrast,
    difference,
    seen_with,
)

SHARES = [i / 50 - 1 for i in range(101)]
CUBE = (0, 95, 135, 175, 215, 255)
BLACK = (0, 0, 0)


@pytest.mark.parametrize("share", SHARES)
def test_shade_is_legible_under_the_ink(share: float) -> None:
    assert contrast(shade(share), INK) >= 4.5


@pytest.mark.parametrize("share", SHARES)
def test_xterm_shade_is_legible_under_black(share: float) -> None:
    index = xterm(shade(share)) - 16
    shown = CUBE[index // 36], CUBE[index // 6 % 6], CUBE[index % 6]

    assert contrast(shown, BLACK) >= 4.5


@pytest.mark.parametrize(("paper", "ink"), [*GROUNDS[: 2 * STEPS + 1], (NEUTRAL, MUTED)])
def test_ground_has_an_ink_that_is_legible_on_it(
    paper: tuple[int, int, int], ink: tuple[int, int, int]
) -> None:
    assert contrast(paper, ink) >= 4.5


@pytest.mark.parametrize("blindness", COLOR_BLINDNESS)
@pytest.mark.parametrize("strength", [0.25, 0.5, 1.0])
def test_shade_shows_its_sign_to_the_colour_blind(blindness: str, strength: float) -> None:
    towards, away = (seen_with(blindness, shade(sign * strength)) for sign in (1, -1))

    assert difference(towards, away) > 12


@pytest.mark.parametrize("sign", [1, -1])
def test_shade_darkens_with_strength(sign: int) -> None:
    contrasts = [contrast(shade(sign * i / 10), NEUTRAL) for i in range(11)]

    assert contrasts == sorted(contrasts)
    assert len(set(contrasts)) == len(contrasts)


def test_shade_of_nothing_is_neutral() -> None:
    assert shade(0.0) == NEUTRAL
    assert step(0.01) == 0


@pytest.mark.parametrize(
    ("attribution", "strongest", "expected"),
    [(0.0, 0.0, 0.0), (2.0, 2.0, 1.0), (-2.0, 2.0, -1.0), (0.5, 2.0, 0.25)],
)
def test_share_is_symmetrical_around_zero(
    attribution: float, strongest: float, expected: float
) -> None:
    assert share(attribution, strongest) == expected
