"""What comes out: predictions and explanations, as frozen values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from captum.attr._utils.visualization import VisualizationDataRecord

# From which a label counts where a multi-label model, or an old record, does not say.
DEFAULT_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model says of one text.

    label:         the most probable one; of a multi-label head it need not be given.
    probabilities: every label's probability, in the model's order; they sum to 1 for a
                   softmax head and are independent of one another for a multi-label head.
    thresholds:    of a multi-label head, from which probability on each label is given;
                   empty for a softmax head.
    """

    label: str
    probability: float
    probabilities: Mapping[str, float]
    thresholds: Mapping[str, float] = field(default_factory=dict)

    @property
    def multi_label(self) -> bool:
        return bool(self.thresholds)

    @property
    def given(self) -> tuple[str, ...]:
        """The labels that the model gives, the most probable first.

        Of a multi-label head those at or above their thresholds, which may be none; of a softmax
        head its one label.
        """
        return given_labels(self)


@dataclass(frozen=True, slots=True)
class WordAttribution:
    """One word as it was typed, `text[start:end]`, and its signed share of the score."""

    text: str
    start: int
    end: int
    attribution: float


@dataclass(frozen=True, slots=True)
class Undone:
    """A stretch of a text, `text[start:end]`, and what the model read there: "1d10t" as "idiot"."""

    start: int
    end: int
    read_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whether an explanation may be shown as fact, and why not.

    comprehensiveness:        by how much the target's probability falls when the words that push
                              it most are masked; None if that was not measured.
    random_comprehensiveness: the same for as many words drawn at random, the mean over draws.
    doubts:                   sentences for the reader; none if the explanation can be relied on.
    """

    comprehensiveness: float | None = None
    random_comprehensiveness: float | None = None
    doubts: tuple[str, ...] = ()

    @property
    def reliable(self) -> bool:
        return not self.doubts

    @property
    def line(self) -> str:
        """One line for every output, empty for a reliable explanation."""
        return f"Not reliable: {' '.join(self.doubts)}" if self.doubts else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why the model scores `target` on `text` as it does.

    label, probability: the model's prediction; `target` is what is explained, and may differ. Of a
                        multi-label head it is the most probable label, whether it is `given` or
                        not.
    words:              every character of `text` lies in exactly one of them or in white space.
    tokens:             the model's pieces, special tokens included.
    token_attributions: (n_tokens,), in units of `score`; they sum to
                        `score_value - baseline_score_value` within `delta`.
    delta:              convergence delta, sum of attributions minus (F(input) - F(baseline)).
    relative_delta:     |delta| as a share of |F(input) - F(baseline)|, or of 0.01 if that is more:
                        scores that nearly coincide have no meaningful share.
    n_steps:            points on the path (of the window that needed most); for a method without
                        a path, how often the model read the window.
    converged:          whether the tolerance was reached within max_steps.
    logits:             the head's raw outputs; the notebook's `pred_prob` is the highest of them.
    method:             how the attributions were found: "lig" or another of `METHODS`.
    precision:          what the gradients were computed in, "fp32" or "bf16"; the scores are
                        always fp32.
    trust:              whether to believe it.
    thresholds:         of a multi-label head, from which probability on each label is given.
    undone:             stretches of the text that the model read otherwise than they were typed,
                        in order; each is one word here.
    seconds:            wall time of the computation.
    """

    text: str
    label: str
    probability: float
    probabilities: Mapping[str, float]
    logits: Mapping[str, float]
    multi_label: bool
    target: str
    true_label: str | None
    words: Sequence[WordAttribution]
    tokens: Sequence[str]
    token_ids: Sequence[int]
    baseline_ids: Sequence[int]
    token_attributions: Sequence[float]
    score: str
    score_value: float
    baseline_score_value: float
    delta: float
    relative_delta: float
    n_steps: int
    n_windows: int
    converged: bool
    baseline: str
    model: str
    seconds: float
    method: str = "lig"
    precision: str = "fp32"
    trust: Trust = Trust()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    undone: Sequence[Undone] = ()

    @property
    def given(self) -> tuple[str, ...]:
        """The labels that the model gives, as `Prediction.given`."""
        return given_labels(self)

    def __repr__(self) -> str:
        """Return what a prompt or a log may show: the answer, but neither text nor numbers."""
        doubtful = "" if self.trust.reliable else ", not reliable"
        return (
            f"<Explanation {self.label!r} {self.probability:.2f}, target {self.target!r}, "
            f"{len(self.words)} words{doubtful}>"
        )

    def normalize(self) -> tuple[float, ...]:
        """Return the token attributions divided by their L2 norm: the notebook's summary."""
        from explain_core.summarize import normalize

        return normalize(self.token_attributions)

    @property
    def attribution_score(self) -> float:
        """The notebook's attribution score: the sum of the normalised token attributions."""
        return math.fsum(self.normalize())

    def strongest(self, n: int = 3, *, sign: int = 1) -> tuple[WordAttribution, ...]:
        """Return the n words that push hardest towards (sign 1) or away from (-1) the target."""
        pushing = [word for word in self.words if word.attribution * sign > 0]
        return tuple(sorted(pushing, key=lambda word: -abs(word.attribution))[:n])

    def to_dict(self) -> dict[str, Any]:
        """Return the whole record as JSON-ready values."""
        record = {field.name: getattr(self, field.name) for field in fields(self)}
        return record | {
            "probabilities": dict(self.probabilities),
            "logits": dict(self.logits),
            "words": [asdict(word) for word in self.words],
            "tokens": list(self.tokens),
            "token_ids": list(self.token_ids),
            "baseline_ids": list(self.baseline_ids),
            "token_attributions": list(self.token_attributions),
            "attribution_score": self.attribution_score,
            "thresholds": dict(self.thresholds),
            "given": list(self.given),
            "undone": [asdict(stretch) for stretch in self.undone],
            "trust": asdict(self.trust)
            | {"doubts": list(self.trust.doubts), "reliable": self.trust.reliable},
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Explanation:
        """Return the explanation of which `to_dict` made this record, perhaps by way of JSON.

        Keys that are not part of one are left out.
        Raises: ValueError that names the first value which is missing or wrong.
        """
        from explain_core.record import read

        return read(record)

    def to_captum(self) -> VisualizationDataRecord:
        """Return captum's record, for `captum.attr.visualization.visualize_text([...])`.

        As in the notebook, the attributions are normalised and the attribution score is their sum;
        `pred_prob` is the probability, where the notebook shows the highest of `logits`.
        Raises ImportError if captum is not installed (the `captum` extra).
        """
        import torch
        from captum.attr import visualization

        return visualization.VisualizationDataRecord(
            word_attributions=torch.tensor(self.normalize()),
            pred_prob=self.probability,
            pred_class=self.label,
            true_class=self.true_label if self.true_label is not None else "",
            attr_class=self.target,
            attr_score=self.attribution_score,
            raw_input_ids=list(self.tokens),
            convergence_score=self.delta,
        )

    def png(self) -> bytes:
        """Return the heatmap as a PNG image."""
        from explain_core import heatmap

        return heatmap.to_png(self)

    def html(self) -> str:
        """Return the heatmap as one self-contained HTML page."""
        from explain_core import heatmap

        return heatmap.to_html(self)

    def terminal(self, *, width: int = 80, color: bool = True) -> str:
        """Return the heatmap as lines of text, with ANSI colours unless `color` is false."""
        from explain_core import heatmap

        return heatmap.to_terminal(self, width=width, color=color)

    def _repr_html_(self) -> str:
        from explain_core import heatmap

        return heatmap.to_html_fragment(self)


class Said(Protocol):
    """What a model says of a text, as far as labels are concerned."""

    @property
    def label(self) -> str: ...
    @property
    def probabilities(self) -> Mapping[str, float]: ...
    @property
    def multi_label(self) -> bool: ...
    @property
    def thresholds(self) -> Mapping[str, float]: ...


def given_labels(said: Said) -> tuple[str, ...]:
    """Return the labels that a model gives, the most probable first (see `Prediction.given`)."""
    if not said.multi_label:
        return (said.label,)
    given = [
        label
        for label, probability in said.probabilities.items()
        if probability >= said.thresholds.get(label, DEFAULT_THRESHOLD)
    ]
    return tuple(sorted(given, key=lambda label: -said.probabilities[label]))
