"""What happens to the target when the words that count most are taken away, or alone are kept.

DeYoung et al., "ERASER: A Benchmark to Evaluate Rationalized NLP Models", ACL 2020.
Edin et al., "Normalized AOPC: Fixing Misleading Faithfulness Metrics for Feature Attribution
Explainability", 2024 (arXiv 2408.08137).
Sanyal, Ren, "Discretized Integrated Gradients for Explaining Language Models", EMNLP 2021.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from explain_core.errors import BadOption
from explain_core.explanation import WordAttribution
from explain_core.faithfulness.masking import NOTHING, MaskedText, Masking

ERASER_PERCENTS = (1.0, 5.0, 10.0, 20.0, 50.0)
MAX_EXACT_WORDS = 12  # 4,096 versions of the text; each further word doubles them


def comprehensiveness(
    masked: MaskedText,
    attributions: Sequence[WordAttribution],
    *,
    percent: float = 20.0,
    filler: str = "mask",
) -> float:
    """Return how far the target's probability falls without its top words; higher is better.

    p(x) - p(x without its top `percent` of words), at least one word.
    Source: DeYoung et al. 2020; words masked rather than deleted.
    """
    n_top = count(percent, masked.n_words)
    return float(masked.drops([without_top(ranked(masked, attributions), n_top, filler)]))


def sufficiency(
    masked: MaskedText,
    attributions: Sequence[WordAttribution],
    *,
    percent: float = 20.0,
    filler: str = "mask",
) -> float:
    """Return how far the target's probability falls with its top words alone; lower is better.

    p(x) - p(only the top `percent` of words of x), at least one word.
    Source: DeYoung et al. 2020; words masked rather than deleted.
    """
    n_top = count(percent, masked.n_words)
    return float(masked.drops([only_top(ranked(masked, attributions), n_top, filler)]))


def aopc_comprehensiveness(
    masked: MaskedText,
    attributions: Sequence[WordAttribution],
    *,
    percents: Sequence[float] | None = None,
    filler: str = "mask",
) -> float:
    """Return the comprehensiveness averaged over numbers of words; higher is better.

    (1 / n) sum over k = 1 ... n of p(x) - p(x without its top k words).

    percents: None takes every k; ERASER_PERCENTS gives the mean over its five bins.
    Source:   Edin et al. 2024; for bins DeYoung et al. 2020 and its scorer, which takes their mean.
    """
    order = ranked(masked, attributions)
    counts = _counts(percents, range(1, masked.n_words + 1))
    return float(masked.drops([without_top(order, k, filler) for k in counts]).mean())


def aopc_sufficiency(
    masked: MaskedText,
    attributions: Sequence[WordAttribution],
    *,
    percents: Sequence[float] | None = None,
    filler: str = "mask",
) -> float:
    """Return the sufficiency averaged over numbers of words; lower is better.

    (1 / n) sum over k = 0 ... n - 1 of p(x) - p(only the top k words of x): the AOPC of the
    reversed order, so that it has the same bounds as that of comprehensiveness.

    percents, source: as for `aopc_comprehensiveness`.
    """
    order = ranked(masked, attributions)
    counts = _counts(percents, range(masked.n_words))
    return float(masked.drops([only_top(order, k, filler) for k in counts]).mean())


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lowest and the highest AOPC that any order of the words has."""

    lower: float
    upper: float

    def normalize(self, aopc: float) -> float | None:
        """Return the AOPC as a share of what is possible, 0 to 1; None if all orders are equal."""
        width = self.upper - self.lower
        return (aopc - self.lower) / width if width > 0 else None


def aopc_bounds(masked: MaskedText, *, filler: str = "mask") -> Bounds:
    """Return the exact bounds of the AOPC over all n! orders of the words.

    The AOPC of an order is a sum over the n sets that it passes through, so its extremes follow
    from the 2^n sets: best(S) = drop(S) + the best of best(S without i), for i in S.

    Raises: BadOption if the text has more than MAX_EXACT_WORDS words.
    Source: Edin et al. 2024, NAOPC exact.
    """
    n_words = masked.n_words
    if n_words > MAX_EXACT_WORDS:
        raise BadOption("text", f"{n_words} words", f"at most {MAX_EXACT_WORDS} words")
    sets = [
        Masking(frozenset(i for i in range(n_words) if bits >> i & 1), filler)
        for bits in range(1 << n_words)
    ]
    drops: list[float] = masked.drops(sets).tolist()
    lowest, highest = [0.0] * len(drops), [0.0] * len(drops)
    for bits in range(1, len(drops)):
        smaller = [bits & ~(1 << i) for i in sets[bits].words]
        lowest[bits] = drops[bits] + min(lowest[s] for s in smaller)
        highest[bits] = drops[bits] + max(highest[s] for s in smaller)
    return Bounds(lowest[-1] / n_words, highest[-1] / n_words)


def log_odds(
    masked: MaskedText,
    attributions: Sequence[WordAttribution],
    *,
    percent: float = 20.0,
    filler: str = "pad",
) -> float:
    """Return how the target's log-probability changes without its top words; lower is better.

    log p(x without its top `percent` of words) - log p(x), the words replaced by [PAD].
    Source: Sanyal, Ren 2021, who rank tokens rather than words and round their number down, so that
    a text of fewer than five has nothing to measure.
    """
    top = without_top(ranked(masked, attributions), count(percent, masked.n_words), filler)
    smallest = sys.float_info.min  # a probability that underflowed
    before, after = masked.scores([NOTHING, top]).clamp(min=smallest).log().tolist()
    return float(after - before)


def leave_one_out(masked: MaskedText, *, filler: str = "mask") -> tuple[WordAttribution, ...]:
    """Return how far the target's probability falls without each word alone.

    Source: Li, Monroe, Jurafsky 2016, "Understanding Neural Networks through Representation
    Erasure".
    """
    return masked.attributions(masked.drops(one_out(masked, filler)).tolist())


def random_attributions(
    words: Sequence[WordAttribution], *, seed: int
) -> tuple[WordAttribution, ...]:
    """Return attributions from -1 to 1 by chance, which any method has to beat."""
    chance = random.Random(seed)
    return tuple(replace(word, attribution=chance.uniform(-1.0, 1.0)) for word in words)


def ranked(masked: MaskedText, attributions: Sequence[WordAttribution]) -> list[int]:
    """Return the words, strongest push towards the target first, equal ones in reading order."""
    values = masked.values(attributions)
    return sorted(range(len(values)), key=lambda word: -values[word])


def count(percent: float, n_words: int) -> int:
    """Return how many words `percent` of them are, rounded up: 20% of 6 -> 2."""
    if not 0 < percent <= 100:
        raise BadOption("percent", percent, "more than 0 and at most 100")
    return math.ceil(percent * n_words / 100)


def _counts(percents: Sequence[float] | None, each: range) -> list[int]:
    if percents is None:
        return list(each)
    if not percents:
        raise BadOption("percents", percents, "one or more shares, or None for every word")
    return [count(percent, len(each)) for percent in percents]


def without_top(order: Sequence[int], n_top: int, filler: str) -> Masking:
    return Masking(frozenset(order[:n_top]), filler)


def only_top(order: Sequence[int], n_top: int, filler: str) -> Masking:
    return Masking(frozenset(order[n_top:]), filler)


def one_out(masked: MaskedText, filler: str) -> list[Masking]:
    return [Masking(frozenset([word]), filler) for word in range(masked.n_words)]
