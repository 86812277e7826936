"""Which patterns and which words are trained on, and which are held out."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from explain_core.train import vocabulary as words
from explain_core.train.patterns import PATTERN_BLOCKS
from explain_core.train.surface import OPENERS, PADDING

SLOT = re.compile(r"\{(\w+)\}")
# Any number will do that leaves each list of words with some on either side.
_SPLIT = 2996


@dataclass(frozen=True, slots=True)
class Pattern:
    text: str
    label: str
    kind: str


@cache
def patterns(*, held_out: bool) -> tuple[Pattern, ...]:
    """Return the patterns of one part; every fifth of each block is held out."""
    found: list[Pattern] = []
    for (kind, side), block in PATTERN_BLOCKS.items():
        for label in ("positive", "negative") if side == "both" else (side,):
            found += [
                Pattern(text, label, kind)
                for index, text in enumerate(block.strip().splitlines())
                if (index % 5 == 2) == held_out
            ]
    return tuple(found)


@cache
def _literal_words() -> frozenset[str]:
    """Return the words that training rows have anyway, which can no longer be held out."""
    fillers = (words.DAYS, words.TIMES, words.NAMES, words.CITIES, words.COLORS, words.SIZES)
    texts = (
        *(SLOT.sub(" ", pattern.text) for pattern in patterns(held_out=False)),
        *(word for group in (*fillers, words.NUMBERS, OPENERS, PADDING) for word in group),
        *(word for group in words.COMPARATIVES.values() for word in group),
        *(text for group in words.BARE_SENTIMENT.values() for text in group if " " in text),
    )
    return frozenset(word for text in texts for word in re.findall(r"[a-z0-9-]+", text.lower()))


def is_held_out(word: str) -> bool:
    """Tell whether a word is kept for the held-out part: about one in five, by its checksum.

    The checksum puts a word on the same side in every list and every run.
    """
    if word.lower() in _literal_words() | words.ALWAYS_TRAINED:
        return False
    return zlib.crc32(f"{_SPLIT}{word.lower()}".encode()) % 5 == 0


def of_part(candidates: Iterable[str], *, held_out: bool) -> list[str]:
    return [word for word in candidates if is_held_out(word) == held_out]
