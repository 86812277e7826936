"""Do the attributions add up: for the whole text, and for parts of it?

Sundararajan, Taly, Yan, "Axiomatic Attribution for Deep Networks", ICML 2017.
Yeh et al., "On the (In)fidelity and Sensitivity of Explanations", NeurIPS 2019.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch

from explain_core.errors import BadOption
from explain_core.explanation import WordAttribution
from explain_core.faithfulness.masking import MaskedText, Masking


def completeness_delta(
    masked: MaskedText,
    attributions: Sequence[WordAttribution],
    *,
    score: str = "logit",
    filler: str = "pad",
) -> float:
    """Return the sum of the attributions minus F(x) - F(x'), in units of the score.

    x' is the text with every word hidden: the baseline of integrated gradients.
    Source: Sundararajan, Taly, Yan 2017, prop. 1.
    """
    drop = masked.drops([everything(masked, filler)], score=score)
    return sum(masked.values(attributions)) - float(drop)


def infidelity(
    masked: MaskedText,
    attributions: Sequence[WordAttribution],
    *,
    score: str = "logit",
    filler: str = "pad",
    n_samples: int = 16,
    normalize: bool = False,
    seed: int = 0,
) -> float:
    """Return how badly the attributions foretell the drop when any of the words are hidden.

    The mean over sets of words z of (sum of attributions in z - (F(x) - F(x without z)))^2, in
    squared units of the score; lower is better. The size of z is drawn from 1 to n, then its words.

    normalize: first multiply the attributions by the factor that makes the result smallest, so that
               methods can be compared that have other units than the score, or none.
    Raises:    BadOption for n_samples below 1.
    Source:    Yeh et al. 2019, for perturbations that hide features, I = z (x - x');
               `captum.metrics.infidelity` computes the same.
    """
    if n_samples < 1:
        raise BadOption("n_samples", n_samples, "a number of 1 or more")
    values = masked.values(attributions)
    maskings = chance_maskings(masked, n_samples, filler, seed)
    drops = masked.drops(maskings, score=score)
    foretold = torch.tensor([sum(values[word] for word in m.words) for m in maskings]).to(drops)
    if normalize:
        size = foretold.square().sum()
        foretold = foretold * ((foretold * drops).sum() / size if size > 0 else 0.0)
    return float((foretold - drops).square().mean())


def everything(masked: MaskedText, filler: str) -> Masking:
    return Masking(frozenset(range(masked.n_words)), filler)


def chance_maskings(masked: MaskedText, n_samples: int, filler: str, seed: int) -> list[Masking]:
    """Return maskings of words drawn by chance, all sizes equally likely."""
    chance = random.Random(seed)
    words = range(masked.n_words)
    sizes = [chance.randint(1, masked.n_words) for _ in range(n_samples)]
    return [Masking(frozenset(chance.sample(words, size)), filler) for size in sizes]
