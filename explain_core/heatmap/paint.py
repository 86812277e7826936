"""Rectangles and shaped text -> PNG.

A picture is drawn in two layers: what the ground is (one of 30 kinds, each with the ink that is
legible on it) and how much ink lies on it (8 levels). Together they are a palette of 240 exact
colours, which makes the file a fifth of a true-colour one and spares the search for a palette.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import uharfbuzz as hb
from PIL import Image, ImageChops, ImageDraw

from explain_core.heatmap.colors import (
    AWAY_MARK,
    INK,
    NEUTRAL,
    STEPS,
    TOWARDS_MARK,
    Color,
    shade,
    step,
)
from explain_core.heatmap.fonts import SUBPIXELS
from explain_core.heatmap.pngfile import encode
from explain_core.heatmap.shaping import Shaped

MAX_BYTES = 150_000

MUTED: Color = (84, 92, 104)
RULE_COLOR: Color = (221, 225, 231)
WARNING_COLOR: Color = (255, 233, 168)

# Grounds 0 to 24 are the scale from away to towards, 12 its neutral middle: the paper.
PAPER = STEPS
RULE, WARNING, TOWARDS_LINE, AWAY_LINE, QUIET = range(2 * STEPS + 1, 2 * STEPS + 6)
GROUNDS: tuple[tuple[Color, Color], ...] = (
    *((shade(i / STEPS - 1), INK) for i in range(2 * STEPS + 1)),
    (RULE_COLOR, INK),
    (WARNING_COLOR, INK),
    (TOWARDS_MARK, INK),
    (AWAY_MARK, INK),
    (NEUTRAL, MUTED),  # paper for what is of less interest
)

_SLOTS = 32
_LEVELS = 8
# How finely ink is told apart and how hard the file is compressed: a picture that is too large is
# encoded again with less of the one and more of the other.
_ENCODINGS = ((_LEVELS, 6), (4, 9), (3, 9))
_SMOOTHING = 4


def ground(share: float) -> int:
    """Return the ground of a word: the nearest of 25 steps of the colour scale."""
    return STEPS + step(share)


class Page:
    """Something to draw on; coordinates are pixels from the upper left corner.

    Its height is set when all that goes on it is known.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.height = 0
        self.rectangles: list[tuple[tuple[int, int, int, int], int, int]] = []
        self.texts: list[tuple[Shaped, int, int]] = []

    def rectangle(
        self, box: tuple[float, float, float, float], *, ground: int, radius: int = 0
    ) -> None:
        """Fill a box: left, top, width and height."""
        left, top, width, height = box
        corners = round(left), round(top), round(left + width), round(top + height)
        self.rectangles.append((corners, ground, radius))

    def text(self, shaped: Shaped, start: tuple[float, float]) -> None:
        """Put text, from a point on its baseline, on the ground there and in that ground's ink."""
        left, baseline = start
        self.texts.append((shaped, round(left), round(baseline)))

    def png(self) -> bytes:
        """Return everything drawn so far as an image."""
        size = self.width, self.height
        grounds = Image.new("L", size, PAPER)
        for box, ground, radius in self.rectangles:
            _fill(grounds, box, ground=ground, radius=radius)
        ink = _ink(self.texts, size)
        encoded = b""
        for n_levels, effort in _ENCODINGS:
            encoded = encode(_indices(grounds, ink, n_levels=n_levels), _palette(), effort=effort)
            if len(encoded) < MAX_BYTES:
                break
        return encoded


def _fill(
    grounds: Image.Image, box: tuple[int, int, int, int], *, ground: int, radius: int
) -> None:
    left, top, right, bottom = box
    radius = min(radius, (right - left) // 2, (bottom - top) // 2)
    if radius < 1:
        grounds.paste(ground, box)
        return
    grounds.paste(ground, (left + radius, top, right - radius, bottom))
    grounds.paste(ground, (left, top + radius, right, bottom - radius))
    corners = (
        (left, top),
        (right - radius, top),
        (left, bottom - radius),
        (right - radius, bottom - radius),
    )
    # Half a step on the scale is half a colour mixed with paper: its corners can be smooth.
    smooth = ground <= 2 * STEPS
    for corner, mask in zip(corners, _corners(radius, smooth=smooth), strict=True):
        grounds.paste(ground, corner, mask)


@lru_cache(maxsize=16)
def _corners(radius: int, *, smooth: bool) -> tuple[Image.Image, ...]:
    """Return the four quarters of a disc: upper left, upper right, lower left, lower right."""
    large = Image.new("L", (2 * radius * _SMOOTHING,) * 2)
    ImageDraw.Draw(large).ellipse((0, 0, large.width - 1, large.height - 1), fill=255)
    disc = large.resize((2 * radius,) * 2, Image.Resampling.BOX)
    if not smooth:
        disc = disc.point([0] * 128 + [255] * 128)
    return tuple(
        disc.crop((x, y, x + radius, y + radius)) for y in (0, radius) for x in (0, radius)
    )


def _ink(texts: Sequence[tuple[Shaped, int, int]], size: tuple[int, int]) -> Image.Image:
    """Return how much ink each pixel takes, 0 to 255.

    Glyphs stand on whole pixels: the same letter is the same bitmap wherever it is, which
    compresses well.
    """
    width, height = size
    raster = hb.RasterDraw()
    raster.scale_factor = (SUBPIXELS, SUBPIXELS)
    for shaped, left, baseline in texts:
        for glyph in shaped.glyphs:
            x, y = round(left + glyph.x) * SUBPIXELS, round(glyph.y - baseline) * SUBPIXELS
            raster.transform = (1, 0, 0, 1, x, y)
            raster.draw_glyph(glyph.font, glyph.index)
    raster.extents = hb.RasterExtents(0, -height, width, height, width)
    rows_upwards = raster.render().buffer
    ink = Image.frombytes("L", size, rows_upwards, "raw", "L", width, -1)
    draw = ImageDraw.Draw(ink)
    for shaped, left, baseline in texts:
        top, bottom = baseline - round(0.7 * shaped.size), baseline + round(0.22 * shaped.size)
        for frame in shaped.frames:
            x = round(left + frame.x)
            draw.rectangle((x, top, x + round(frame.width), bottom), outline=255)
    return ink


def _indices(grounds: Image.Image, ink: Image.Image, *, n_levels: int) -> Image.Image:
    """Return the two layers as one, ink told apart in `n_levels` of the palette's levels."""
    finest = _LEVELS - 1
    levels = [round(round(i / 255 * (n_levels - 1)) * finest / (n_levels - 1)) for i in range(256)]
    return ImageChops.add(grounds, ink.point([level * _SLOTS for level in levels]))


@lru_cache(maxsize=1)
def _palette() -> bytes:
    """Return the colour of every ground under every level of ink, as red, green, blue bytes."""
    finest = _LEVELS - 1
    unused = ((NEUTRAL, INK),) * (_SLOTS - len(GROUNDS))
    return bytes(
        round(paper + (ink - paper) * level / finest)
        for level in range(_LEVELS)
        for ground in (*GROUNDS, *unused)
        for paper, ink in zip(*ground, strict=True)
    )
