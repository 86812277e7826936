"""Measures of an attribution: does it say what moved the model, and would a person agree?

    from explain_core import Explainer
    from explain_core.faithfulness import measure

    explainer = Explainer.load("sentiment")
    explanation = explainer.explain("bugs are smart animals")
    faithfulness = measure(explainer, explanation)

Any method's attributions can be measured, as long as there is one for each word:

    from explain_core.faithfulness import MaskedText, aopc_bounds, aopc_comprehensiveness
    from explain_core.faithfulness import measure_attributions

    masked = MaskedText(explainer, explanation.text, target=explanation.target)
    measure_attributions(masked, attributions)
    aopc_bounds(masked).normalize(aopc_comprehensiveness(masked, attributions))

    measure              better  formula                                            source
    comprehensiveness    higher  p(x) - p(x without its top words)                  ERASER
    sufficiency          lower   p(x) - p(the top words of x alone)                 ERASER
    their AOPC           same    mean over 1, 2, ... n words                        AOPC, NAOPC
    normalised AOPC      same    (AOPC - lowest) / (highest - lowest)               NAOPC
    log-odds             lower   log p(x without its top words) - log p(x)          DIG
    completeness delta   0       sum of phi - (F(x) - F(x'))                        IG
    infidelity           lower   mean of (sum of phi in z - (F(x) - F(x - z)))^2    INFD
    max-sensitivity      lower   max of |phi(x + r) - phi(x)| / |phi(x)|            INFD
    rank agreement       higher  Kendall's tau-b, Spearman's rho with leave-one-out JW
    plausibility         higher  AUPRC, token F1, IOU F1 against human rationales   ERASER

x is the text, x' its baseline, p the target's probability, F a score of it, phi the attributions,
z a set of words, x - z the text without them, r a small change of its embeddings.
The top words are those that push hardest towards the target; of equal ones the first comes first.
A word is left out by putting [MASK] in place of each of its tokens (log-odds: [PAD]), so that the
text keeps its length. A tokenizer without a mask token raises NoBaselineToken: pass `filler="pad"`.

ERASER  DeYoung et al., "ERASER: A Benchmark to Evaluate Rationalized NLP Models", ACL 2020
AOPC    Samek et al., "Evaluating the Visualization of What a Deep Neural Network Has Learned",
        IEEE TNNLS 2017
NAOPC   Edin et al., "Normalized AOPC: Fixing Misleading Faithfulness Metrics for Feature
        Attribution Explainability", arXiv 2408.08137, 2024
DIG     Sanyal, Ren, "Discretized Integrated Gradients for Explaining Language Models", EMNLP 2021
IG      Sundararajan, Taly, Yan, "Axiomatic Attribution for Deep Networks", ICML 2017
INFD    Yeh et al., "On the (In)fidelity and Sensitivity of Explanations", NeurIPS 2019
JW      Jain, Wallace, "Attention is not Explanation", NAACL 2019
"""

from __future__ import annotations

from explain_core.faithfulness.additivity import completeness_delta, infidelity
from explain_core.faithfulness.masking import MaskedText, Masking
from explain_core.faithfulness.measuring import Faithfulness, measure, measure_attributions
from explain_core.faithfulness.ranks import kendall_tau, spearman_rho
from explain_core.faithfulness.rationales import (
    Plausibility,
    auprc,
    iou_f1,
    plausibility,
    token_f1,
)
from explain_core.faithfulness.removal import (
    ERASER_PERCENTS,
    MAX_EXACT_WORDS,
    Bounds,
    aopc_bounds,
    aopc_comprehensiveness,
    aopc_sufficiency,
    comprehensiveness,
    leave_one_out,
    log_odds,
    random_attributions,
    sufficiency,
)
from explain_core.faithfulness.sensitivity import explanation_sensitivity, max_sensitivity

__all__ = [
    "ERASER_PERCENTS",
    "MAX_EXACT_WORDS",
    "Bounds",
    "Faithfulness",
    "MaskedText",
    "Masking",
    "Plausibility",
    "aopc_bounds",
    "aopc_comprehensiveness",
    "aopc_sufficiency",
    "auprc",
    "completeness_delta",
    "comprehensiveness",
    "explanation_sensitivity",
    "infidelity",
    "iou_f1",
    "kendall_tau",
    "leave_one_out",
    "log_odds",
    "max_sensitivity",
    "measure",
    "measure_attributions",
    "plausibility",
    "random_attributions",
    "spearman_rho",
    "sufficiency",
    "token_f1",
]
