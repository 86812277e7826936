"""Whether an explanation may be shown as fact: does it add up, and did the model mean it?

Two things are asked. Do the attributions add up to the score (convergence)? And does the score
change more when the words that are said to push hardest are hidden than when as many others are,
drawn at random (comprehensiveness, DeYoung et al. 2020, against chance)?
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from explain_core.document import Document
from explain_core.errors import NotFinite
from explain_core.explanation import Explanation, Trust
from explain_core.hiding import Hiding
from explain_core.model import Classifier
from explain_core.refinement import scale
from explain_core.score import score_function

TOP_SHARE = 0.2  # of the words, at least one
# Other sets of words that the strongest are compared with. A text in several windows makes do with
# fewer, since each averages over many words: the check stays a small part of the explanation.
N_DRAWS = 8
FEWEST_DRAWS = 2
FEWEST_OTHERS = 3
# The strongest words must change the score by this much more than others do, as a share of what
# their attributions promise.
LEAST_KEPT = 0.1
# Where no set of words changes the score by this share of F(input) - F(baseline), the text says
# everything more than once, and hiding a few words cannot tell good attributions from bad ones.
LEAST_CHANGE = 0.25
# An answer that falls by so much more than by chance was changed, whatever the score says.
CLEAR_FALL = 0.1


@dataclass(frozen=True, slots=True)
class _Trial:
    """The strongest words of a text, and other sets of as many, by their positions.

    sign: 1 if they push towards the target; -1, if no word does, for those that push away from it.
    """

    strongest: frozenset[int]
    others: tuple[frozenset[int], ...]
    sign: int

    @property
    def sets(self) -> tuple[frozenset[int], ...]:
        """What is hidden in turn."""
        return self.strongest, *self.others


@dataclass(frozen=True, slots=True)
class _Case:
    """One explanation with its trial, and what the model reads for it: each set's windows."""

    document: Document
    explanation: Explanation
    trial: _Trial | None
    versions: tuple[tuple[int, ...], ...]


def assess(
    classifier: Classifier,
    explained: Sequence[tuple[Document, Explanation]],
    *,
    tolerance: float,
) -> list[Trust]:
    """Return for each explanation whether to rely on it.

    The model reads nine versions of each text, those of all texts together. Too short for a
    comparison are texts with fewer than three other sets of words: of up to three words.

    tolerance: what share of F(input) - F(baseline) the attributions were allowed to miss.
    Raises:    NotFinite.
    """
    cases = [_case(classifier, *pair) for pair in explained]
    logits = _answers(classifier, [ids for case in cases for ids in case.versions])
    trusts: list[Trust] = []
    for case in cases:
        of_case = [logits[ids] for ids in case.versions]
        trusts.append(_trust(case, of_case, classifier, tolerance=tolerance))
    return trusts


def by_convergence(explanation: Explanation, tolerance: float) -> Trust:
    """Return what can be said without asking the model again: whether attributions add up."""
    return Trust(doubts=_convergence_doubts(explanation, tolerance))


def _case(classifier: Classifier, document: Document, explanation: Explanation) -> _Case:
    frame = classifier.tokenization
    filler = frame.mask_id if frame.mask_id is not None else frame.pad_id
    values = [word.attribution for word in explanation.words]
    n_draws = max(FEWEST_DRAWS, N_DRAWS // len(document.windows))
    trial = _trial(values, n_draws=n_draws)
    if filler is None or trial is None:
        return _Case(document, explanation, None, ())
    hiding = Hiding(document, frame)
    versions = tuple(ids for words in trial.sets for ids in hiding.versions(words, filler))
    return _Case(document, explanation, trial, versions)


def _trial(values: Sequence[float], *, n_draws: int) -> _Trial | None:
    """Return what to hide, None if no word pushes or there is too little to compare with."""
    sign = 1 if any(value > 0 for value in values) else -1
    pushing = [word for word, value in enumerate(values) if sign * value > 0]
    n_top = math.ceil(TOP_SHARE * len(values))
    strongest = frozenset(sorted(pushing, key=lambda word: -abs(values[word]))[:n_top])
    if not strongest or math.comb(len(values), len(strongest)) <= FEWEST_OTHERS:
        return None
    return _Trial(strongest, _others(len(values), strongest, n_draws), sign)


def _others(n_words: int, strongest: frozenset[int], n_draws: int) -> tuple[frozenset[int], ...]:
    """Return sets of as many words, drawn at random but the same each time; all if they are few."""
    if math.comb(n_words, len(strongest)) <= n_draws + 1:
        every = map(frozenset, itertools.combinations(range(n_words), len(strongest)))
        return tuple(words for words in every if words != strongest)
    chance = random.Random(n_words)
    drawn: dict[frozenset[int], None] = {}
    while len(drawn) < n_draws:
        words = frozenset(chance.sample(range(n_words), len(strongest)))
        if words != strongest:
            drawn[words] = None
    return tuple(drawn)


def _answers(
    classifier: Classifier, inputs: Sequence[tuple[int, ...]]
) -> dict[tuple[int, ...], Tensor]:
    """Return the logits of each different input; windows without a hidden word are read once."""
    different = list(dict.fromkeys(inputs))
    if not different:
        return {}
    logits = classifier.answers(different, precision=classifier.precision)
    if not logits.isfinite().all():
        raise NotFinite("an answer")
    return dict(zip(different, logits.unbind(), strict=True))


def _trust(
    case: _Case, logits: Sequence[Tensor], classifier: Classifier, *, tolerance: float
) -> Trust:
    explanation = case.explanation
    if case.trial is None:
        return by_convergence(explanation, tolerance)
    doubts = _convergence_doubts(explanation, tolerance)
    of_windows = torch.stack(list(logits)).unflatten(0, (len(case.trial.sets), -1))
    chance = explanation.probabilities[explanation.target]
    top_fall, *falls = (chance - _scores(case, of_windows, classifier, "probability")).tolist()
    random_fall = _mean(falls)
    clear = case.trial.sign * (top_fall - random_fall) >= CLEAR_FALL
    if explanation.score == "sum" or not clear:
        scores = _scores(case, of_windows, classifier, explanation.score)
        doubts += _comprehensiveness_doubts(
            explanation, case.trial, (explanation.score_value - scores).tolist()
        )
    return Trust(comprehensiveness=top_fall, random_comprehensiveness=random_fall, doubts=doubts)


def _scores(case: _Case, of_windows: Tensor, classifier: Classifier, score: str) -> Tensor:
    """Return the target's score without each set of words: (n_sets,).

    of_windows: logits, (n_sets, n_windows, n_labels).
    """
    labels = classifier.labels
    target = labels.names.index(case.explanation.target)
    score_of = score_function(score, target, multi_label=labels.multi_label)
    weights = of_windows.new_tensor([window.weight for window in case.document.windows])
    return (score_of(of_windows) * weights).sum(dim=-1)


def _comprehensiveness_doubts(
    explanation: Explanation, trial: _Trial, falls: Sequence[float]
) -> tuple[str, ...]:
    """Return a doubt if hiding the strongest words does not change the score as they promise.

    falls: of the score, without the strongest words first.
    """
    whole = scale(explanation.score_value, explanation.baseline_score_value)
    if max(map(abs, falls)) < LEAST_CHANGE * whole:
        return ()
    promises = [
        math.fsum(explanation.words[word].attribution for word in words) for words in trial.sets
    ]
    more = trial.sign * (falls[0] - _mean(falls[1:]))
    if more > LEAST_KEPT * trial.sign * (promises[0] - _mean(promises[1:])):
        return ()
    how = "hardly more" if more > 0 else "no more"
    return (f"Removing its strongest words changes the answer {how} than removing random ones.",)


def _convergence_doubts(explanation: Explanation, tolerance: float) -> tuple[str, ...]:
    if explanation.converged:
        return ()
    if explanation.relative_delta <= tolerance:
        return (
            "In parts of the text the attributions do not add up to the score within "
            f"{_share(tolerance)}.",
        )
    return (
        f"The attributions add up to the score only within {_share(explanation.relative_delta)} "
        f"({_share(tolerance)} wanted).",
    )


def _share(share: float) -> str:
    """Return a share in percent, two digits, rounded up: 0.01004 -> '1.1%'."""
    if not share < 10:
        return "more than 1,000%"
    if not share:
        return "0%"
    unit = 10.0 ** (math.floor(math.log10(share)) - 1)
    return f"{100 * unit * math.ceil(share / unit - 1e-9):.10g}%"


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
