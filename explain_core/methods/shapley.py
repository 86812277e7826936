"""Shapley values of the words, by sampling: what each adds to those that came before it.

Castro, Gomez, Tejada, "Polynomial calculation of the Shapley value based on sampling", 2009;
orders in pairs, one the reverse of the other: Mitchell, Cooper, Frank, Holmes, "Sampling
Permutations for Shapley Value Estimation", JMLR 2022.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from importlib.util import find_spec

import torch
from torch import Tensor

from explain_core.errors import BadOption
from explain_core.methods.window import Found, Reading

N_ORDERS = 24  # all there are of four words, so that shorter texts have exact values
SEED = 0


def check_captum() -> None:
    """Raise BadOption, saying what to install, if captum is missing."""
    if find_spec("captum") is None:
        raise BadOption(
            "method", "shap", "the captum package, which is missing: pip install captum"
        )


def token_attributions(reading: Reading) -> Found:
    """Return the words' Shapley values in equal shares for their tokens.

    Hidden words have the baseline's filler; the values sum to F(input) - F(baseline). The orders
    are the same for every call, and drawn without the global random numbers.
    """
    from captum.attr import ShapleyValueSampling

    n_words = len(reading.words)
    if not n_words:
        return Found(torch.zeros(len(reading.ids), dtype=torch.float64), n_steps=1)
    game = _Game(reading)
    sampler = ShapleyValueSampling(game.scores)
    sampler.permutation_generator = orders
    values = sampler.attribute(
        torch.ones(1, n_words), n_samples=N_ORDERS, perturbations_per_eval=n_words
    )
    return Found(reading.over_tokens(values[0].double()), n_steps=len(game.known))


def orders(n_words: int, n_orders: int) -> Iterator[tuple[int, ...]]:
    """Yield orders in which words enter: all there are, if those are no more than n_orders."""
    if math.factorial(n_words) <= n_orders:
        yield from itertools.permutations(range(n_words))
        return
    chance = random.Random(SEED)
    for _ in range(n_orders // 2):
        order = tuple(chance.sample(range(n_words), n_words))
        yield order
        yield order[::-1]


class _Game:
    """The score of a window of which only some words are there; nothing is computed twice."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.known: dict[tuple[int, ...], float] = {}

    def scores(self, present: Tensor) -> Tensor:
        """Return the score of each row: 0 or 1 for each word (n, n_words) -> (n,), float64."""
        versions = [self._reading.without(row.nonzero()[:, 0].tolist()) for row in present == 0]
        new = [version for version in dict.fromkeys(versions) if version not in self.known]
        if new:
            self.known.update(zip(new, self._reading.scores(new).tolist(), strict=True))
        return torch.tensor([self.known[version] for version in versions], dtype=torch.float64)
