"""What a page says and shows, read from its glyphs and rectangles instead of its pixels."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from explain_core.explanation import Explanation
from explain_core.heatmap import passages
from explain_core.heatmap.fonts import packaged
from explain_core.heatmap.paint import Page
from explain_core.heatmap.png import layout
from explain_core.heatmap.shaping import Shaped, Style, shape


def page_of(explanation: Explanation) -> Page:
    return layout(explanation, passages.candidates(explanation)[0], fonts=packaged())


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


def shaped(text: str, *, size: int = 30, base: int | None = None) -> Shaped:
    return shape(text, Style(size), fonts=packaged(), base=base)


def glyphs(text: Shaped) -> list[int]:
    return [glyph.index for glyph in text.glyphs]


def says(page: Page, text: str) -> bool:
    """Return whether one line of the page contains these words, glyph by glyph."""
    wanted = glyphs(shaped(text))
    return any(
        wanted == drawn[start : start + len(wanted)]
        for drawn in (glyphs(line) for line, _, _ in page.texts)
        for start in range(len(drawn))
    )


def frame_names(page: Page) -> list[str]:
    return [frame.name for text, _, _ in page.texts for frame in text.frames]


def right_edges(page: Page) -> Iterator[float]:
    for (_, _, right, _), _, _ in page.rectangles:
        yield right
    for text, left, _ in page.texts:
        yield left + text.width


def left_edges(page: Page) -> Iterator[float]:
    for (left, _, _, _), _, _ in page.rectangles:
        yield left
    for _, left, _ in page.texts:
        yield left
