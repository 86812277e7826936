"""Measures of colour that the scale is held to, as their standards define them."""

from __future__ import annotations

import math
from collections.abc import Sequence

Color = Sequence[float]

# Linear RGB of what people with full protan-, deutan- and tritanopia see.
# Source: Machado, Oliveira, Fernandes 2009, severity 1.0.
COLOR_BLINDNESS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

_TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)


def linear(color: Color) -> list[float]:
    scaled = [channel / 255 for channel in color]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in scaled]


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted(_apply(_TO_XYZ, linear(color))[1] for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen_with(blindness: str, color: Color) -> list[float]:
    """Return the CIELAB colour that remains: lightness 0 to 100, a, b."""
    seen = _apply(COLOR_BLINDNESS[blindness], linear(color))
    return _lab([min(1.0, max(0.0, channel)) for channel in seen])


def difference(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the distance in CIELAB (CIE 1976); 2.3 is just noticeable."""
    return math.dist(one, other)


def _lab(rgb: Sequence[float]) -> list[float]:
    xyz = [value / white for value, white in zip(_apply(_TO_XYZ, rgb), _WHITE, strict=True)]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


def _apply(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]
