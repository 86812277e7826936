"""What a model says of a text: its one label, or all labels that fit, with their probabilities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.markup import escape, inert
from bot.messages.labels import name_of
from explain_core import explanation
from explain_core.explanation import DEFAULT_THRESHOLD
from explain_core.heatmap.bidi import has_rtl
from explain_core.heatmap.wording import percent, quoted, threshold

_MOST_LABELS = 5
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


class Said(explanation.Said, Protocol):
    """An explanation or a prediction, as far as it says what the model thinks."""

    @property
    def probability(self) -> float: ...
    @property
    def given(self) -> tuple[str, ...]: ...


def said(model: Said, language: str = "en") -> str:
    """Return what the model says in plain words: "Negative 96%", "Flagged: Toxic 97%"."""
    return _told(model, language, write=rated, none="Nothing is flagged: no label")


def said_in_bold(model: Said, language: str = "en") -> str:
    """Return what the model says in Slack's markup: "*Negative* 96%"."""
    return _told(model, language, write=rated_in_bold, none="*Nothing is flagged*: no label")


def rated(label: str, probability: float, language: str = "en") -> str:
    return f"{beside(label, language)} {percent(probability)}"


def rated_in_bold(label: str, probability: float, language: str = "en") -> str:
    name = name_of(label, language)
    mark = _LEFT_TO_RIGHT if has_rtl(name) else ""
    return f"*{inert(name)}* {mark}{escape(percent(probability))}"


def beside(label: str, language: str = "en") -> str:
    """Return a label's name so that a number can follow it, whichever way its script runs."""
    return quoted(name_of(label, language))


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: ["a", "b", "c"] -> "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def ranked(model: Said) -> list[str]:
    """Return all labels, the most probable first."""
    return sorted(model.probabilities, key=lambda label: -model.probabilities[label])


def _told(model: Said, language: str, *, write: Callable[[str, float, str], str], none: str) -> str:
    if not model.multi_label:
        return write(model.label, model.probability, language)
    if not model.given:
        most = write(model.label, model.probability, language)
        least = threshold(model.thresholds.get(model.label, DEFAULT_THRESHOLD))
        return f"{none} reaches its threshold. The most probable is {most}, flagged from {least}"
    named = model.given[:_MOST_LABELS]
    labels = ", ".join(write(label, model.probabilities[label], language) for label in named)
    rest = len(model.given) - len(named)
    return f"Flagged: {labels} and {rest:,} more" if rest else f"Flagged: {labels}"
