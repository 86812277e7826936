"""A text with some of its words left out or replaced, as somebody would have typed it."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from explain_core.words import Span

_OPENING = ("Ps", "Pi")  # brackets and quotation marks stand close to what follows them


def without(text: str, spans: Sequence[Span], left_out: Collection[int]) -> str:
    """Return the text without some of its words, and without the white space that they leave.

    "It was terrible, honestly" without its third word -> "It was, honestly"
    """
    kept = [number for number in range(len(spans)) if number not in left_out]
    pieces: list[str] = []
    for before, number in zip([None, *kept], kept, strict=False):
        if before is not None:
            pieces.append(_between(text, spans, before, number))
        pieces.append(text[spans[number].start : spans[number].end])
    return "".join(pieces)


def with_filler(text: str, spans: Sequence[Span], hidden: Collection[int], filler: str) -> str:
    """Return the text with a filler in place of some of its words.

    "It was terrible", third word, "[MASK]" -> "It was [MASK]"
    """
    pieces, end = [], 0
    for number in sorted(hidden):
        pieces += [text[end : spans[number].start], filler]
        end = spans[number].end
    return "".join([*pieces, text[end:]])


def is_punctuation(word: str) -> bool:
    return all(unicodedata.category(char)[0] == "P" for char in word)


def _between(text: str, spans: Sequence[Span], before: int, after: int) -> str:
    """Return what stands between two words that are kept, those between them being left out."""
    edges = [spans[before].end]
    for span in spans[before + 1 : after]:
        edges += [span.start, span.end]
    edges.append(spans[after].start)
    blanks = [text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)]
    if len(blanks) == 1:
        return blanks[0]
    first, last = text[spans[before].end - 1], text[spans[after].start]
    if any("\n" in blank for blank in blanks):
        return max(blanks, key=lambda blank: blank.count("\n"))
    attached_before = not blanks[0] and _is_opening(first)
    attached_after = not blanks[-1] and is_punctuation(last) and not _is_opening(last)
    if attached_before or attached_after:
        return ""
    if any(blanks):
        return " "
    gone = "".join(text[span.start : span.end] for span in spans[before + 1 : after])
    # "good,bad" must not become one word; of "good!!!" or "(bad)" nothing more is to be parted.
    return " " if is_punctuation(gone) and first.isalnum() and last.isalnum() else ""


def _is_opening(char: str) -> bool:
    return unicodedata.category(char) in _OPENING
