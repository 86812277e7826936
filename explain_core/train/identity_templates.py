"""Template sentences about groups of people: hate, and what shares its words without being hate.

Every group stands in hateful and in ordinary sentences equally often, and so does every insult:
what is left to learn is the construction. `training_rows` and `held_out_rows` share no pattern and
no insult, kind word or verb that fills one; `HELD_OUT_GROUPS` are spoken of in the latter alone.
"""

from __future__ import annotations

import random
import re
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from explain_core.train.identity_patterns import HATEFUL, KINDS
from explain_core.train.identity_vocabulary import GROUPS, HELD_OUT_GROUPS, SLURS, WORDS, Group
from explain_core.train.split import SLOT
from explain_core.train.surface import vary, with_articles
from explain_core.train.template_files import write_templates

LABELS = ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")
# What opinions are made of; of each list, a fifth is held out.
SPLIT_WORDS = frozenset(
    {"vile", "vermin", "loathe", "hurt", "hurt_done", "right", "decent", "good", "insult"}
)
QUOTABLE = tuple(sorted(HATEFUL.keys() - {"profane-hate", "slur-attack", "group-threat"}))
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_MISSPELT = 0.12
_ATTEMPTS = 40


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A sentence, its labels ("1", "0" or "" for unknown each), and the group it speaks of."""

    text: str
    labels: tuple[str, ...]
    kind: str
    group: str


def training_rows(n: int, *, seed: int) -> list[IdentityRow]:
    """Return n rows to train on; the same n and seed give the same rows."""
    return _rows(n, seed=seed, held_out=False)


def held_out_rows(n: int, *, seed: int) -> list[IdentityRow]:
    """Return n rows to test on, of patterns and opinions that no training row has."""
    return _rows(n, seed=seed, held_out=True)


def is_held_out(word: str) -> bool:
    """Tell whether a word of a split list is kept for the held-out part, by its checksum."""
    return zlib.crc32(f"moderation {word}".encode()) % 5 == 0


@cache
def patterns(kind: str, *, held_out: bool) -> tuple[str, ...]:
    """Return a kind's patterns of one part; every fifth is held out."""
    found = enumerate(KINDS[kind].patterns)
    return tuple(text for index, text in found if (index % 5 == 2) == held_out)


def _rows(n: int, *, seed: int, held_out: bool) -> list[IdentityRow]:
    rng = random.Random(f"{seed}:{held_out}")
    seen: set[str] = set()
    rows = [_new_row(kind, held_out=held_out, rng=rng, seen=seen) for kind in _kinds(n)]
    rng.shuffle(rows)
    return rows


def _kinds(n: int) -> list[str]:
    """Return the kind of each row, by weight."""
    turn = [name for name, kind in KINDS.items() for _ in range(kind.weight)]
    return [turn[i * len(turn) // n] if n < len(turn) else turn[i % len(turn)] for i in range(n)]


def _new_row(kind: str, *, held_out: bool, rng: random.Random, seen: set[str]) -> IdentityRow:
    """Return a row with a new text, or after some attempts one that repeats another."""
    for _ in range(_ATTEMPTS):
        pattern = rng.choice(patterns(kind, held_out=held_out))
        filler = Filler(held_out=held_out, rng=rng)
        text = vary(with_articles(filler.fill(pattern)), rng=rng, padded=True)
        if rng.random() < _MISSPELT:
            text = misspelt(text, rng=rng)
        if text not in seen:
            break
    seen.add(text)
    labels = tuple("" if cell == "-" else cell for cell in KINDS[kind].labels)
    return IdentityRow(text, labels, kind, filler.group.adjective if filler.has_group else "")


class Filler:
    """Fills one pattern; it speaks of one group throughout."""

    def __init__(self, *, held_out: bool, rng: random.Random) -> None:
        self._held_out, self._rng = held_out, rng
        candidates = [
            group for group in GROUPS if held_out or group.adjective not in HELD_OUT_GROUPS
        ]
        self.group = rng.choice(candidates)
        self.slur = rng.choice(SLURS)
        self.has_group = False
        self._used: set[str] = set()

    def fill(self, pattern: str) -> str:
        text = _CHOICE.sub(lambda match: self._rng.choice(match[1].split("|")), pattern)
        text = SLOT.sub(lambda match: self._slot(match[1]), text)
        return " ".join(text.split())

    def _slot(self, slot: str) -> str:
        if slot == "hate":
            kind = self._rng.choice(QUOTABLE)
            return self.fill(self._rng.choice(patterns(kind, held_out=self._held_out)))
        if slot in {"group", "groups", "adj"}:
            self.has_group = True
            return _form(self.group, slot)
        if slot in {"slur", "slurs"}:
            return _form(self.slur, slot)
        return self._word(slot)

    def _word(self, name: str) -> str:
        candidates = [
            word
            for word in WORDS[name]
            if name not in SPLIT_WORDS or is_held_out(word) == self._held_out
        ]
        fresh = [word for word in candidates if word not in self._used]
        chosen = self._rng.choice(fresh or candidates)
        self._used.add(chosen)
        return chosen


def _form(group: Group, slot: str) -> str:
    if slot == "adj":
        return group.adjective
    return group.plural if slot.endswith("s") else group.singular


def misspelt(text: str, *, rng: random.Random) -> str:
    """Return the text with one slip: two letters swapped, one left out, or two words run together.

    Short words are left alone: they would become others.
    """
    slip = rng.choice(("swapped", "missing", "joined"))
    if slip == "joined":
        gaps = [match.start() for match in re.finditer(r"(?<=\w) (?=\w)", text)]
        return _cut(text, rng.choice(gaps), 1) if gaps else text
    letters = [
        match.start() + offset
        for match in re.finditer(r"[A-Za-z]{5,}", text)
        for offset in range(1, len(match[0]) - 2)
    ]
    if not letters:
        return text
    at = rng.choice(letters)
    if slip == "missing":
        return _cut(text, at, 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _cut(text: str, at: int, n: int) -> str:
    return text[:at] + text[at + n :]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file; return the exit code: 0, or 2 for input that the caller can mend."""
    return write_templates(
        arguments,
        name="identity_templates",
        description="Write labelled sentences about groups as CSV.",
        n=24_000,
        training=training_rows,
        held_out=held_out_rows,
        header=("text", *LABELS, "source"),
        cells=lambda row: (row.text, *row.labels, f"identity_templates:{row.kind}"),
    )


if __name__ == "__main__":
    sys.exit(main())
