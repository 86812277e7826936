"""Whether the words that are blamed are the words that insult."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from explain_core import Explainer
from explain_core.explanation import WordAttribution
from explain_core.train.identity_vocabulary import WORDS
from explain_core.train.rows import Floats

INSULTING = ("vile", "vermin", "insult", "swear_insult", "swear", "curse")
_HARMLESS_ALONE = frozenset(
    "a an of in the on to oh it no son piece waste space head holy life form lowest mistakes"
    " nature".split()
)
LEXICON = (
    frozenset(
        token
        for name in INSULTING
        for phrase in WORDS[name]
        for token in re.findall(r"[a-z]+", phrase.lower())
    )
    - _HARMLESS_ALONE
)


def average_precision(scores: Floats, given: Sequence[bool]) -> float:
    """Return the area under the precision-recall curve: the mean precision at each hit."""
    order = np.argsort(-scores, kind="stable")
    hits = np.asarray(given, dtype=float)[order]
    precision = hits.cumsum() / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / hits.sum())


def insulting(word: str) -> bool:
    letters = re.sub(r"[^a-z]", "", word.lower())
    return letters in LEXICON or letters.removesuffix("s") in LEXICON


def scorable(text: str, *, max_words: int = 60) -> bool:
    """Tell whether a text has insulting words, and others, and is not too long to explain."""
    words = text.split()
    found = [insulting(word) for word in words]
    return len(words) <= max_words and any(found) and not all(found)


def agreement(explainer: Explainer, texts: Iterable[str], label: str) -> tuple[float, float, int]:
    """Return the mean average precision of attributions, the same of chance, and the texts."""
    found, chance = [], []
    for text in texts:
        words = explainer.explain(text, label, trust=False).words
        given = [insulting(word.text) for word in words]
        if any(given) and not all(given):
            found.append(average_precision(_scores(words), given))
            chance.append(sum(given) / len(given))
    return float(np.mean(found)), float(np.mean(chance)), len(found)


def _scores(words: Sequence[WordAttribution]) -> Floats:
    return np.asarray([word.attribution for word in words], dtype=np.float32)
