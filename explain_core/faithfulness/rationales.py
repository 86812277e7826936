"""Would a person have marked the same words?

DeYoung et al., "ERASER: A Benchmark to Evaluate Rationalized NLP Models", ACL 2020.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import groupby

from explain_core.explanation import WordAttribution
from explain_core.faithfulness.removal import count
from explain_core.words import Span

IOU_THRESHOLD = 0.5  # ERASER's


@dataclass(frozen=True, slots=True)
class Plausibility:
    """Agreement with a human rationale, 0 to 1 each."""

    auprc: float
    token_f1: float
    iou_f1: float


def plausibility(
    attributions: Sequence[WordAttribution],
    rationale: Sequence[tuple[int, int]],
    *,
    percent: float | None = None,
) -> Plausibility | None:
    """Return how well the words agree with what people marked; None if they marked no word.

    rationale: character spans [start, end); a word that overlaps one is marked.
    percent:   the share of words, strongest first, that count as the method's rationale: ERASER
               takes the mean share of its human rationales. None takes as many as were marked.
    """
    truth = [
        any(start < word.end and word.start < end for start, end in rationale)
        for word in attributions
    ]
    if not any(truth):
        return None
    strongest = sorted(range(len(truth)), key=lambda i: -attributions[i].attribution)
    n_chosen = sum(truth) if percent is None else count(percent, len(truth))
    chosen = frozenset(strongest[:n_chosen])
    marked = frozenset(i for i, is_marked in enumerate(truth) if is_marked)
    return Plausibility(
        auprc=auprc(truth, [word.attribution for word in attributions]),
        token_f1=token_f1(chosen, marked),
        iou_f1=iou_f1(runs(chosen), runs(marked)),
    )


def auprc(truth: Sequence[bool], scores: Sequence[float]) -> float:
    """Return the area under the precision-recall curve, by the trapezoid rule as in ERASER.

    The curve has one point for each different score, and begins at recall 0 with precision 1:
    truth [1, 0, 1], scores [3, 2, 1] -> points (0, 1) (1/2, 1) (1/2, 1/2) (1, 2/3) -> 19/24

    truth: which words people marked, at least one.
    """
    n_marked = sum(truth)
    if not n_marked or len(truth) != len(scores):
        raise ValueError("one score for each word, and at least one word that is marked")
    by_score = sorted(zip(scores, truth, strict=True), key=lambda pair: -pair[0])
    n_chosen, n_right, area = 0, 0, 0.0
    recall, precision = 0.0, 1.0
    for _, equal in groupby(by_score, key=lambda pair: pair[0]):
        hits = [is_marked for _, is_marked in equal]
        n_chosen, n_right = n_chosen + len(hits), n_right + sum(hits)
        before = recall, precision
        recall, precision = n_right / n_marked, n_right / n_chosen
        area += (recall - before[0]) * (precision + before[1]) / 2
    return area


def token_f1(chosen: Set[int], marked: Set[int]) -> float:
    """Return the harmonic mean of precision and recall of the chosen words."""
    total = len(chosen) + len(marked)
    return 2 * len(chosen & marked) / total if total else 0.0


def iou_f1(
    chosen: Sequence[Span], marked: Sequence[Span], *, threshold: float = IOU_THRESHOLD
) -> float:
    """Return the F1 of whole spans: one is right if it overlaps a marked one well enough.

    Well enough: intersection over union, in words, of at least `threshold`.
    Source: DeYoung et al. 2020.
    """
    right = sum(any(_iou(span, other) >= threshold for other in marked) for span in chosen)
    total = len(chosen) + len(marked)
    return 2 * right / total if total else 0.0


def runs(words: Set[int]) -> list[Span]:
    """Return the stretches of neighbouring words: {1, 2, 5} -> [1, 3) [5, 6)."""
    by_run = groupby(enumerate(sorted(words)), key=lambda pair: pair[1] - pair[0])
    stretches = [[word for _, word in group] for _, group in by_run]
    return [Span(stretch[0], stretch[-1] + 1) for stretch in stretches]


def _iou(a: Span, b: Span) -> float:
    both = max(0, min(a.end, b.end) - max(a.start, b.start))
    return both / (a.end - a.start + b.end - b.start - both)
