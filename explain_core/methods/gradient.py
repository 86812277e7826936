"""Gradient x input: how steep the score is at the input, times the input.

Shrikumar, Greenside, Shcherbina, Kundaje, "Not Just a Black Box: Learning Important Features
Through Propagating Activation Differences", 2016 (arXiv 1605.01713).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from explain_core.methods.window import Found, Reading
from explain_core.summarize import over_hidden


def token_attributions(reading: Reading) -> Found:
    """Return the embeddings times their gradients, summed over hidden; the same as captum's

    `InputXGradient` on what the embeddings module gives. The baseline plays no part.
    """
    return input_x_gradient(reading, reading.classifier.logits)


def input_x_gradient(reading: Reading, logits_of: Callable[[Tensor], Tensor]) -> Found:
    """Return the embeddings times the gradients of the score.

    logits_of: from embeddings, (1, n_tokens, hidden), to logits.
    """
    classifier = reading.classifier
    with torch.enable_grad():
        embeddings = classifier.embed(classifier.tensor(reading.ids)).detach().requires_grad_()
        logits = logits_of(embeddings)
        (gradients,) = torch.autograd.grad(reading.score(logits).sum(), embeddings)
    attributions = over_hidden(embeddings.detach().double() * gradients.double())[0]
    return Found(attributions.cpu(), n_steps=1)
