"""Occlusion, or leave-one-out: how far the score falls without each word alone.

Li, Monroe, Jurafsky, "Understanding Neural Networks through Representation Erasure", 2016
(arXiv 1612.08220).
"""

from __future__ import annotations

from explain_core.methods.window import Found, Reading


def token_attributions(reading: Reading) -> Found:
    """Return F(input) - F(input without the word), in equal shares for the word's tokens.

    All versions of the text are equally long and share forward passes.
    """
    versions = [reading.ids, *(reading.without([word]) for word in range(len(reading.words)))]
    scores = reading.scores(versions)
    return Found(reading.over_tokens(scores[0] - scores[1:]), n_steps=len(versions))
