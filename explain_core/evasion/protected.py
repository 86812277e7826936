"""Parts of a text in which nothing is respelt: addresses, names, code."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import Final

import regex

from explain_core.evasion.reading import hides_word

_ENDS: Final = "com|org|net|edu|gov|info|io|co|uk|de|fr|eu|ru|dev|app|ai|me|tv|us"
# Every alternative begins where no run of its characters is under way, so that each is read once.
_PROTECTED: Final = regex.compile(
    r"```.*?```|`[^`\n]++`"
    r"|<(?:[@#!][^<>\s]{1,200}|(?:https?|mailto):[^<>]{1,4000})>"
    r"|(?<!\w)(?:(?:https?|ftp|file)://|www\.)[^\s<>]++"
    r"|(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++"
    rf"|(?<![\w.-])(?:[\w-]{{2,}}+\.)++(?:{_ENDS})(?![\w])(?:/[^\s<>]*+)?"
    r"|(?<![\w./\\~-])(?:[A-Za-z]:|~|\.{1,2})?[/\\](?:[\w.-]++[/\\])++[\w.-]*+"
    r"|(?<![\w&])\#\w++"
    r"|(?P<mention>(?<![\w@])@[\w.-]++)"
    r"|(?<!\w)(?=\w*[0-9])\w{16,}+",
    flags=regex.DOTALL | regex.VERSION1,
)


class Protected:
    """The protected parts of a text, which are looked for once somebody asks for them."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return [
            match.span()
            for match in _PROTECTED.finditer(self._text)
            if not (match["mention"] and hides_word(match["mention"]))
        ]

    def touches(self, start: int, end: int) -> bool:
        """Return whether a part of `text[start:end]` is protected."""
        index = bisect_left(self._spans, (end, 0)) - 1
        return index >= 0 and self._spans[index][1] > start
