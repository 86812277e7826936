"""Words letter by letter: "i d i o t", "i.d.i.o.t", "y o u  f o o l"; and cut in two: "id-iot"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from explain_core.evasion.lexicon import lexicon
from explain_core.evasion.protected import Protected
from explain_core.evasion.reading import hides_word, means_word, meant

_UNIT: Final = "[A-Za-z0134578@$!]"
_SIGN: Final = r"[._\-*,/|~'’·•…]"  # noqa: RUF001
_CUT: Final = r"[._\-*,/|~·•…]"  # an apostrophe inside a word is none
_NOT_BEFORE: Final = r"(?<![A-Za-z0-9@$&])"
_NOT_AFTER: Final = r"(?![A-Za-z0-9@$])"
_SPACED: Final = re.compile(rf"{_NOT_BEFORE}{_UNIT}(?:\s{{1,4}}{_UNIT}){{2,}}{_NOT_AFTER}")
_SIGNED: Final = re.compile(
    rf"{_NOT_BEFORE}{_UNIT}(?P<sign>\s?{_SIGN}{{1,3}}\s?){_UNIT}"
    rf"(?:(?P=sign){_UNIT})+{_NOT_AFTER}"
)
_PARTS: Final = re.compile(
    rf"{_NOT_BEFORE}[A-Za-z0-9@$!]{{1,12}}+"
    rf"(?:{_CUT}[A-Za-z0-9@$!]{{1,12}}+){{1,3}}{_NOT_AFTER}"
)

_FEWEST = 4  # letters that make a word; fewer only where it is one that people hide
_FEWEST_SHOUTED = 7  # what is shorter is often an abbreviation: U N I C E F
_FEWEST_TO_CUT = 6
_MOST_TO_CUT = 400
_LONGEST_WORD = 16
_MEAN_LENGTH, _MEAN_LENGTH_AROUND = 2.5, 2.0


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Letters that make one word, by their positions in the text, and what each stands for."""

    positions: tuple[int, ...]
    letters: tuple[str, ...]

    @property
    def word(self) -> str:
        return "".join(self.letters).lower()


def joined_letters(text: str) -> dict[int, str]:
    """Return the edits that write together what was typed letter by letter."""
    protected = Protected(text)
    edits: dict[int, str] = {}
    for pattern in (_SIGNED, _SPACED):
        for match in pattern.finditer(text):
            start, end = match.span()
            found = _run(text, start, end, spaced=pattern is _SPACED)
            if found and not protected.touches(start, end):
                edits |= {at: plain for at, plain in found.items() if at not in edits}
    return edits


def joined_parts(text: str) -> dict[int, str]:
    """Return the edits that write a hidden word together that was cut by a sign: "id-iot"."""
    protected = Protected(text)
    edits: dict[int, str] = {}
    for match in _PARTS.finditer(text):
        start, end = match.span()
        parts = re.split(_CUT, match[0])
        whole = "".join(parts)
        if len(whole) < _FEWEST or all(map(_is_whole, parts)) or not hides_word(whole):
            continue
        if not protected.touches(start, end):
            signs = (at for at in range(start, end) if re.match(_CUT, text[at]))
            edits |= dict.fromkeys(signs, "")
    return edits


def _is_whole(part: str) -> bool:
    return len(part) > 2 and means_word(part)


def _run(text: str, start: int, end: int, *, spaced: bool) -> dict[int, str]:
    """Return the edits for a run of single letters, none if it makes no words."""
    units = [at for at in range(start, end) if re.match(_UNIT, text[at])]
    while units and text[units[-1]] == "!":
        units.pop()
    if sum(text[at].isalpha() for at in units) < 2:
        return {}
    chunks = _chunks(text, _groups(units) if spaced else [units])
    if chunks is None or not _is_meant(text, chunks):
        return {}
    return dict(_joining(chunks))


def _groups(units: Sequence[int]) -> list[list[int]]:
    """Return the letters word by word; between words the gaps are wider than within them."""
    narrow = min(b - a for a, b in pairwise(units)) if len(units) > 1 else 0
    groups = [[units[0]]]
    for before, unit in pairwise(units):
        if unit - before > narrow:
            groups.append([])
        groups[-1].append(unit)
    return groups


def _chunks(text: str, groups: Sequence[Sequence[int]]) -> list[_Chunk] | None:
    """Return the words of all groups, None if one of them is no word and cannot be cut in some."""
    found: list[_Chunk] = []
    for group in groups:
        typed = "".join(text[at] for at in group)
        letters = meant(typed)
        if letters is not None:
            found.append(_Chunk(tuple(group), letters))
        elif len(typed) == 1 or lexicon().knows(typed.lower()):
            found.append(_Chunk(tuple(group), tuple(typed)))
        elif cuts := _cut(typed.lower()):
            ends = [0, *cuts]
            found += [_Chunk(tuple(group[a:b]), tuple(typed[a:b])) for a, b in pairwise(ends)]
        else:
            return None
    return found


def _is_meant(text: str, chunks: Sequence[_Chunk]) -> bool:
    words = lexicon()
    if any(chunk.word in words.hidden for chunk in chunks):
        return True
    shouted = all(text[at].isupper() for chunk in chunks for at in chunk.positions)
    fewest = _FEWEST_SHOUTED if shouted else _FEWEST
    return any(len(chunk.word) >= fewest for chunk in chunks)


def _joining(chunks: Sequence[_Chunk]) -> Iterator[tuple[int, str]]:
    """Yield the edits that leave out what stands between letters, and leave one space for words."""
    for number, chunk in enumerate(chunks):
        yield from zip(chunk.positions, chunk.letters, strict=True)
        for before, position in pairwise(chunk.positions):
            yield from ((at, "") for at in range(before + 1, position))
        if number + 1 < len(chunks):
            first = chunk.positions[-1] + 1
            yield first, " "
            following = chunks[number + 1].positions[0]
            yield from ((at, "") for at in range(first + 1, following))


def _cut(letters: str) -> list[int] | None:
    """Return where the words of a string end that has no spaces, None if it is not made of words.

    "youareanidiot" -> [3, 6, 8, 13]. The words are those that are the most frequent together, by
    Zipf's law: a word's chance is the inverse of its rank.
    """
    if not _FEWEST_TO_CUT <= len(letters) <= _MOST_TO_CUT or not letters.isalpha():
        return None
    best: list[tuple[float, int]] = [(0.0, 0)]  # cost and where the last word begins, by end
    for end in range(1, len(letters) + 1):
        options = [
            (best[start][0] + _cost(letters[start:end]), start)
            for start in range(max(0, end - _LONGEST_WORD), end)
        ]
        best.append(min(options))
    if math.isinf(best[-1][0]):
        return None
    ends = [len(letters)]
    while (start := best[ends[-1]][1]) > 0:
        ends.append(start)
    ends.reverse()
    return ends if _are_words([letters[a:b] for a, b in pairwise([0, *ends])]) else None


def _are_words(cut: Sequence[str]) -> bool:
    """Return whether words are rather meant than letters; a few of these may stand around one."""
    mean_length = sum(map(len, cut)) / len(cut)
    if any(word in lexicon().hidden for word in cut):
        return mean_length >= _MEAN_LENGTH_AROUND
    return mean_length >= _MEAN_LENGTH and all(len(word) > 1 or word in "ai" for word in cut)


def _cost(word: str) -> float:
    words = lexicon()
    if len(word) == 1:
        return math.log(100 if word in "ai" else 1_000_000)
    rank = words.hidden.get(word)
    rank = words.ranks.get(word) if rank is None else rank
    return math.inf if rank is None else math.log(20 + rank) + math.log(10)
