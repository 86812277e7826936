"""What word a string stands for: "1d10t" and "idiiiiot" for "idiot"."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, islice, product
from typing import Final

from explain_core.evasion.lexicon import Lexicon, lexicon, skeleton

_DIGITS: Final = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
}  # fmt: skip
_SIGNS: Final = {"@": "a", "$": "s", "!": "il"}
# Only words that people hide are looked for behind these.
_RARE_SIGNS: Final = {"|": "il", "+": "t", "€": "e", "£": "l", "¥": "y", "¢": "c", "¡": "il"}
_STANDS_FOR: Final = _DIGITS | _SIGNS | _RARE_SIGNS
LEET: Final = "".join(_STANDS_FOR)
_MASKS: Final = "*#%"

_LONGEST = 40
_MOST_READINGS = 16
_DRAWN_OUT = 3  # a letter that is typed so many times in a row is meant once or twice
_SELDOM_DOUBLED: Final = frozenset("ahijkquvwxy")
_SHORTEST, _LONG = 4, 6
# Shorter words are taken only if they are as frequent as "you" and "not".
_FREQUENT = 2_000

_CODE: Final = re.compile(r"[A-Z]+[0-9]+|[0-9]+[A-Z]+")  # A55


@lru_cache(maxsize=4096)
def meant(typed: str) -> tuple[str, ...] | None:
    """Return what each character of a string stands for, None if it is no respelt word.

    >>> meant("1d10t"), meant("idiiot"), meant("C3PO")
    (('i', 'd', 'i', 'o', 't'), ('i', 'd', 'i', '', 'o', 't'), None)
    """
    if not 3 <= len(typed) <= _LONGEST:
        return None
    lower = typed.lower()
    words = lexicon()
    if lower.isalpha() and (not lower.isascii() or words.knows(lower)):
        return None
    fitting = [
        (words.rank(word), edits, word)
        for reading in _readings(lower)
        for word in words.of_skeleton.get(skeleton(reading), ())
        if (edits := _fitted(reading, word)) and _is_plausible(typed, word, words)
    ]
    if not fitting:
        return _unmasked(typed, words)
    _, edits, _ = min(fitting)
    return _in_case(typed, edits)


def means_word(typed: str) -> bool:
    """Return whether a string is a word that is known, or stands for one."""
    return lexicon().knows(typed.lower()) or meant(typed) is not None


def hides_word(typed: str) -> bool:
    """Return whether a string is, or stands for, one of the words that people hide."""
    words = lexicon()
    if typed.lower() in words.hidden:
        return True
    found = meant(typed)
    return found is not None and "".join(found).lower() in words.hidden


def _readings(lower: str) -> Iterator[str]:
    """Yield what the characters can stand for, letters for all; nothing if one cannot be one."""
    options = [c if c.isalpha() else _STANDS_FOR.get(c, "") for c in lower]
    if all(options):
        yield from islice(map("".join, product(*options)), _MOST_READINGS)


def _fitted(reading: str, word: str) -> tuple[str, ...] | None:
    """Return the reading's letters, those left out that the word has not; None if it has more."""
    edits: list[str] = []
    for typed, spelt in zip(groupby(reading), groupby(word), strict=True):
        n_typed, n_spelt = len(list(typed[1])), len(list(spelt[1]))
        if n_typed < n_spelt:
            return None
        edits += [spelt[0]] * n_spelt + [""] * (n_typed - n_spelt)
    return tuple(edits)


def _is_plausible(typed: str, word: str, words: Lexicon) -> bool:
    """Return whether it is likelier that the word is meant than what was typed."""
    lower = typed.lower()
    if lower.isalpha():
        return _is_drawn_out(lower, word, words)
    if _CODE.fullmatch(typed):
        return False
    stem = lower.rstrip(string.digits)
    if stem != lower and len(stem) > 2 and words.knows(stem):
        return False  # pig5
    if word in words.hidden:
        n_letters = sum(c.isalpha() for c in lower)
        fewest = 2 if len(word) < _SHORTEST else 1  # a55 is a road
        return n_letters >= fewest or not any(c.isdigit() for c in lower)
    return _is_respelt(typed, word, words)


def _is_drawn_out(lower: str, word: str, words: Lexicon) -> bool:
    """Return whether a word of letters alone is another one with some of them repeated."""
    if len(word) < _SHORTEST and word not in words.hidden:
        return False
    seldom = _SELDOM_DOUBLED if word in words.hidden else frozenset()
    runs = zip(groupby(lower), groupby(word), strict=True)
    return all(
        (n_typed := len(list(typed[1]))) == len(list(spelt[1]))
        or n_typed >= _DRAWN_OUT
        or typed[0] in seldom
        for typed, spelt in runs
    )


def _is_respelt(typed: str, word: str, words: Lexicon) -> bool:
    """Return whether digits and signs inside a string make it an ordinary word."""
    if len(word) != len(typed) or any(c in _RARE_SIGNS for c in typed):
        return False
    if typed.isupper() and len(word) < _LONG:
        return False
    n_letters = sum(c.isalpha() for c in typed)
    if not (typed[0].isalpha() and typed[-1].isalpha()):
        rest = typed.lower().strip(LEET)
        if len(word) < _LONG - 1 or words.knows(rest):
            return False  # 5port
    if len(word) < _SHORTEST and words.ranks[word] >= _FREQUENT:
        return False
    return n_letters >= len(typed) / (3 if len(word) >= _LONG else 2)


def _unmasked(typed: str, words: Lexicon) -> tuple[str, ...] | None:
    """Return the hidden word of which letters are masked: f**k, b*tch."""
    if typed[0] in _MASKS or typed[-1] in _MASKS or not any(c in _MASKS for c in typed):
        return None
    lower = typed.lower()
    if not all(c in _MASKS or c.isalpha() for c in lower):
        return None
    found = next((word for word in words.hidden if _is_masked(lower, word)), None)
    return None if found is None else _in_case(typed, tuple(found))


def _is_masked(lower: str, word: str) -> bool:
    return len(lower) == len(word) and all(
        c in (letter, *_MASKS) for c, letter in zip(lower, word, strict=True)
    )


def _in_case(typed: str, edits: tuple[str, ...]) -> tuple[str, ...]:
    """Return the letters as they were typed, and those that were not in the others' case."""
    shouted = typed.isupper()
    return tuple(
        c if c.lower() == letter else letter.upper() if shouted else letter
        for c, letter in zip(typed, edits, strict=True)
    )
