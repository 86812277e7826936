"""How much is made of the verdicts, and how firmly the old model is held on to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class How:
    """The recipe of a training from verdicts.

    max_tokens: longer messages are cut, in training and in what is measured.
    mask_rate:  share of examples in which random words are hidden.
    replayed:   template sentences on which the old model's answers are kept.
    """

    epochs: int = 3
    batch_size: int = 32
    learning_rate: float = 6e-5
    max_tokens: int = 128
    mask_rate: float = 0.1
    replayed: int = 800
    seed: int = 0
