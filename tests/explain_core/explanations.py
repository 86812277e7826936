"""Explanations written by hand, for tests of what is made from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from explain_core.explanation import Explanation, Trust, WordAttribution

# Words and marks of punctuation, as the explainer splits them.
_UNITS = re.compile(r"[^\W_]+|[^\w\s]|_+")


def explanation(
    text: str,
    attributions: Sequence[float] | Mapping[str, float] = (),
    *,
    units: str | None = None,
    label: str = "negative",
    target: str | None = None,
    true_label: str | None = None,
    probabilities: Mapping[str, float] | None = None,
    multi_label: bool = False,
    thresholds: Mapping[str, float] | None = None,
    score: str = "logit",
    converged: bool = True,
    relative_delta: float = 0.004,
    doubts: Sequence[str] = (),
) -> Explanation:
    """Return an explanation of `text` with these attributions; words without one get 0.

    attributions: in the order of the words, or by word.
    units:        a regular expression of what counts as a word.
    """
    spans = [match.span() for match in (re.compile(units) if units else _UNITS).finditer(text)]
    if isinstance(attributions, Mapping):
        values = [attributions.get(text[start:end], 0.0) for start, end in spans]
    else:
        values = [*attributions, *[0.0] * (len(spans) - len(attributions))]
    words = tuple(
        WordAttribution(text[start:end], start, end, value)
        for (start, end), value in zip(spans, values, strict=True)
    )
    known = probabilities or {"negative": 0.962, "neutral": 0.031, "positive": 0.007}
    return Explanation(
        text=text,
        label=label,
        probability=known[label],
        probabilities=known,
        logits={name: 4.0 * probability for name, probability in known.items()},
        multi_label=multi_label,
        target=target if target is not None else label,
        true_label=true_label,
        words=words,
        tokens=("[CLS]", *(word.text for word in words), "[SEP]"),
        token_ids=tuple(range(len(words) + 2)),
        baseline_ids=(0,) * (len(words) + 2),
        token_attributions=(0.0, *values, 0.0),
        score=score,
        score_value=3.5,
        baseline_score_value=0.5,
        delta=0.012,
        relative_delta=relative_delta,
        n_steps=33,
        n_windows=1,
        converged=converged,
        baseline="pad",
        model="sentiment",
        seconds=0.05,
        trust=Trust(doubts=tuple(doubts)),
        thresholds=thresholds or {},
    )
