"""What changes in the model's answer when only the group or the dialect changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explain_core import Explainer
from explain_core.train.identity_swaps import swapped_pairs
from explain_core.train.rows import Floats, Rows

# Spellings and grammar of African American and other informal English, as substitutions.
DIALECT = tuple(
    (re.compile(pattern, re.IGNORECASE), to)
    for pattern, to in (
        (r"\b(?:isn't|aren't|am not|is not|are not|hasn't|haven't)\b", "ain't"),
        (r"\b(?:are|is) (?=\w+ing\b)", "be "),
        (r"\b(you|we|they) are\b", r"\1"),
        (r"\byou're\b", "you"),
        (r"\bgoing to\b", "gon"),
        (r"\b(\w*[aeiouy]\w+)ing\b", r"\1in"),
        (r"\bwith\b", "wit"),
        (r"\bthe\b", "da"),
        (r"\b(?:this|that)\b", "dat"),
        (r"\bthere is\b", "it's"),
        (r"\bdoesn't\b", "don't"),
        (r"\bany\b", "no"),
        (r"\bbrother\b", "bruh"),
        (r"\byou all\b", "y'all"),
        (r"\bjust\b", "jus"),
        (r"\bmy\b", "ma"),
    )
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a rewording did to a label's probability and to its flags.

    mean, mean_up: mean |change|, and mean change; many: share that changed by more than 0.05.
    before, after: share flagged.
    """

    n: int
    mean: float
    mean_up: float
    many: float
    before: float
    after: float

    def __str__(self) -> str:
        return (
            f"{self.n:5} pairs  mean |change| {self.mean:.3f} (signed {self.mean_up:+.3f}), "
            f"over 0.05 in {self.many:5.1%}, flagged {self.before:.1%} -> {self.after:.1%}"
        )


def change(explainer: Explainer, pairs: Sequence[tuple[str, str]], label: str) -> Change:
    before = chances(explainer, [first for first, _ in pairs], label)
    after = chances(explainer, [second for _, second in pairs], label)
    threshold = explainer.threshold(label)
    moved = after - before
    return Change(
        n=len(pairs),
        mean=float(np.abs(moved).mean()),
        mean_up=float(moved.mean()),
        many=float((np.abs(moved) > 0.05).mean()),
        before=float((before >= threshold).mean()),
        after=float((after >= threshold).mean()),
    )


def chances(explainer: Explainer, texts: Sequence[str], label: str) -> Floats:
    found = [p.probabilities[label] for p in explainer.predict(texts)]
    return np.asarray(found, dtype=np.float32)


def identity_pairs(rows: Rows) -> list[tuple[str, str]]:
    """Return each comment that names a group, and the same about another; three times over."""
    return [pair for seed in range(3) for pair in swapped_pairs(rows.texts, seed=seed)]


def dialect_pairs(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Return the texts of at least three substitutions, and what they become."""
    pairs = []
    for text in texts:
        after, n_changes = in_dialect(text)
        if n_changes >= 3:
            pairs.append((text, after))
    return pairs


def in_dialect(text: str) -> tuple[str, int]:
    """Return the text as spelt in dialect, and how much was changed."""
    total = 0
    for pattern, to in DIALECT:
        text, n = pattern.subn(to, text)
        total += n
    return text, total
