"""The measures of one way on one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import fmean
from typing import Any

from explain_core import WordAttribution
from explain_core.faithfulness import (
    MAX_EXACT_WORDS,
    Bounds,
    MaskedText,
    aopc_bounds,
    completeness_delta,
    measure_attributions,
    plausibility,
    random_attributions,
)
from explain_core.faithfulness.masking import Masking
from explain_core.refinement import scale
from judging.texts import Text
from judging.ways import Way

RANDOM_DRAWS = 5
SCORE, BASELINE = "logit", "pad"  # of infidelity, the same for all


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What `explain_core.faithfulness` says; None where a measure does not apply.

    delta:       |sum of attributions - (F(x) - F(x'))| as a share of |F(x) - F(x')|, or of 0.01
                 if that is more.
    sensitivity: of a few texts only.
    """

    comprehensiveness: float
    sufficiency: float
    normalized: float | None = None
    log_odds: float
    delta: float | None = None
    infidelity: float
    sensitivity: float | None = None
    tau: float | None = None
    auprc: float | None = None
    token_f1: float | None = None
    iou_f1: float | None = None


class Judge:
    """Marks explanations of one text; whatever the model has been asked once is remembered."""

    def __init__(
        self, text: Text, masked: MaskedText, *, exact_words: int = MAX_EXACT_WORDS
    ) -> None:
        self.text = text
        self._masked = masked
        self._bounds: Bounds | None = None
        if masked.n_words <= min(exact_words, MAX_EXACT_WORDS):
            self._bounds = aopc_bounds(masked)

    def marks(self, words: Sequence[WordAttribution], way: Way | None = None) -> Marks:
        """Return the marks of attributions; `way` says what they should add up to."""
        found = measure_attributions(self._masked, words, score=SCORE, baseline=BASELINE)
        agreement = plausibility(words, self.text.rationale)
        bounds = self._bounds
        return Marks(
            comprehensiveness=found.aopc_comprehensiveness,
            sufficiency=found.aopc_sufficiency,
            normalized=bounds.normalize(found.aopc_comprehensiveness) if bounds else None,
            log_odds=found.log_odds,
            delta=self._delta(words, way),
            infidelity=found.infidelity,
            tau=found.kendall_tau,
            auprc=agreement.auprc if agreement else None,
            token_f1=agreement.token_f1 if agreement else None,
            iou_f1=agreement.iou_f1 if agreement else None,
        )

    def chance(self, seed: int) -> Marks:
        """Return the mean marks of attributions drawn at random."""
        words = self._masked.attributions([0.0] * self._masked.n_words)
        draws = range(seed * RANDOM_DRAWS, (seed + 1) * RANDOM_DRAWS)
        return mean([self.marks(random_attributions(words, seed=draw)) for draw in draws])

    def _delta(self, words: Sequence[WordAttribution], way: Way | None) -> float | None:
        if way is None or way.score is None:
            return None
        delta = completeness_delta(self._masked, words, score=way.score, filler=way.baseline)
        everything = Masking(frozenset(range(self._masked.n_words)), way.baseline)
        drop = float(self._masked.drops([everything], score=way.score))
        return abs(delta) / scale(drop, 0.0)


def mean(marks: Sequence[Marks]) -> Marks:
    """Return the mean of each measure over the texts that it applies to."""
    means: dict[str, Any] = {field.name: _mean(marks, field.name) for field in fields(Marks)}
    return Marks(**means)


def _mean(marks: Sequence[Marks], name: str) -> float | None:
    values = [value for each in marks if (value := getattr(each, name)) is not None]
    return fmean(values) if values else None
