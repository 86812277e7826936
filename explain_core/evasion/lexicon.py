"""Which strings are words: what tells "h4te" from "C3PO".

The words are those of the shipped models' vocabulary, the most frequent first, with their plurals,
and the hidden ones.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from explain_core.evasion.hidden_words import HIDDEN_WORDS
from explain_core.shipped import SHIPPED

_VOCABULARY = "moderation/tokenizer.json"
_LONG_ENOUGH = 4  # for a plural; shorter ones are often other words


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by how they are spelled.

    ranks:       of every word that is known, from 0, the most frequent.
    hidden:      the words that people hide, by rank among themselves.
    of_skeleton: the words whose letters are these once each run of a letter counts as one.
    """

    ranks: Mapping[str, int]
    hidden: Mapping[str, int]
    of_skeleton: Mapping[str, tuple[str, ...]]

    def knows(self, word: str) -> bool:
        return word in self.ranks or word in self.hidden

    def rank(self, word: str) -> tuple[bool, int]:
        """Return what is least for the word that is most likely meant."""
        if word in self.hidden:
            return False, self.hidden[word]
        return True, self.ranks[word]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    ranks = _ranks()
    hidden = {word: rank for rank, word in enumerate(HIDDEN_WORDS)}
    return Lexicon(ranks, hidden, _by_skeleton([*ranks, *hidden]))


def skeleton(word: str) -> str:
    """Return a word's letters with runs of a letter as one: 'loooser' -> 'loser'."""
    return "".join(letter for letter, _ in groupby(word))


def _ranks() -> dict[str, int]:
    vocabulary = json.loads((SHIPPED / _VOCABULARY).read_text("utf-8"))["model"]["vocab"]
    words = (word for word in sorted(vocabulary, key=vocabulary.__getitem__))
    whole = (word for word in words if word.isascii() and word.isalpha() and len(word) > 1)
    ranks = {word: rank for rank, word in enumerate(whole)}
    plurals = {f"{word}s": rank for word, rank in ranks.items() if len(word) >= _LONG_ENOUGH}
    return plurals | ranks


def _by_skeleton(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for word in words:
        found[skeleton(word)][word] = None
    return {key: tuple(same) for key, same in found.items()}
