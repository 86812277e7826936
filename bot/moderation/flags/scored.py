"""What the moderation model says of a text, held against the thresholds of a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explain_core.explanation import Prediction


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """thresholds: from which on each label counts; model: the name of what said so."""

    probabilities: Mapping[str, float]
    thresholds: Mapping[str, float]
    model: str

    @classmethod
    def of(cls, prediction: Prediction, *, model: str, own: Mapping[str, float]) -> Scored:
        """Return what a model said, with a workspace's own thresholds in place of the model's."""
        thresholds = {**prediction.thresholds, **own}
        return cls(
            probabilities=dict(prediction.probabilities),
            thresholds={
                label: at for label, at in thresholds.items() if label in prediction.probabilities
            },
            model=model,
        )

    @property
    def flagged(self) -> tuple[str, ...]:
        """The labels at or above their thresholds, the one furthest above first."""
        over = {label: self._over(label) for label in self.thresholds}
        given = [label for label in over if over[label] >= 0]
        return tuple(sorted(given, key=lambda label: -over[label]))

    @property
    def severity(self) -> float:
        """How far the worst label is above its threshold, from 0 to 1."""
        return max((self._share(label) for label in self.flagged), default=0.0)

    def _over(self, label: str) -> float:
        return self.probabilities[label] - self.thresholds[label]

    def _share(self, label: str) -> float:
        room = 1.0 - self.thresholds[label]
        return self._over(label) / room if room > 0 else 1.0
