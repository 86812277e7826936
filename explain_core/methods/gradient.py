"""Gradient x input: how steep the score is at the input, times the input.

Shrikumar, Greenside, Shcherbina, Kundaje, "Not Just a Black Box: Learning Important Features
Through Propagating Activation Differences", 2016 (arXiv 1605.01713).
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch

from explain_core.methods.window import Found, Reading
from explain_core.summarize import over_hidden


def token_attributions(reading: Reading) -> Found:
    """Return the embeddings times their gradients, summed over hidden; the same as captum's

    `InputXGradient` on what the embeddings module gives. The baseline plays no part.
    """
    return input_x_gradient(reading, nullcontext())


def input_x_gradient(reading: Reading, rules: AbstractContextManager[object]) -> Found:
    """Return the embeddings times their gradients; `rules` is entered for the forward pass."""
    classifier = reading.classifier
    with torch.enable_grad():
        embeddings = classifier.embed(classifier.tensor(reading.ids)).detach().requires_grad_()
        with rules:
            logits = classifier.logits(embeddings)
        (gradients,) = torch.autograd.grad(reading.score(logits).sum(), embeddings)
    attributions = over_hidden(embeddings.detach().double() * gradients.double())[0]
    return Found(attributions.cpu(), n_steps=1)
