"""A comparison as lines of text: one heatmap above the other, on one scale, and what differs."""

from __future__ import annotations

from collections.abc import Iterator

from explain_core.comparison import Comparison
from explain_core.explanation import WordAttribution
from explain_core.heatmap import pair_wording, wording
from explain_core.heatmap.terminal import (
    FIXED_SPACE,
    NARROWEST,
    STRONGEST_WORD,
    heading,
    joined,
    pen_for,
    words,
    wrapped,
)
from explain_core.heatmap.visible import shorten


def render(comparison: Comparison, *, width: int, color: bool) -> str:
    """Return both heatmaps and what differs as text without a final line break."""
    width = max(width, NARROWEST)
    pen = pen_for(color=color)
    strongest = pair_wording.strongest(comparison)
    legend = pen.legend(pair_wording.legend(comparison), strongest, width)
    sides: list[Iterator[str] | list[str]] = []
    for number, side in enumerate(comparison.sides):
        title = pen.strong(pair_wording.title(comparison, number))
        sides.append(wrapped([title, *heading(side, pen)], width))
        sides.append(words(side, pen, strongest=strongest, width=width))
    return joined(
        *sides,
        wrapped(list(_differences(comparison, strongest)), width),
        wrapped([*legend, *pair_wording.notes(comparison)], width),
    )


def _differences(comparison: Comparison, strongest: float) -> Iterator[str]:
    pairs = comparison.strongest()
    yield pair_wording.DIFFERS if pairs else pair_wording.NOTHING_DIFFERS
    for pair in pairs:
        both = f"{_word(pair.left, strongest)} -> {_word(pair.right, strongest)}"
        yield f"{pair_wording.difference(comparison, pair)}  {both}"


def _word(word: WordAttribution | None, strongest: float) -> str:
    if word is None:
        return f"({pair_wording.NO_WORD})"
    shown = shorten(wording.quoted(word.text), STRONGEST_WORD)
    return f"{shown}{FIXED_SPACE}{pair_wording.value(word, strongest)}"
