"""What is asked for: how to explain, checked before any work is done."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Integral, Real

from explain_core.baseline import filler_id
from explain_core.errors import BadOption
from explain_core.methods import check_method
from explain_core.model import Classifier
from explain_core.refinement import RULES, Accuracy
from explain_core.score import score_function

DEFAULT_TOLERANCE = 0.01
DEFAULT_MAX_STEPS = 257


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """From which baseline to explain which score, by which method, and how closely."""

    baseline: str = "pad"
    score: str = "logit"
    tolerance: float = DEFAULT_TOLERANCE
    max_steps: int = DEFAULT_MAX_STEPS
    rule: str = "auto"
    method: str = "lig"
    trust: bool = True

    @property
    def accuracy(self) -> Accuracy:
        """How closely to integrate; "auto" becomes the rule that takes the fewest points.

        A tolerance of 0 asks for a number of points, and means equal steps, as by others' tools.
        """
        automatic = "focused" if self.tolerance else "trapezoid"
        rule = automatic if self.rule == "auto" else self.rule
        return Accuracy(self.tolerance, self.max_steps, rule)

    def check(self, classifier: Classifier) -> None:
        """Raise an InputError for what cannot be met with this classifier."""
        check_method(self.method)
        filler_id(self.baseline, classifier.tokenization)
        score_function(self.score, 0, multi_label=classifier.labels.multi_label)
        if not isinstance(self.tolerance, Real) or not 0 <= self.tolerance < math.inf:
            raise BadOption("tolerance", self.tolerance, "a share of 0 or more, such as 0.01")
        if not isinstance(self.max_steps, Integral) or self.max_steps < 2:
            raise BadOption("max_steps", self.max_steps, "a number of points of 2 or more")
        rules = ("auto", *RULES)
        if self.rule not in rules:
            raise BadOption("rule", self.rule, "one of " + ", ".join(rules))
