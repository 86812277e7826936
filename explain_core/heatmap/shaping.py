"""Text -> positioned glyphs: fonts chosen per character, scripts joined, directions respected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import uharfbuzz as hb
from wcwidth import iter_graphemes

from explain_core.heatmap import bidi
from explain_core.heatmap.fonts import BOLD, REGULAR, SUBPIXELS, FontSet
from explain_core.heatmap.visible import name

_FRAME_MARGIN = 2
_FRAME_PADDING = 4
_FRAME_TEXT = 0.66
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set. size: pixels; language: which shapes Chinese characters take."""

    size: int
    weight: int = REGULAR
    language: str = "zh-Hans"

    def bold(self) -> Style:
        return replace(self, weight=BOLD)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph; x and y are pixels from the start of the text and up from its baseline."""

    font: hb.Font
    index: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A box drawn around the name of a character that no font has."""

    x: float
    width: float
    name: str


@dataclass(frozen=True, slots=True)
class Shaped:
    """Text ready to be drawn."""

    glyphs: tuple[Glyph, ...]
    frames: tuple[Frame, ...]
    width: float
    size: int


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    font: int | None
    rtl: bool


def han_language(text: str) -> str:
    """Return the language whose shapes the text's Chinese characters should take."""
    if _KANA.search(text):
        return "ja"
    return "ko" if _HANGUL.search(text) else "zh-Hans"


def shape(text: str, style: Style, *, fonts: FontSet, base: int | None = None) -> Shaped:
    """Return the glyphs of one line of text, laid out from left to right.

    text: has passed `visible`.
    base: embedding level of the surrounding paragraph; None takes it from the text.
    """
    level = bidi.base_level(text) if base is None else base
    glyphs: list[Glyph] = []
    frames: list[Frame] = []
    x = 0.0
    for run in _visual_runs(text, level, fonts=fonts):
        if run.font is None:
            framed = _framed(run, x, style=style, fonts=fonts)
            glyphs.extend(framed.glyphs)
            frames.extend(framed.frames)
            x = framed.width
        else:
            font = fonts.font(run.font, size=style.size, weight=style.weight)
            x = _append(glyphs, run, x=x, font=font, language=style.language)
    return Shaped(tuple(glyphs), tuple(frames), x, style.size)


def _visual_runs(text: str, base: int, *, fonts: FontSet) -> list[_Run]:
    levels = bidi.levels(text, base)
    pieces: list[tuple[str, int | None, int]] = []
    at = 0
    for cluster in [text] if text.isascii() else iter_graphemes(text):
        pieces.extend((part, font, levels[at]) for part, font in _parts(cluster, fonts))
        at += len(cluster)
    runs: list[_Run] = []
    run_levels: list[int] = []
    for (font, level), run in groupby(pieces, key=lambda piece: piece[1:]):
        runs.append(_Run("".join(piece[0] for piece in run), font, bool(level % 2)))
        run_levels.append(level)
    return [runs[i] for i in bidi.visual_order(run_levels)]


def _parts(cluster: str, fonts: FontSet) -> Iterator[tuple[str, int | None]]:
    """Yield a cluster with its font; one that no font has as a whole, character by character."""
    if cluster.isascii():
        yield cluster, 0
        return
    font = fonts.covering(cluster)
    if font is not None or len(cluster) == 1:
        yield cluster, font
        return
    for char in cluster:
        yield char, fonts.covering(char)


def _append(glyphs: list[Glyph], run: _Run, *, x: float, font: hb.Font, language: str) -> float:
    """Add the glyphs of a run that starts at `x`, and return where it ends."""
    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.direction = "rtl" if run.rtl else "ltr"
    buffer.language = language
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        dx, dy = position.x_offset / SUBPIXELS, position.y_offset / SUBPIXELS
        glyphs.append(Glyph(font, info.codepoint, x + dx, dy))
        x += position.x_advance / SUBPIXELS
    return x


def _framed(run: _Run, x: float, *, style: Style, fonts: FontSet) -> Shaped:
    """Return the names of characters that no font has, each in a box, from `x` on."""
    small = Style(round(style.size * _FRAME_TEXT))
    font = fonts.font(0, size=small.size, weight=small.weight)
    glyphs: list[Glyph] = []
    frames: list[Frame] = []
    for char in reversed(run.text) if run.rtl else run.text:
        left = x + _FRAME_MARGIN
        label = _Run(name(char), 0, rtl=False)
        end = _append(glyphs, label, x=left + _FRAME_PADDING, font=font, language=small.language)
        frames.append(Frame(left, end + _FRAME_PADDING - left, label.text))
        x = end + _FRAME_PADDING + _FRAME_MARGIN
    return Shaped(tuple(glyphs), tuple(frames), x, style.size)
