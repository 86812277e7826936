"""The picture: how much of the text is on it, and what comes after what."""

from __future__ import annotations

from collections.abc import Sequence

from explain_core.explanation import Explanation
from explain_core.heatmap import passages, wording
from explain_core.heatmap.fonts import FontSet, packaged
from explain_core.heatmap.paint import MAX_BYTES, Page
from explain_core.heatmap.sheet import MAX_HEIGHT, Sheet


def render(explanation: Explanation, *, fonts: FontSet | None = None) -> bytes:
    """Return the picture as PNG, of the whole text unless that makes it too high or too heavy."""
    fonts = fonts or packaged()
    *larger, smallest = passages.candidates(explanation)
    for shown in larger:
        page = layout(explanation, shown, fonts=fonts)
        if page.height <= MAX_HEIGHT:
            picture = page.png()
            if len(picture) < MAX_BYTES:
                return picture
    return layout(explanation, smallest, fonts=fonts).png()


def layout(explanation: Explanation, shown: Sequence[range], *, fonts: FontSet) -> Page:
    """Return the picture of these passages before it is drawn."""
    sheet = Sheet(explanation, fonts)
    sheet.title()
    sheet.notes()
    sheet.warning()
    sheet.words(shown)
    sheet.strongest()
    sheet.legend(wording.legend(explanation))
    return sheet.finished()
