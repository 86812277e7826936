"""A diverging colour scale that colour-blind readers can tell apart.

The ends are sky blue and orange of the palette by Okabe and Ito, "Color Universal Design: how to
make figures and presentations that are friendly to colorblind people" (2008). They are equally
light, so strength is read from depth of colour, sign from hue, and one dark ink suits every shade.
"""

from __future__ import annotations

from collections.abc import Sequence

from explain_core.explanation import WordAttribution

Color = tuple[int, int, int]

TOWARDS: Color = (230, 159, 0)
AWAY: Color = (86, 180, 233)
NEUTRAL: Color = (255, 255, 255)
INK: Color = (20, 23, 28)

# Okabe and Ito's vermilion and blue, for thin marks: the scale's own ends are too pale for them.
TOWARDS_MARK: Color = (213, 94, 0)
AWAY_MARK: Color = (0, 114, 178)

# The scale has so many steps from its neutral middle to either end.
STEPS = 12
# Below this share of the strongest word a shade is told from neutral only beside it.
FAINT = 0.12

_CUBE = (0, 95, 135, 175, 215, 255)


def strongest_size(words: Sequence[WordAttribution]) -> float:
    """Return the size of the strongest attribution: both ends of the scale, 0 without words."""
    return max((abs(word.attribution) for word in words), default=0.0)


def share(attribution: float, strongest: float) -> float:
    """Return `attribution` as a share of the strongest word's, from -1 to 1."""
    return max(-1.0, min(1.0, attribution / strongest)) if strongest else 0.0


def shade(share: float) -> Color:
    """Return the colour of a share: sky blue at -1, neutral at 0, orange at 1."""
    end = TOWARDS if share > 0 else AWAY
    weight = abs(share)
    red, green, blue = (round(n + (e - n) * weight) for n, e in zip(NEUTRAL, end, strict=True))
    return red, green, blue


def step(share: float) -> int:
    """Return the nearest step of the scale, from -STEPS to STEPS; 0 is neutral."""
    return round(share * STEPS)


def css(color: Color) -> str:
    """Return a colour as CSS writes it: (230, 159, 0) -> '#e69f00'."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def xterm(color: Color) -> int:
    """Return the nearest colour of the 6x6x6 cube in xterm's 256-colour palette."""
    red, green, blue = (
        min(range(6), key=lambda step: abs(_CUBE[step] - channel)) for channel in color
    )
    return 16 + 36 * red + 6 * green + blue
