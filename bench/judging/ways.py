"""Everything that is judged: this project, what it is compared with, and chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Protocol

from explain_core import Explainer, Explanation, WordAttribution
from explain_core.faithfulness import MaskedText, leave_one_out
from explain_core.methods import PREVIEW
from explain_core.request import Request
from judging.texts import Text
from rivals.ranked import AttentionRollout, CaptumLig, Lime, Shap
from rivals.subjects import Subject

Words = Sequence[WordAttribution]


class Way(Protocol):
    """One way to give each word an attribution.

    score, baseline: what the attributions should add up to; a score of None promises nothing.
    """

    @property
    def name(self) -> str: ...

    @property
    def score(self) -> str | None: ...

    @property
    def baseline(self) -> str: ...

    def explain(self, text: Text) -> Words: ...


@dataclass(frozen=True)
class Own:
    """This project, with some of its options."""

    explainer: Explainer
    name: str
    request: Request

    @property
    def score(self) -> str | None:
        return self.request.score if self.request.method in ("lig", "shap") else None

    @property
    def baseline(self) -> str:
        return self.request.baseline

    @property
    def is_default(self) -> bool:
        return self.request == Request()

    def explanation(self, text: Text) -> Explanation:
        return self.explainer.explain(
            text.row.text,
            text.target,
            baseline=self.request.baseline,
            score=self.request.score,
            method=self.request.method,
        )

    def explain(self, text: Text) -> Words:
        return self.explanation(text).words


@dataclass(frozen=True)
class Ensemble:
    """The mean of what several ways find."""

    name: str
    parts: tuple[Way, ...]
    score: str | None = None
    baseline: str = "pad"

    def explain(self, text: Text) -> Words:
        found = [part.explain(text) for part in self.parts]
        return [
            replace(same[0], attribution=sum(word.attribution for word in same) / len(same))
            for same in zip(*found, strict=True)
        ]


@dataclass(frozen=True)
class LeaveOneOut:
    """How far the probability falls with each word masked alone."""

    explainer: Explainer
    name: str = "leave-one-out"
    score: str | None = None
    baseline: str = "mask"

    def explain(self, text: Text) -> Words:
        return leave_one_out(MaskedText(self.explainer, text.row.text, target=text.target))


Maker = Callable[[], Way]


@dataclass(frozen=True)
class Samples:
    """How many changed texts the sampling rivals ask about; by default as many as they like."""

    shap: int = 500
    lime: int = 5000


def makers(
    explainer: Explainer, subject: Subject, source: str, samples: Samples
) -> dict[str, tuple[Maker, str]]:
    """Return how to make each way, by its short name, and the package that it needs."""

    def own(name: str, baseline: str = "pad", score: str = "logit", method: str = "lig") -> Own:
        return Own(explainer, name, Request(baseline=baseline, score=score, method=method))

    pad, mask = own("LIG, pad"), own("LIG, mask", "mask")
    pad_margin = own("LIG, pad, margin", "pad", "margin")
    mask_margin = own("LIG, mask, margin", "mask", "margin")
    return {
        "loo": (lambda: LeaveOneOut(explainer), ""),
        "gxi": (lambda: own("gradient x input", method="input_x_gradient"), ""),
        "captum-pad": (lambda: CaptumLig(subject, explainer, "pad"), "captum"),
        "captum-mask": (lambda: CaptumLig(subject, explainer, "mask"), "captum"),
        "shap": (lambda: Shap(subject, samples.shap), "shap"),
        "lime": (lambda: Lime(subject, samples.lime), "lime"),
        "rollout": (lambda: AttentionRollout(source), ""),
        "preview": (lambda: own(f"preview ({PREVIEW})", method=PREVIEW), ""),
        "pad": (lambda: pad, ""),
        "mask": (lambda: mask, ""),
        "pad-margin": (lambda: pad_margin, ""),
        "mask-margin": (lambda: mask_margin, ""),
        "ensemble": (lambda: Ensemble("LIG, mean of pad and mask", (pad, mask)), ""),
    }


def made(found: dict[str, tuple[Maker, str]], wanted: Sequence[str]) -> tuple[list[Way], list[str]]:
    """Return the ways asked for, and a line for each that lacks its package."""
    ways, missing = [], []
    for name in wanted:
        make, package = found[name]
        if package and find_spec(package) is None:
            missing.append(f"{name} is left out: pip install {package}")
        else:
            ways.append(make())
    return ways, missing
