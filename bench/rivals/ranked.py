"""Other ways to explain a classifier, as one attribution for each word of the reader's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import AutoModelForSequenceClassification

from explain_core import Explainer, WordAttribution
from explain_core.summarize import over_words
from explain_core.tokenization import Piece
from judging.texts import Text
from rivals.subjects import Subject
from rivals.timed import Answers

Words = Sequence[WordAttribution]


class CaptumLig:
    """Captum's LayerIntegratedGradients, 50 Gauss-Legendre points in one batch."""

    score = "logit"

    def __init__(self, subject: Subject, explainer: Explainer, baseline: str) -> None:
        from captum.attr import LayerIntegratedGradients

        self.name = f"captum LIG, [{baseline.upper()}]"
        self.baseline = baseline
        self._explainer = explainer
        self._lig = LayerIntegratedGradients(
            lambda ids: subject.module(ids).logits, subject.module.base_model.embeddings
        )

    def explain(self, text: Text) -> Words:
        attributions = self._lig.attribute(
            text.ids(),
            text.baseline(self._explainer, self.baseline),
            target=text.target,
            n_steps=50,
        )
        return _over_words(text, attributions[0].sum(dim=-1))


class Shap:
    """Shap's text explainer: Owen values over a hierarchy of tokens, [MASK] in place of a token."""

    name = "SHAP"
    score = "logit"
    baseline = "mask"

    def __init__(self, subject: Subject, n_texts: int) -> None:
        import shap

        self._n_texts = n_texts
        self._explainer = shap.Explainer(
            Answers(subject).logits, shap.maskers.Text(subject.tokenizer), silent=True
        )

    def explain(self, text: Text) -> Words:
        found = self._explainer([text.row.text], max_evals=self._n_texts)
        return over_segments(text, found.data[0], found.values[0][:, text.target].tolist())


class Lime:
    """LIME's text explainer: a linear model of what the classifier says of texts lacking words."""

    name = "LIME"
    score = None  # its weights add up to nothing
    baseline = "pad"

    def __init__(self, subject: Subject, n_texts: int) -> None:
        from lime.lime_text import LimeTextExplainer

        self._answers = Answers(subject)
        self._n_texts = n_texts
        self._explainer = LimeTextExplainer(random_state=0)

    def explain(self, text: Text) -> Words:
        found = self._explainer.explain_instance(
            text.row.text,
            self._answers.probabilities,
            labels=[text.target],
            num_features=max(10, text.n_words),
            num_samples=self._n_texts,
        )
        where = found.domain_mapper.indexed_string
        pieces, values = [], []
        for feature, weight in found.as_map()[text.target]:
            starts = where.string_position(feature)  # a word that comes twice is one feature
            for start in map(int, starts):
                pieces.append(_piece(start, start + len(where.word(feature))))
                values.append(weight / len(starts))
        return over_words(text.row.text, text.document.spans, pieces, values)


class AttentionRollout:
    """How much of [CLS] comes from each token if attention is all that moves information.

    Abnar, Zuidema, "Quantifying Attention Flow in Transformers", ACL 2020. It has no signs and
    knows of no label.
    """

    name = "attention rollout"
    score = None
    baseline = "pad"

    def __init__(self, source: str | Path) -> None:
        self._module = AutoModelForSequenceClassification.from_pretrained(
            source, attn_implementation="eager", dtype=torch.float32
        ).eval()

    def explain(self, text: Text) -> Words:
        with torch.inference_mode():
            attentions = self._module(text.ids(), output_attentions=True).attentions
        return _over_words(text, rollout([layer[0] for layer in attentions])[0])


def rollout(attentions: Iterable[Tensor]) -> Tensor:
    """Return the share of each token in each output: (n_tokens, n_tokens), rows sum to 1.

    Heads are averaged and the residual connection counts half: the product of 0.5 A + 0.5 I.

    attentions: of each layer from the first to the last, (n_heads, n_tokens, n_tokens).
    """
    flow: Tensor | None = None
    for layer in attentions:
        mixed = (layer.mean(dim=0) + torch.eye(layer.shape[-1])) / 2
        flow = mixed if flow is None else mixed @ flow
    if flow is None:
        raise ValueError("a model without layers")
    return flow


def _over_words(text: Text, attributions: Tensor) -> Words:
    """Return the words' attributions: (n_tokens,), special tokens included."""
    encoding = text.document.windows[0].encoding
    of_text = [
        value
        for value, special in zip(attributions.tolist(), encoding.special, strict=True)
        if not special
    ]
    return over_words(text.row.text, text.document.spans, text.document.pieces, of_text)


def over_segments(text: Text, segments: Sequence[str], values: Sequence[Any]) -> Words:
    """Return the words' attributions from those of the segments that the text falls into."""
    pieces, end = [], 0
    for segment in segments:
        start, end = end, end + len(segment)
        pieces.append(_piece(start, start + len(segment.rstrip())))
    return over_words(text.row.text, text.document.spans, pieces, values)


def _piece(start: int, end: int) -> Piece:
    return Piece(0, "", start, end)
