"""The scalar that is integrated: what the model's logits say of one target."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from explain_core.errors import BadOption

SCORES = ("logit", "margin", "probability", "sum")
ScoreFunction = Callable[[Tensor], Tensor]


def score_function(score: str, target: int, *, multi_label: bool) -> ScoreFunction:
    """Return the function from logits (..., n_labels) to scores (...).

    logit:       the target's logit.
    margin:      its log-odds: logit minus log-sum-exp of the others. The labels of a multi-label
                 head do not compete, so there the logit is the log-odds already.
    probability: softmax, or sigmoid for a multi-label head.
    sum:         all logits together, whatever the target: what the notebook integrates.
    """
    if score == "logit" or (score == "margin" and multi_label):
        return lambda logits: logits[..., target]
    if score == "margin":
        return lambda logits: logits[..., target] - _others(logits, target).logsumexp(dim=-1)
    if score == "probability":
        return lambda logits: probabilities(logits, multi_label=multi_label)[..., target]
    if score == "sum":
        return lambda logits: logits.sum(dim=-1)
    raise BadOption("score", score, "one of " + ", ".join(SCORES))


def probabilities(logits: Tensor, *, multi_label: bool) -> Tensor:
    """Return probabilities, the shape of logits."""
    return logits.sigmoid() if multi_label else logits.softmax(dim=-1)


def _others(logits: Tensor, target: int) -> Tensor:
    return torch.cat([logits[..., :target], logits[..., target + 1 :]], dim=-1)
