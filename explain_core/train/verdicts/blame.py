"""Whether a model still blames the words that moderators said it blames wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from explain_core.explainer import Explainer
from explain_core.explanation import WordAttribution
from explain_core.train.verdicts.reading import Verdict
from explain_core.train.verdicts.start import Start

MOST_EXPLAINED = 30
MOST_CHARACTERS = 600


def blame(verdicts: Sequence[Verdict], start: Start, new: Path) -> tuple[float, float] | None:
    """Return how far blameless words push towards a label, in logits, with the old and the new.

    None if none of the verdicts has such a mark.
    """
    marked = [
        verdict
        for verdict in verdicts
        if len(verdict.text) <= MOST_CHARACTERS
        and any(mark.kind == "blameless" for mark in verdict.marks)
    ][:MOST_EXPLAINED]
    if not marked:
        return None
    old = mean_blame(Explainer.load(start.folder), marked)
    return old, mean_blame(Explainer.load(new), marked)


def mean_blame(explainer: Explainer, verdicts: Sequence[Verdict]) -> float:
    """Return what the blameless words of a message are attributed together, in the mean."""
    totals = []
    for verdict in verdicts:
        words = explainer.explain(verdict.text, verdict.flagged[0], trust=False).words
        totals.append(sum(word.attribution for word in words if _is_blameless(word, verdict)))
    return float(np.mean(totals))


def _is_blameless(word: WordAttribution, verdict: Verdict) -> bool:
    return any(
        mark.kind == "blameless" and word.start < mark.end and mark.start < word.end
        for mark in verdict.marks
    )
