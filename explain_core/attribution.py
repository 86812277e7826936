"""The attributions of windows, whatever the method, as an explanation of the whole text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from explain_core.answers import Answer, prediction
from explain_core.baseline import baseline_ids
from explain_core.document import Document
from explain_core.explanation import Explanation
from explain_core.model import Classifier
from explain_core.refinement import scale
from explain_core.request import Request
from explain_core.summarize import over_words
from explain_core.windows import join

ROUNDING = 1e-9  # of sums of float64


@dataclass(frozen=True, slots=True)
class WindowAttributions:
    """What a method finds for one window.

    attributions: (n_tokens,), in units of the score, special tokens included.
    delta:        sum of attributions minus (input_score - baseline_score).
    n_steps:      points on the path; 1 for methods that have none.
    converged:    whether the method got as far as it was asked to.
    """

    attributions: Sequence[float]
    input_score: float
    baseline_score: float
    delta: float
    n_steps: int
    converged: bool
    precision: str = "fp32"


def explanation(
    classifier: Classifier,
    document: Document,
    answer: Answer,
    found: Sequence[WindowAttributions],
    *,
    target: int,
    request: Request,
    true_label: str | None,
) -> Explanation:
    """Return the windows' attributions as one explanation of the whole text.

    Its time and its trust are those of the whole computation, and the caller's to add.
    """
    frame = classifier.tokenization
    labels = classifier.labels
    weights = [window.weight for window in document.windows]
    attributions = join(
        [window.tokens for window in document.windows],
        weights,
        [of_window.attributions for of_window in found],
        n_prefix=len(frame.prefix),
        n_suffix=len(frame.suffix),
    )
    of_text = attributions[len(frame.prefix) : len(attributions) - len(frame.suffix)]
    encoding = frame.framed(document.pieces)
    said = prediction(answer, labels)
    score_value = _weighted(weights, [w.input_score for w in found])
    baseline_score_value = _weighted(weights, [w.baseline_score for w in found])
    delta = _weighted(weights, [w.delta for w in found])
    relative_delta = abs(delta) / scale(score_value, baseline_score_value)
    complete = request.method != "lig" or relative_delta <= max(request.tolerance, ROUNDING)
    return Explanation(
        text=document.text,
        label=said.label,
        probability=said.probability,
        probabilities=said.probabilities,
        logits=dict(zip(labels.names, answer.logits.tolist(), strict=True)),
        multi_label=labels.multi_label,
        target=labels.names[target],
        true_label=true_label,
        words=over_words(document.text, document.spans, document.pieces, of_text),
        tokens=tuple(p.token for p in (*frame.prefix, *document.pieces, *frame.suffix)),
        token_ids=encoding.ids,
        baseline_ids=baseline_ids(encoding, request.baseline, frame),
        token_attributions=tuple(attributions),
        score=request.score,
        score_value=score_value,
        baseline_score_value=baseline_score_value,
        delta=delta,
        relative_delta=relative_delta,
        n_steps=max(w.n_steps for w in found),
        n_windows=len(found),
        # Windows that pull in opposite directions may cancel out, but their deltas may not.
        converged=all(w.converged for w in found) and complete,
        baseline=request.baseline,
        model=classifier.name,
        method=request.method,
        precision="bf16" if any(w.precision == "bf16" for w in found) else "fp32",
        thresholds=said.thresholds,
        undone=document.undone,
        seconds=0.0,
    )


def _weighted(weights: Sequence[float], values: Sequence[float]) -> float:
    return math.fsum(w * v for w, v in zip(weights, values, strict=True))
