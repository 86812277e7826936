"""Words as they are shown, in reading order, line breaks of the text kept."""

from __future__ import annotations

from dataclasses import dataclass

from explain_core.explanation import Explanation
from explain_core.heatmap.breaking import may_part
from explain_core.heatmap.colors import share, strongest_size
from explain_core.heatmap.passages import MAX_WORD_COLUMNS
from explain_core.heatmap.visible import gap, shorten, visible

# A text of many short lines is set as running text rather than as a picture metres long.
_MAX_LINE_BREAKS = 40


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is safe to show, its middle left out if it is very long.

    attribution: in units of the score.
    share:       of the strongest word's attribution, -1 to 1.
    spaced:      white space stands before it on its line.
    breakable:   a line may start with it.
    """

    text: str
    attribution: float
    share: float
    spaced: bool
    breakable: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The words of one line of the text, as long as that may be."""

    words: list[Word]
    after_blank_line: bool


def paragraphs(
    explanation: Explanation, words: range, *, strongest: float | None = None
) -> list[Paragraph]:
    """Return a passage's words by paragraph; blank lines in a row count as one.

    strongest: what attributions are a share of; None takes the explanation's strongest.
    """
    if strongest is None:
        strongest = strongest_size(explanation.words)
    gaps = [_gap_before(explanation, index) for index in words]
    honoured = sum("\n" in blank for blank in gaps[1:]) <= _MAX_LINE_BREAKS
    found = [Paragraph([], after_blank_line=False)]
    for index, blank in zip(words, gaps, strict=True):
        if honoured and "\n" in blank and found[-1].words:
            found.append(Paragraph([], after_blank_line=blank.count("\n") > 1))
        before = found[-1].words
        attribution = explanation.words[index].attribution
        text = shorten(visible(explanation.words[index].text), MAX_WORD_COLUMNS)
        spaced = bool(blank and before)
        breakable = spaced or bool(before and may_part(before[-1].text, text))
        before.append(Word(text, attribution, share(attribution, strongest), spaced, breakable))
    return found


def _gap_before(explanation: Explanation, index: int) -> str:
    start = explanation.words[index - 1].end if index else 0
    return gap(explanation.text[start : explanation.words[index].start])
