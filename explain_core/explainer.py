"""Text in, explanation out: joins model, baseline, path integral and summary."""

from __future__ import annotations

import math
import operator
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, SupportsIndex

import torch
from torch import Tensor

from explain_core.baseline import baseline_ids, filler_id
from explain_core.document import Document, Window, read_document
from explain_core.errors import BadOption, NotFinite, UnknownTarget
from explain_core.explanation import Explanation, Prediction
from explain_core.lig import RULES, PathIntegral, integrate, scale
from explain_core.loading import load_classifier
from explain_core.model import Classifier
from explain_core.score import probabilities, score_function
from explain_core.summarize import over_hidden, over_words
from explain_core.windows import join

DEFAULT_MODEL = "sentiment"
DEFAULT_TOLERANCE = 0.01
DEFAULT_MAX_STEPS = 257
ROUNDING = 1e-9  # of sums of float64


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the model says of a document: (n_labels,) each."""

    probabilities: Tensor
    logits: Tensor


@dataclass(frozen=True, slots=True)
class _Path:
    """From which baseline to integrate which score, and how closely."""

    baseline: str
    score: str
    tolerance: float
    max_steps: int
    rule: str


class Explainer:
    """Explains one classifier's answers. Safe to share between threads.

    Texts beyond the model's limit are read in windows that overlap by an eighth and begin and end
    at words. Every window is explained on its own; the document's probabilities, logits and score
    are the mean over windows, weighted by their tokens, and a word's attribution is the sum of
    what its windows give it, weighted alike. So attributions still add up to the score.
    """

    def __init__(self, classifier: Classifier) -> None:
        self.classifier = classifier
        # One computation at a time uses all cores; several would only share them, and memory.
        self._computing = threading.Lock()

    @classmethod
    def load(
        cls, name: str | Path = DEFAULT_MODEL, *, tokenizer: str | Path | None = None
    ) -> Explainer:
        """Return an explainer for a model.

        name:      a shipped name, a directory in Hugging Face layout, a Hub id, or the path or
                   http(s) URL of the notebook's state dict.
        tokenizer: a directory or Hub id, if it is not the one beside the weights; for a state
                   dict the default is `bert-base-cased`.
        Raises:    ModelNotFound, ModelMismatch.
        """
        return cls(load_classifier(name, tokenizer=tokenizer))

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the model's classes, in its order."""
        return self.classifier.labels.names

    @property
    def multi_label(self) -> bool:
        return self.classifier.labels.multi_label

    def threshold(self, label: str | int) -> float:
        """Return the probability from which a label counts as given."""
        return self.classifier.labels.thresholds[self._index(label)]

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Return the model's answer for each text.

        Raises: EmptyText, TextTooLong, NotUnicode for the first text that cannot be read.
        """
        documents = [self._read(text) for text in _several(texts)]
        with self._computing:
            answers = self._answers(documents)
        return [self._prediction(answer) for answer in answers]

    def explain(
        self,
        text: str,
        target: str | int | None = None,
        *,
        baseline: str = "pad",
        score: str = "logit",
        tolerance: float = DEFAULT_TOLERANCE,
        max_steps: int = DEFAULT_MAX_STEPS,
        rule: str = "trapezoid",
        true_label: str | int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Explanation:
        """Return how much each word pushed the model towards or away from a label.

        target:     a label or its index; None explains the predicted label.
        baseline:   "pad" (the notebook's) or "mask".
        score:      "logit", "margin", "probability" or "sum" (all logits: the notebook's).
        tolerance:  the path is refined until |delta| is at most this share of
                    |F(input) - F(baseline)| ...
        max_steps:  ... or until it would need more points than this.
        rule:       "trapezoid" or "romberg" (extrapolated from the same points).
        true_label: what the caller knows the label to be; it is only carried along.
        progress:   called with (windows done, windows in all) after each window.
        Raises:     EmptyText, TextTooLong, NotUnicode, UnknownTarget, BadOption,
                    NoBaselineToken, NotFinite.
        """
        path = _Path(baseline, score, tolerance, max_steps, rule)
        self._check(path)
        wanted = None if target is None else self._index(target)
        known = None if true_label is None else self.labels[self._index(true_label)]
        document = self._read(text)
        with self._computing:
            started = time.perf_counter()
            (answer,) = self._answers([document])
            index = int(answer.probabilities.argmax()) if wanted is None else wanted
            integrals = []
            for window in document.windows:
                integrals.append(self._integrate(window, index, path))
                if progress is not None:
                    progress(len(integrals), len(document.windows))
            seconds = time.perf_counter() - started
        return self._explanation(
            document, answer, integrals, target=index, path=path, true_label=known, seconds=seconds
        )

    def explain_batch(
        self, texts: Sequence[str], target: str | int | None = None, **options: Any
    ) -> list[Explanation]:
        """Return an explanation for each text, the same as `explain` gives one by one."""
        return [self.explain(text, target, **options) for text in _several(texts)]

    def _index(self, target: str | int) -> int:
        """Return a label's index; labels are found by name in any case, or by number."""
        if isinstance(target, str):
            wanted = target.strip().casefold()
            names = [label.casefold() for label in self.labels]
            numbers = [str(index) for index in range(len(self.labels))]
            for key, keys in ((target, self.labels), (wanted, names), (wanted, numbers)):
                if key in keys:
                    return keys.index(key)
        elif isinstance(target, SupportsIndex) and not isinstance(target, bool):
            if 0 <= operator.index(target) < len(self.labels):
                return operator.index(target)
        raise UnknownTarget(target, self.labels)

    def _check(self, path: _Path) -> None:
        """Raise an InputError for options that cannot be met, before any work is done."""
        filler_id(path.baseline, self.classifier.tokenization)
        score_function(path.score, 0, multi_label=self.multi_label)
        if not 0 <= path.tolerance < math.inf:
            raise BadOption("tolerance", path.tolerance, "a share of 0 or more, such as 0.01")
        if path.max_steps < 2:
            raise BadOption("max_steps", path.max_steps, "a number of points of 2 or more")
        if path.rule not in RULES:
            raise BadOption("rule", path.rule, "one of " + ", ".join(RULES))

    def _read(self, text: str) -> Document:
        return read_document(
            text,
            self.classifier.tokenization,
            max_text_tokens=self.classifier.max_text_tokens,
        )

    def _answers(self, documents: Sequence[Document]) -> list[_Answer]:
        """Return what the model says of each document: the weighted mean over its windows."""
        windows = [window for document in documents for window in document.windows]
        logits = self.classifier.answers([window.encoding.ids for window in windows])
        if not logits.isfinite().all():
            raise NotFinite("an answer")
        chances = probabilities(logits, multi_label=self.multi_label)
        weights = torch.tensor([window.weight for window in windows], dtype=torch.float64)[:, None]
        sizes = [len(document.windows) for document in documents]
        return [
            _Answer(p.sum(dim=0), z.sum(dim=0))
            for p, z in zip(
                (weights * chances).split(sizes), (weights * logits).split(sizes), strict=True
            )
        ]

    def _integrate(self, window: Window, target: int, path: _Path) -> PathIntegral:
        """Return the path integral of one window's score."""
        classifier = self.classifier
        ids = window.encoding.ids
        reference = baseline_ids(window.encoding, path.baseline, classifier.tokenization)
        score_of = score_function(path.score, target, multi_label=self.multi_label)

        def score(embeddings: Tensor) -> Tensor:
            return score_of(classifier.logits(embeddings))

        integral = integrate(
            score,
            classifier.embed(classifier.tensor(ids))[0],
            classifier.embed(classifier.tensor(reference))[0],
            tolerance=path.tolerance,
            max_steps=path.max_steps,
            points_per_batch=classifier.points_per_batch(len(ids)),
            rule=path.rule,
        )
        if not math.isfinite(integral.delta):
            raise NotFinite("a gradient")
        return integral

    def _explanation(
        self,
        document: Document,
        answer: _Answer,
        integrals: Sequence[PathIntegral],
        *,
        target: int,
        path: _Path,
        true_label: str | None,
        seconds: float,
    ) -> Explanation:
        """Return the windows' integrals as one explanation of the whole text."""
        frame = self.classifier.tokenization
        weights = [window.weight for window in document.windows]
        attributions = join(
            [window.tokens for window in document.windows],
            weights,
            [over_hidden(integral.attributions).tolist() for integral in integrals],
            n_prefix=len(frame.prefix),
            n_suffix=len(frame.suffix),
        )
        of_text = attributions[len(frame.prefix) : len(attributions) - len(frame.suffix)]
        encoding = frame.framed(document.pieces)
        prediction = self._prediction(answer)
        score_value = _weighted(weights, [i.input_score for i in integrals])
        baseline_score_value = _weighted(weights, [i.baseline_score for i in integrals])
        delta = _weighted(weights, [i.delta for i in integrals])
        relative_delta = abs(delta) / scale(score_value, baseline_score_value)
        return Explanation(
            text=document.text,
            label=prediction.label,
            probability=prediction.probability,
            probabilities=prediction.probabilities,
            logits=dict(zip(self.labels, answer.logits.tolist(), strict=True)),
            multi_label=self.multi_label,
            target=self.labels[target],
            true_label=true_label,
            words=over_words(document.text, document.spans, document.pieces, of_text),
            tokens=tuple(p.token for p in (*frame.prefix, *document.pieces, *frame.suffix)),
            token_ids=encoding.ids,
            baseline_ids=baseline_ids(encoding, path.baseline, frame),
            token_attributions=tuple(attributions),
            score=path.score,
            score_value=score_value,
            baseline_score_value=baseline_score_value,
            delta=delta,
            relative_delta=relative_delta,
            n_steps=max(integral.n_steps for integral in integrals),
            n_windows=len(integrals),
            # Windows that pull in opposite directions may cancel out, but their deltas may not.
            converged=all(integral.converged for integral in integrals)
            and relative_delta <= max(path.tolerance, ROUNDING),
            baseline=path.baseline,
            model=self.classifier.name,
            seconds=seconds,
        )

    def _prediction(self, answer: _Answer) -> Prediction:
        best = int(answer.probabilities.argmax())
        values = answer.probabilities.tolist()
        return Prediction(
            self.labels[best], values[best], dict(zip(self.labels, values, strict=True))
        )


def _weighted(weights: Sequence[float], values: Sequence[float]) -> float:
    return math.fsum(w * v for w, v in zip(weights, values, strict=True))


def _several(texts: Sequence[str]) -> Sequence[str]:
    if isinstance(texts, str):
        raise TypeError("give a list of texts; a single text is explain's")
    return texts
