"""Classifiers whose every answer is known in closed form."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import cast

import torch
from torch import Tensor

from explain_core import Explainer, WordAttribution
from explain_core.faithfulness import MaskedText
from explain_core.model import Classifier, Labels
from explain_core.tokenization import Tokenization
from tests.explain_core.tiny_models import bert_tokenizer

VOCABULARY = bert_tokenizer().get_vocab()
SENTENCE = "bugs are smart animals"
WEIGHTS = {"bugs": 0.5, "smart": 2.0, "animals": 1.0}
Answer = Callable[[tuple[int, ...]], float]  # ids -> the logit of "yes"; that of "no" is 0


class FakeClassifier:
    """Says "yes" or "no" by a function of the ids; `asked` holds how many inputs came each time."""

    def __init__(
        self, answer: Answer, *, max_text_tokens: int = 100, has_mask: bool = True
    ) -> None:
        self._answer = answer
        self.tokenization = Tokenization(bert_tokenizer(), "fake")
        if not has_mask:
            self.tokenization.mask_id = None
        self.labels = Labels(("no", "yes"), multi_label=False, thresholds=(0.5, 0.5))
        self.max_text_tokens = max_text_tokens
        self.precision = "fp32"
        self.asked: list[int] = []

    def answers(
        self, inputs: Sequence[tuple[int, ...]], *, precision: str = "fp32", padded: bool = False
    ) -> Tensor:
        self.asked.append(len(inputs))
        return torch.tensor([[0.0, self._answer(ids)] for ids in inputs], dtype=torch.float64)


def explainer(fake: FakeClassifier) -> Explainer:
    return Explainer(cast(Classifier, fake))


def bag_of_words(weights: Mapping[str, float]) -> Answer:
    """Return the answer that adds up one weight for each token, 0 for the others."""
    by_id = {VOCABULARY[token]: weight for token, weight in weights.items()}
    return lambda ids: math.fsum(by_id.get(token_id, 0.0) for token_id in ids)


def capricious(ids: tuple[int, ...]) -> float:
    """Return a logit from -3 to 3 that has nothing to do with that of similar ids."""
    return random.Random(repr(ids)).uniform(-3.0, 3.0)


def linear_text(
    weights: Mapping[str, float] = WEIGHTS, text: str = SENTENCE, target: str = "yes"
) -> MaskedText:
    """Return a text under a bag of words: p(yes) is the sigmoid of the sum of its weights."""
    return MaskedText(explainer(FakeClassifier(bag_of_words(weights))), text, target=target)


def true_attributions(
    masked: MaskedText, weights: Mapping[str, float] = WEIGHTS
) -> tuple[WordAttribution, ...]:
    """Return each word's weight, which is exactly what it adds to the logit."""
    words = [masked.text[word.start : word.end] for word in masked.words]
    return masked.attributions(weights.get(word, 0.0) for word in words)


def sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))
