"""Lines of plain text that fit a width: shortened, or wrapped."""

from __future__ import annotations

from wcwidth import iter_graphemes

from explain_core.heatmap.fonts import FontSet
from explain_core.heatmap.shaping import Shaped, Style, shape


def fitted(text: str, style: Style, *, fonts: FontSet, width: float) -> Shaped:
    """Return text on one line, its end replaced by '…' where it would be wider than `width`."""
    whole = shape(text, style, fonts=fonts)
    if whole.width <= width:
        return whole
    graphemes = list(iter_graphemes(text))
    fits, too_long = 0, len(graphemes)
    best = shape("…", style, fonts=fonts)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        shaped = shape("".join(graphemes[:middle]).rstrip() + "…", style, fonts=fonts)
        if shaped.width <= width:
            fits, best = middle, shaped
        else:
            too_long = middle
    return best


def wrapped(text: str, style: Style, *, fonts: FontSet, width: float) -> list[Shaped]:
    """Return text broken at its spaces into lines of at most `width` pixels."""
    broken: list[str] = []
    for word in text.split():
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and shape(longer, style, fonts=fonts).width <= width:
            broken[-1] = longer
        else:
            broken.append(word)
    return [fitted(line, style, fonts=fonts, width=width) for line in broken]
