"""Explanation -> picture, web page, coloured lines of text.

Each of them is loaded when it is first asked for: a terminal needs no fonts.
"""

from __future__ import annotations

from explain_core.explanation import Explanation

__all__ = ["to_html", "to_html_fragment", "to_png", "to_terminal"]


def to_png(explanation: Explanation) -> bytes:
    """Return the heatmap as a PNG image, 720 pixels wide, opaque, under 150 KB.

    Up to 500 words are drawn; of longer texts the strongest passages, and the picture says so.
    """
    from explain_core.heatmap.png import render

    return render(explanation)


def to_html(explanation: Explanation) -> str:
    """Return the heatmap as one self-contained HTML page."""
    from explain_core.heatmap.html import page

    return page(explanation)


def to_html_fragment(explanation: Explanation) -> str:
    """Return the heatmap as one HTML element, for a notebook cell or another page."""
    from explain_core.heatmap.html import fragment

    return fragment(explanation)


def to_terminal(explanation: Explanation, *, width: int = 80, color: bool = True) -> str:
    """Return the heatmap as lines of at most `width` columns.

    color: ANSI colours (256-colour palette); without them pushing words carry signed numbers.
    """
    from explain_core.heatmap.terminal import render

    return render(explanation, width=width, color=color)
