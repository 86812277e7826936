"""What a model says of a text: its one label, or all labels that fit, with their probabilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from bot.markup import escape, inert
from bot.messages.labels import name_of
from explain_core.heatmap.bidi import has_rtl
from explain_core.heatmap.wording import percent, quoted

# A multi-label model gives each label a probability of its own, and means it from here on.
GIVEN = 0.5

_MOST_LABELS = 5
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


class Said(Protocol):
    """An explanation or a prediction, as far as it says what the model thinks."""

    @property
    def label(self) -> str: ...
    @property
    def probability(self) -> float: ...
    @property
    def probabilities(self) -> Mapping[str, float]: ...


def said(model: Said, language: str = "en", *, multi_label: bool = False) -> str:
    """Return what the model says in plain words: "Negative 96%"."""
    start = "No label fits; the closest is "
    return _told(model, language, multi_label=multi_label, write=rated, none_fits=start)


def said_in_bold(model: Said, language: str = "en", *, multi_label: bool = False) -> str:
    """Return what the model says in Slack's markup: "*Negative* 96%"."""
    start = "*No label fits.* The closest: "
    return _told(model, language, multi_label=multi_label, write=rated_in_bold, none_fits=start)


def rated(label: str, probability: float, language: str = "en") -> str:
    return f"{beside(label, language)} {percent(probability)}"


def rated_in_bold(label: str, probability: float, language: str = "en") -> str:
    name = name_of(label, language)
    mark = _LEFT_TO_RIGHT if has_rtl(name) else ""
    return f"*{inert(name)}* {mark}{escape(percent(probability))}"


def beside(label: str, language: str = "en") -> str:
    """Return a label's name so that a number can follow it, whichever way its script runs."""
    return quoted(name_of(label, language))


def ranked(model: Said) -> list[str]:
    """Return all labels, the most probable first."""
    return sorted(model.probabilities, key=lambda label: -model.probabilities[label])


def _told(
    model: Said,
    language: str,
    *,
    multi_label: bool,
    write: Callable[[str, float, str], str],
    none_fits: str,
) -> str:
    if not multi_label:
        return write(model.label, model.probability, language)
    fitting = [label for label in ranked(model) if model.probabilities[label] >= GIVEN]
    if not fitting:
        return none_fits + write(model.label, model.probability, language)
    named = fitting[:_MOST_LABELS]
    listed = ", ".join(write(label, model.probabilities[label], language) for label in named)
    rest = len(fitting) - len(named)
    return f"{listed} and {rest:,} more" if rest else listed
