"""The scalar that is integrated: what the model's logits say of one target."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from explain_core.errors import BadOption

SCORES = ("logit", "margin", "probability", "sum")
ScoreFunction = Callable[[Tensor], Tensor]


def score_function(score: str, target: int | Tensor, *, multi_label: bool) -> ScoreFunction:
    """Return the function from logits (..., n_labels) to scores (...).

    target: the index of a label, or one index for each row of logits (n, n_labels): (n,).

    logit:       the target's logit.
    margin:      its log-odds: logit minus log-sum-exp of the others. The labels of a multi-label
                 head do not compete, so there the logit is the log-odds already.
    probability: softmax, or sigmoid for a multi-label head.
    sum:         all logits together, whatever the target: what the notebook integrates.
    """
    if score == "logit" or (score == "margin" and multi_label):
        return lambda logits: _of(target, logits)
    if score == "margin":
        return lambda logits: _of(target, logits) - _others(target, logits).logsumexp(dim=-1)
    if score == "probability":
        return lambda logits: _of(target, probabilities(logits, multi_label=multi_label))
    if score == "sum":
        return lambda logits: logits.sum(dim=-1)
    raise BadOption("score", score, "one of " + ", ".join(SCORES))


def probabilities(logits: Tensor, *, multi_label: bool) -> Tensor:
    """Return probabilities, the shape of logits."""
    return logits.sigmoid() if multi_label else logits.softmax(dim=-1)


def _of(target: int | Tensor, values: Tensor) -> Tensor:
    """Return each row's value of its target: (..., n_labels) -> (...)."""
    if isinstance(target, int):
        return values[..., target]
    return values.gather(-1, target[:, None]).squeeze(-1)


def _others(target: int | Tensor, logits: Tensor) -> Tensor:
    """Return the logits with the target's left out of any sum of exponentials."""
    is_target = torch.zeros_like(logits, dtype=torch.bool)
    if isinstance(target, int):
        is_target[..., target] = True
    else:
        is_target.scatter_(-1, target[:, None], True)
    return logits.masked_fill(is_target, -torch.inf)
