"""All measures of one explanation that running the model on masked texts can give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explain_core.explanation import WordAttribution
from explain_core.faithfulness.additivity import (
    chance_maskings,
    completeness_delta,
    everything,
    infidelity,
)
from explain_core.faithfulness.masking import NOTHING, MaskedText, Masking
from explain_core.faithfulness.ranks import kendall_tau, spearman_rho
from explain_core.faithfulness.removal import (
    aopc_comprehensiveness,
    aopc_sufficiency,
    comprehensiveness,
    count,
    leave_one_out,
    log_odds,
    one_out,
    only_top,
    ranked,
    sufficiency,
    without_top,
)

if TYPE_CHECKING:
    from explain_core.explainer import Explainer
    from explain_core.explanation import Explanation

N_SAMPLES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Faithfulness:
    """How well attributions say what moves the model; formulas and sources: see the package.

    comprehensiveness, sufficiency, log_odds: of the top `percent` of the words.
    delta, infidelity:                        in (squared) units of the score; infidelity after
                                              scaling, so that it is fair to other units.
    kendall_tau, spearman_rho:                agreement with leave-one-out; None where either side
                                              gives every word the same.
    """

    percent: float
    comprehensiveness: float
    sufficiency: float
    aopc_comprehensiveness: float
    aopc_sufficiency: float
    log_odds: float
    delta: float
    infidelity: float
    kendall_tau: float | None
    spearman_rho: float | None


def measure(
    explainer: Explainer, explanation: Explanation, *, percent: float = 20.0, filler: str = "mask"
) -> Faithfulness:
    """Return the measures of an explanation of this explainer.

    percent: how many of the words are its top words, for the measures that take a share.
    filler:  what hides a word: "mask", or "pad" for tokenizers without a mask token.
    Raises:  NoBaselineToken, NotFinite, BadOption.
    """
    masked = MaskedText(
        explainer,
        explanation.text,
        words=explanation.words,
        target=explanation.target,
        undo_evasion=bool(explanation.undone),
    )
    return measure_attributions(
        masked,
        explanation.words,
        percent=percent,
        filler=filler,
        score=explanation.score,
        baseline=explanation.baseline,
    )


def measure_attributions(
    masked: MaskedText,
    attributions: Sequence[WordAttribution],
    *,
    percent: float = 20.0,
    filler: str = "mask",
    score: str = "logit",
    baseline: str = "pad",
) -> Faithfulness:
    """Return the measures of any method's attributions.

    About 3 n + 16 versions of a text of n words, read together; attributions measured later on the
    same MaskedText cost only what differs.

    score, baseline: what the attributions should add up to, for `delta` and `infidelity`.
    """
    masked.scores(_maskings(masked, ranked(masked, attributions), percent, filler, baseline))
    alone = [word.attribution for word in leave_one_out(masked, filler=filler)]
    values = masked.values(attributions)
    return Faithfulness(
        percent=percent,
        comprehensiveness=comprehensiveness(masked, attributions, percent=percent, filler=filler),
        sufficiency=sufficiency(masked, attributions, percent=percent, filler=filler),
        aopc_comprehensiveness=aopc_comprehensiveness(masked, attributions, filler=filler),
        aopc_sufficiency=aopc_sufficiency(masked, attributions, filler=filler),
        log_odds=log_odds(masked, attributions, percent=percent),
        delta=completeness_delta(masked, attributions, score=score, filler=baseline),
        infidelity=infidelity(
            masked,
            attributions,
            score=score,
            filler=baseline,
            n_samples=N_SAMPLES,
            normalize=True,
        ),
        kendall_tau=kendall_tau(values, alone),
        spearman_rho=spearman_rho(values, alone),
    )


def _maskings(
    masked: MaskedText, order: Sequence[int], percent: float, filler: str, baseline: str
) -> list[Masking]:
    """Return all that the measures will ask for, so that the model reads it in one go."""
    n_words = masked.n_words
    return [
        NOTHING,
        *(without_top(order, k, filler) for k in range(1, n_words + 1)),
        *(only_top(order, k, filler) for k in range(1, n_words)),
        *one_out(masked, filler),
        without_top(order, count(percent, n_words), "pad"),
        everything(masked, baseline),
        *chance_maskings(masked, N_SAMPLES, baseline, seed=0),
    ]
