"""Labelled template sentences that teach simple negation, contrast and bare neutral words.

`training_rows` and `held_out_rows` share no pattern, and no noun, adjective, verb or bare word that
fills one (days, names, cities, colours, numbers and comparatives are shared), so that accuracy on
the held-out part shows a learned construction and not a remembered sentence.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from explain_core.train import vocabulary as words
from explain_core.train.filling import Filler
from explain_core.train.split import Pattern, of_part, patterns
from explain_core.train.surface import normalised, vary
from explain_core.train.template_files import write_templates

LABELS = ("negative", "neutral", "positive")
KIND_WEIGHTS: Mapping[str, int] = {
    "negation": 6,
    "expectation": 3,
    "question-answer": 3,
    "change-of-mind": 2,
    "contrast": 2,
    "comparative": 1,
    "intensified": 1,
    "plain": 3,
    "bare-word": 3,
}
# Kept out of both parts, so that they stay fair examples to try the model on.
EXAMPLES = frozenset(
    normalised(text)
    for text in (
        "This movie is horrible. i hate it",
        "bugs are smart animals",
        "I thought it would be great, but it was not",
        "Is it good? No.",
    )
)
_ATTEMPTS = 40
_BARE = "bare-word"


@dataclass(frozen=True, slots=True)
class TemplateRow:
    text: str
    label: str
    kind: str


def training_rows(n: int, *, seed: int) -> list[TemplateRow]:
    """Return n rows to train on, each kind with equally many rows of each label (give or take one).

    The same n and seed give the same rows. Short texts repeat only where a kind runs out of words.
    """
    return _rows(n, seed=seed, held_out=False)


def held_out_rows(n: int, *, seed: int) -> list[TemplateRow]:
    """Return n rows to test on, made of patterns and words that no training row has."""
    return _rows(n, seed=seed, held_out=True)


def _rows(n: int, *, seed: int, held_out: bool) -> list[TemplateRow]:
    rng = random.Random(f"{seed}:{held_out}")
    seen: set[str] = set(EXAMPLES)
    rows = [
        _new_row(kind, label, held_out=held_out, rng=rng, seen=seen)
        for kind, count in _counts(n).items()
        for label in _labels(count, rng=rng)
    ]
    rng.shuffle(rows)
    return rows


def _counts(n: int) -> dict[str, int]:
    """Return how many rows each kind gets; they add up to n."""
    total = sum(KIND_WEIGHTS.values())
    counts = {kind: n * weight // total for kind, weight in KIND_WEIGHTS.items()}
    counts["negation"] += n - sum(counts.values())
    return counts


def _labels(count: int, *, rng: random.Random) -> list[str]:
    order = rng.sample(LABELS, k=len(LABELS))
    return [order[index % len(order)] for index in range(count)]


def _new_row(
    kind: str, label: str, *, held_out: bool, rng: random.Random, seen: set[str]
) -> TemplateRow:
    """Return a row whose wording is new, or after some attempts one that is written differently."""
    text = ""
    for attempt in range(_ATTEMPTS):
        sentence = _sentence(kind, label, held_out=held_out, rng=rng)
        text = vary(sentence, rng=rng, padded=kind != _BARE)
        # A bare word has few wordings: its capitals and full stop must do.
        key = text if kind == _BARE or attempt > _ATTEMPTS // 2 else normalised(text)
        if key not in seen and normalised(text) not in EXAMPLES:
            seen.update((key, text))
            break
    return TemplateRow(text, label, kind)


def _sentence(kind: str, label: str, *, held_out: bool, rng: random.Random) -> str:
    if kind == _BARE:
        return rng.choice(_bare_words(label, held_out=held_out))
    pattern = rng.choice(_patterns_of(kind, label, held_out=held_out))
    return Filler(label, held_out=held_out, rng=rng).fill(pattern.text)


@cache
def _patterns_of(kind: str, label: str, *, held_out: bool) -> tuple[Pattern, ...]:
    return tuple(
        pattern
        for pattern in patterns(held_out=held_out)
        if (pattern.kind, pattern.label) == (kind, label)
    )


@cache
def _bare_words(label: str, *, held_out: bool) -> tuple[str, ...]:
    if label == "neutral":
        return tuple(of_part(words.BARE_NEUTRAL, held_out=held_out))
    adjectives = (word for group in words.ADJECTIVES[label].values() for word in group)
    adjectives = (word for word in adjectives if word not in words.AMBIGUOUS_ALONE)
    candidates = dict.fromkeys((*adjectives, *words.BARE_SENTIMENT[label]))
    return tuple(of_part(candidates, held_out=held_out))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file; return the exit code: 0, or 2 for input that the caller can mend."""
    return write_templates(
        arguments,
        name="templates",
        description="Write labelled template sentences as CSV.",
        n=12_000,
        training=training_rows,
        held_out=held_out_rows,
        header=("text", "label", "source"),
        cells=lambda row: (row.text, row.label, f"templates:{row.kind}"),
    )


if __name__ == "__main__":
    sys.exit(main())
