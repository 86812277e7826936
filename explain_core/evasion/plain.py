"""A text as it is meant, and where each of its characters comes from in what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explain_core.explanation import Undone
from explain_core.words import Span, words


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without evasions.

    text:    what is meant: "idiot".
    offsets: (n_characters + 1,); character k stands for `typed[offsets[k]:offsets[k + 1]]`. They
             begin at 0, never fall and end at the length of what was typed, so that every typed
             character belongs to one of these.
    """

    text: str
    offsets: tuple[int, ...]

    def undone(self, typed: str) -> tuple[Undone, ...]:
        """Return the words that were typed otherwise than they are meant, in order."""
        if self.text == typed:
            return ()
        return tuple(
            Undone(start, end, self.text[word.start : word.end])
            for word in words(self.text)
            for start, end in [self._span(word, typed)]
            if typed[start:end] != self.text[word.start : word.end]
        )

    def _span(self, word: Span, typed: str) -> tuple[int, int]:
        """Return where a word of `text` was typed, without white space around it."""
        start, end = self.offsets[word.start], self.offsets[word.end]
        while start < end and typed[start].isspace():
            start += 1
        while start < end and typed[end - 1].isspace():
            end -= 1
        return start, end


def as_typed(text: str) -> Plain:
    return Plain(text, tuple(range(len(text) + 1)))


def changed(plain: Plain, edits: Mapping[int, str]) -> Plain:
    """Return the text with some of its characters replaced, by none, one or more each.

    edits: by position: {1: "i", 2: ""} makes "d10t" into "dit".
    """
    if not edits:
        return plain
    pieces: list[str] = []
    offsets: list[int] = []
    for position, character in enumerate(plain.text):
        replacement = edits.get(position, character)
        pieces.append(replacement)
        offsets += [plain.offsets[position]] * len(replacement)
    if offsets:
        offsets[0] = 0  # what was left out at the beginning belongs to the first that is there
    return Plain("".join(pieces), (*offsets, plain.offsets[-1]))


def joined(spans: Sequence[Span], undone: Sequence[Undone]) -> list[Span]:
    """Return a text's words, those of each undone stretch as one: i | d | o | l -> i d o l."""
    found: list[Span] = []
    stretches = iter(undone)
    stretch = next(stretches, None)
    reach = 0  # up to where words are one with the last
    for span in spans:
        while stretch is not None and stretch.end <= span.start:
            stretch = next(stretches, None)
        if found and span.start < reach:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
        if stretch is not None and stretch.start < span.end:
            reach = max(reach, stretch.end)
    return found
