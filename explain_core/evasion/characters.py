"""Look-alike letters, characters that cannot be seen, and marks piled on letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import regex

from explain_core.evasion.lookalikes import LOOKALIKES, letter, styled
from explain_core.evasion.reading import hides_word, means_word

_INVISIBLE: Final = regex.compile(
    r"[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]++"
)
# Marks of direction, which texts of several scripts have around words.
_DIRECTIONS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
_LATIN: Final = regex.compile(r"[\p{Script=Latin}]")
_GREEK: Final = regex.compile(r"\p{Script=Greek}")
# Scripts whose texts have fullwidth Latin letters of their own accord.
_WIDE: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
# What may belong to one word; a word of other scripts is one too.
_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}\p{Cf}\p{So}@$!|]++")
# Strokes through, above and below letters, and shapes around them; no orthography has them.
_OVERLAYS: Final = frozenset(
    [*map(chr, (*range(0x0334, 0x0339), *range(0x20D0, 0x20F1))), *"\u0305\u0332\u0333\u033f\u0489"]
)
_FEWEST_PILED = 2  # marks that do not melt into the letter: é and ế have none, Yoruba's ẹ́ has one
_FEWEST_LETTERS = 3
_SHORTEST_ROW, _WIDEST_GAP = 4, 4


def marks(text: str) -> dict[int, str]:
    """Return the edits that take piles of marks, and strokes, off Latin letters."""
    edits: dict[int, str] = {}
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _is_mark(text[end]):
            continue
        if end - start > 1 and _is_pile(text[start], text[start + 1 : end]):
            edits |= dict.fromkeys(range(start + 1, end), "")
        start = end
    return edits


def invisibles(text: str) -> dict[int, str]:
    """Return the edits that leave out what cannot be seen between Latin letters and signs.

    In other scripts such characters shape their neighbours, and in emoji they join them.
    """
    edits: dict[int, str] = {}
    for match in _INVISIBLE.finditer(text):
        start, end = match.span()
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        if _is_plain(before) and _is_plain(after):
            inside = before.isalnum() and after.isalnum()
            unseen = (at for at in range(start, end) if inside or text[at] not in _DIRECTIONS)
            edits |= dict.fromkeys(unseen, "")
    return edits


def letters(text: str) -> dict[int, str]:
    """Return the edits that put Latin letters in the place of those that only look like them.

    A word of another script stays as it is, unless it has Latin letters as well and nothing that
    does not look like one, or stands in a Latin text for a word that people hide.
    """
    edits: dict[int, str] = {}
    wide = bool(_WIDE.search(text))
    is_latin = any(character.isascii() and character.isalpha() for character in text)
    spans = [match.span() for match in _WORD.finditer(text)]
    at_home = _scripts_at_home(text[start:end] for start, end in spans)
    for row in _rows(spans):
        if not wide:
            edits |= _spelled_out(text, row)
    for start, end in spans:
        word = text[start:end]
        if not word.isascii() and start not in edits:
            found = _Word(word, wide=wide).edits(at_home, in_latin=is_latin)
            edits |= {start + place: plain for place, plain in found.items()}
    return edits


def _rows(spans: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield the positions of single characters that stand in a row, a space between them."""
    row: list[int] = []
    for start, end in spans:
        if end - start > 1 or (row and start - row[-1] > _WIDEST_GAP):
            if len(row) >= _SHORTEST_ROW:
                yield row
            row = []
        if end - start == 1:
            row.append(start)
    if len(row) >= _SHORTEST_ROW:
        yield row


def _spelled_out(text: str, row: Sequence[int]) -> dict[int, str]:
    """Return the edits for a word that is spelled out: styled letters, or others if it is one."""
    looks = {at: plain for at in row if (plain := letter(text[at]))}
    if any(text[at] in LOOKALIKES for at in looks):
        return looks if means_word("".join(looks.get(at, text[at]) for at in row)) else {}
    return looks


class _Word:
    """A run of letters, and which of them are in the place of others."""

    def __init__(self, text: str, *, wide: bool) -> None:
        self.text = text
        self.foreign = {i for i, c in enumerate(text) if c in LOOKALIKES and not _is_latin(c)}
        self.plain = {i for i, c in enumerate(text) if c.isascii() and c.isalpha()}
        of_style = {i: styled(c) for i, c in enumerate(text)}
        self.styled = {i: c for i, c in of_style.items() if c and i not in self.foreign}
        self.latin = {i for i, c in enumerate(text) if _is_latin(c)} - self.styled.keys()
        if wide and not self.plain:
            self.styled = {}
        self._flags(text)

    def edits(self, at_home: set[str], *, in_latin: bool) -> dict[int, str]:
        """Return what its letters are in the place of.

        at_home:  the scripts that the text is written in.
        in_latin: whether there are ASCII letters in the text.
        """
        found = {i: c for i, c in self.styled.items() if c.isalpha()}
        others = self.plain | self.latin
        if found and len(found) < 2 and not others and not self.foreign:
            found = {}  # by themselves they are signs, as in formulas
        found |= {i: letter(self.text[i]) for i in self.latin if letter(self.text[i])}
        if not found.keys() <= self.styled.keys() and not self._all_read(found):
            found = {i: c for i, c in found.items() if i in self.styled}  # a phonetic transcription
        if self.foreign and self._is_only_latin():
            read = found | {i: letter(self.text[i]) for i in self.foreign}
            if self._is_meant(read, at_home, in_latin=in_latin):
                found = read
        digits = {i: c for i, c in self.styled.items() if c.isdigit()}
        return found | (digits if found else {})

    def _flags(self, text: str) -> None:
        """Leave regional letters alone that stand side by side: two are a flag."""
        regional = [i for i in self.styled if "\U0001f1e6" <= text[i] <= "\U0001f1ff"]
        paired = {k for i, j in pairwise(regional) if j == i + 1 for k in (i, j)}
        for position in paired:
            del self.styled[position]

    def _all_read(self, found: dict[int, str]) -> bool:
        """Return whether every letter is an ASCII letter or is read as one."""
        return all(i in found or self.text[i].isascii() for i in self.latin)

    def _is_only_latin(self) -> bool:
        """Return whether all letters of other scripts look like Latin ones."""
        return all(
            i in self.foreign or i in self.styled or i in self.latin or not c.isalpha()
            for i, c in enumerate(self.text)
        )

    def _is_meant(self, read: dict[int, str], at_home: set[str], *, in_latin: bool) -> bool:
        """Return whether the letters of another script stand for the Latin ones they look like."""
        looks = "".join(read.get(i, c) for i, c in enumerate(self.text))
        is_at_home = bool({_script(self.text[i]) for i in self.foreign} & at_home)
        if not (self.latin or self.styled):
            return in_latin and not is_at_home and hides_word(looks)
        is_formula = any(_GREEK.match(self.text[i]) for i in self.foreign)
        n_letters = len(self.foreign | self.latin | self.styled.keys())
        if is_at_home or is_formula or n_letters < _FEWEST_LETTERS:
            return means_word(looks)
        return True


def _scripts_at_home(words: Iterator[str]) -> set[str]:
    """Return the scripts of which there are letters that look like no Latin ones."""
    return {
        _script(character)
        for word in words
        if not word.isascii()
        for character in word
        if character.isalpha()
        and not character.isascii()
        and character not in LOOKALIKES
        and not _is_latin(character)
    }


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    """Return the first word of a letter's name: 'CYRILLIC'."""
    return unicodedata.name(character, "").partition(" ")[0]


@lru_cache(maxsize=4096)
def _is_latin(character: str) -> bool:
    return bool(_LATIN.match(character))


@lru_cache(maxsize=4096)
def _is_plain(character: str) -> bool:
    """Return whether a character is at home in a Latin text."""
    return character.isascii() or _is_latin(character) or bool(letter(character))


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character) in ("Mn", "Me")


def _is_pile(base: str, piled: str) -> bool:
    if not (base.isascii() and base.isalpha()) and not _is_latin(base) and not letter(base):
        return False
    if any(mark in _OVERLAYS for mark in piled):
        return True
    melted = unicodedata.normalize("NFC", base + piled[: 2 * _FEWEST_PILED + 2])
    return len(melted) > _FEWEST_PILED
