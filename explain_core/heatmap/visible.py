"""Text as it can safely be shown: nothing in it moves the cursor, reorders or hides the rest."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from wcwidth import iter_graphemes

_JOINERS = "\u200c\u200d\ufe0e\ufe0f"  # they shape their neighbours: Persian, Hindi, emoji
_BLACK_FLAG = "\U0001f3f4"  # 🏴 followed by tags is the flag of a region
_DOTTED_CIRCLE = "\u25cc"  # carries a mark that has no letter of its own word to stand on
_MARKS_IN_A_ROW = 4  # no orthography stacks more; "zalgo" text stacks dozens
_NAMED_AT_MOST = 4
_LONGEST_GRAPHEME = 16  # a kiss of two people with skin tones has 10 code points

# Characters that take no ink although Unicode calls them letters or marks.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
# ... and those that take some although Unicode calls them formatting, as the end of a verse does.
_INKED_FORMATTING = frozenset("\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd") | frozenset(
    map(chr, range(0x0600, 0x0606))
)
_VARIATION_SELECTORS = (
    range(0x180B, 0x1810),
    range(0xFE00, 0xFE10),
    range(0xE0100, 0xE01F0),
)


def name(char: str) -> str:
    """Return the code point's name in Unicode's notation: '\\x1b' -> 'U+001B'."""
    return f"U+{ord(char):04X}"


def visible(text: str) -> str:
    """Return `text` with nothing in it that acts instead of being seen.

    Control characters and lone surrogates are named ('a\\x1b[1m' -> 'a[U+001B][1m'), white space
    becomes a space, and invisible formatting such as bidi overrides is left out, unless nothing
    else is there: then it is named as well.
    """
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    for char in text:
        if piece := _shown(char, shown):
            shown.append(piece)
    if shown or not text:
        return "".join(shown)
    names = "".join(f"[{name(char)}]" for char in text[:_NAMED_AT_MOST])
    return names if len(text) <= _NAMED_AT_MOST else names + "…"


def gap(text: str) -> str:
    """Return the white space between two words with its line breaks as '\\n', controls as ' '."""
    if text in ("", " "):
        return text
    lines = (text + "|").splitlines()
    return "\n".join("".join(map(_blank, line)) for line in lines)[:-1]


def shorten(text: str, n_graphemes: int) -> str:
    """Return `text` with its middle left out if it is longer: 'abcdefgh', 5 -> 'abc…h'."""
    if text.isascii() and len(text) <= n_graphemes:
        return text
    graphemes = [_bounded(grapheme) for grapheme in iter_graphemes(text)]
    if len(graphemes) <= n_graphemes:
        return "".join(graphemes)
    tail = max(1, (n_graphemes - 1) // 3)
    return "".join([*graphemes[: n_graphemes - 1 - tail], "…", *graphemes[-tail:]])


def _blank(char: str) -> str:
    if char == "\t" or unicodedata.category(char) == "Zs":
        return char
    return " " if char.isspace() else visible(char)


def _bounded(grapheme: str) -> str:
    if len(grapheme) <= _LONGEST_GRAPHEME:
        return grapheme
    return grapheme[: _LONGEST_GRAPHEME - 1] + "…"


def _shown(char: str, before: Sequence[str]) -> str:
    category = unicodedata.category(char)
    if category[0] == "Z" or char in "\t\n\r":
        return " "
    if category in ("Cc", "Cs") or ord(char) & 0xFFFE == 0xFFFE:
        return f"[{name(char)}]"
    if _is_invisible(char, category):
        return char if _shapes_its_neighbours(char, before) else ""
    if category[0] == "M" and (not before or before[-1] == " "):
        return _DOTTED_CIRCLE + char
    if category in ("Mn", "Me") and _is_full_of_marks(before):
        return ""
    return char


def _is_invisible(char: str, category: str) -> bool:
    point = ord(char)
    return (
        (category == "Cf" and char not in _INKED_FORMATTING)
        or char in _BLANK_LETTERS
        or any(point in selectors for selectors in _VARIATION_SELECTORS)
    )


def _shapes_its_neighbours(char: str, before: Sequence[str]) -> bool:
    last = before[-1] if before else " "
    if char in _JOINERS:
        return last != " " and (last not in _JOINERS or last + char == "\ufe0f\u200d")
    return "\U000e0020" <= char <= "\U000e007f" and (
        last == _BLACK_FLAG or "\U000e0020" <= last <= "\U000e007f"
    )


def _is_full_of_marks(before: Sequence[str]) -> bool:
    last = before[-_MARKS_IN_A_ROW:]
    return len(last) == _MARKS_IN_A_ROW and all(
        unicodedata.category(piece[0]) in ("Mn", "Me") for piece in last
    )
