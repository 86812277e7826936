"""Does the explanation stay the same when the input hardly changes?

Yeh et al., "On the (In)fidelity and Sensitivity of Explanations", NeurIPS 2019.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from explain_core.baseline import baseline_ids
from explain_core.document import Window, read_document
from explain_core.errors import BadOption
from explain_core.lig import Packing, integrate
from explain_core.refinement import Accuracy, Path
from explain_core.score import score_function
from explain_core.spacing import BY_BASELINE
from explain_core.summarize import over_hidden

if TYPE_CHECKING:
    from explain_core.explainer import Explainer
    from explain_core.explanation import Explanation

RADIUS = 0.02  # captum's default
Attribute = Callable[[Tensor], Tensor]  # inputs, any shape -> attributions, any shape


def max_sensitivity(
    attribute: Attribute,
    inputs: Tensor,
    *,
    radius: float = RADIUS,
    n_samples: int = 10,
    seed: int = 0,
) -> float:
    """Return the largest relative change of the attributions when the inputs are shaken a little.

    max over r of norm(phi(x + r) - phi(x)) / norm(phi(x)), Euclidean norms, each r drawn from the
    cube of +- radius; lower is better. Attributions that are all 0 have norm 1. It takes one
    explanation for each sample, and one more.

    Raises: BadOption for n_samples below 1 or a radius that is not positive.
    Source: Yeh et al. 2019; divided by the norm as in `captum.metrics.sensitivity_max`,
            which computes the same.
    """
    if n_samples < 1:
        raise BadOption("n_samples", n_samples, "a number of 1 or more")
    if not radius > 0:
        raise BadOption("radius", radius, "a number above 0")
    generator = torch.Generator().manual_seed(seed)
    attributions = attribute(inputs).double()
    norm = float(attributions.norm()) or 1.0
    changes = []
    for _ in range(n_samples):
        noise = (2 * torch.rand(inputs.shape, generator=generator) - 1) * radius
        shaken = attribute(inputs + noise.to(inputs)).double()
        changes.append(float((shaken - attributions).norm()) / norm)
    return max(changes)


def explanation_sensitivity(
    explainer: Explainer,
    explanation: Explanation,
    *,
    radius: float = RADIUS,
    n_samples: int = 10,
    seed: int = 0,
) -> float:
    """Return the max-sensitivity of an explanation's token attributions to its embeddings.

    Each embedding is shaken, its baseline is not, and the path has as many points as it had. Of a
    text in several windows the most sensitive one counts.

    Raises: BadOption for an explanation by another method than "lig"; for those there is
            `max_sensitivity`.
    """
    if explanation.method != "lig":
        raise BadOption("explanation", f"one by {explanation.method}", "one by the method lig")
    classifier = explainer.classifier
    document = read_document(
        explanation.text,
        classifier.tokenization,
        max_text_tokens=classifier.max_text_tokens,
        undo_evasion=bool(explanation.undone),
    )
    return max(
        max_sensitivity(
            _attribute(explainer, explanation, window),
            classifier.embed(classifier.tensor(window.encoding.ids))[0],
            radius=radius,
            n_samples=n_samples,
            seed=seed,
        )
        for window in document.windows
    )


def _attribute(explainer: Explainer, explanation: Explanation, window: Window) -> Attribute:
    """Return the function from a window's embeddings to its token attributions."""
    classifier = explainer.classifier
    reference = baseline_ids(window.encoding, explanation.baseline, classifier.tokenization)
    baselines = classifier.embed(classifier.tensor(reference))[0]
    score_of = score_function(
        explanation.score,
        explainer.labels.index(explanation.target),
        multi_label=explainer.multi_label,
    )

    def attribute(inputs: Tensor) -> Tensor:
        (integral,) = integrate(
            lambda points: score_of(classifier.logits(points.embeddings)),
            [Path(inputs, baselines, spacing=BY_BASELINE[explanation.baseline])],
            Accuracy(
                tolerance=0.0, max_steps=explanation.n_steps, rule=_rule_of(explanation.n_steps)
            ),
            packing=Packing(classifier.points_per_pass, pads=False, quick=classifier.is_quick),
        )
        return over_hidden(integral.attributions)

    return attribute


def _rule_of(n_steps: int) -> str:
    """Return the rule that takes so many points: 7, 13, 25, 49 if focused, else 9, 17, 33."""
    return "focused" if (n_steps - 1) % 3 == 0 else "trapezoid"
