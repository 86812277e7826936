"""Words as a reader sees them, by character offsets, whatever the model's tokenizer does."""

from __future__ import annotations

from dataclasses import dataclass

import regex

# A letter, mark, digit or joining character. Apostrophes and underscores hold a word together
# (don't, snake_case), hyphens do not; at its ends they are marks (_emphasis_).
_INNER = r"[\p{L}\p{M}\p{N}\p{Cf}]"
# Scripts written without spaces: a reader points at characters (Han) or at short runs (kana).
_HAN = r"[\p{Han}]\p{M}*"
_KANA = r"(?:[\p{Hiragana}ー]\p{M}*)+|(?:[\p{Katakana}ーﾞﾟ]\p{M}*)+"
_NUMBER = r"\p{N}+(?:[.,:]\p{N}+)+"
_WORD = rf"(?:(?![\p{{Han}}\p{{Hiragana}}\p{{Katakana}}]){_INNER})+"
_UNIT = regex.compile(
    rf"{_HAN}|{_KANA}|{_NUMBER}|{_WORD}(?:(?:['’]|_+){_WORD})*"  # noqa: RUF001
    # An emoji is one unit however many code points it takes; so is a row of the same mark: "!!!".
    r"|(?P<mark>[\p{P}\p{S}--\p{Emoji_Presentation}])(?P=mark)+(?!\p{M}|\ufe0f|\u200d)"
    # Flags come first, since \X counts back over all of them for each.
    r"|\p{Regional_Indicator}{2}\p{M}*|[^\S\r\n]|\X",
    flags=regex.VERSION1,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, `text[start:end]`."""

    start: int
    end: int


def words(text: str) -> list[Span]:
    """Return the words of a text in order; every character is in exactly one or is white space.

    Punctuation and symbols are units of their own:
    "Don't panic, it's 3.50!!!" -> Don't | panic | , | it's | 3.50 | !!!
    """
    spans: list[Span] = []
    for match in _UNIT.finditer(text):
        spans += _visible(text, match.start(), match.end())
    return spans


def _visible(text: str, start: int, end: int) -> list[Span]:
    """Return the span without white space at its ends or inside it."""
    spans: list[Span] = []
    position = start
    while position < end:
        if text[position].isspace():
            position += 1
            continue
        stop = position
        while stop < end and not text[stop].isspace():
            stop += 1
        spans.append(Span(position, stop))
        position = stop
    return spans
