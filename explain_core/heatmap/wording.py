"""What the picture, the page and the terminal say in words; the same in all three.

Everything that comes from a text, a model or a user passes through `visible` here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from explain_core.explanation import DEFAULT_THRESHOLD, Explanation, Undone, WordAttribution
from explain_core.heatmap.bidi import has_rtl
from explain_core.heatmap.colors import share, step, strongest_size
from explain_core.heatmap.visible import shorten, visible
from explain_core.rewriting import is_punctuation

_UNITS = {
    "logit": "logit",
    "margin": "logit margin",
    "probability": "probability",
    "sum": "sum of logits",
}
_ALL_LOGITS = "sum"  # the notebook's score, which is about no label in particular
_OTHER_LABELS = 3
_MOST_FLAGGED = 6
_MOST_UNDONE = 5
_STRONGEST = 5
_LABEL = 32  # graphemes of a label that is mentioned in passing

# A word that runs from right to left would take the number after it along.
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"

NOTHING_FLAGGED = "nothing flagged"
NOTHING_PUSHES = "No word pushes either way."


@dataclass(frozen=True, slots=True)
class Legend:
    """What the colour scale means: its unit, and its orange and its blue end."""

    unit: str
    towards: str
    away: str


def percent(probability: float) -> str:
    """Return a probability as a reader wants it; only 0 and 1 themselves are 0% and 100%."""
    if probability in (0.0, 1.0):
        return f"{probability:.0%}"
    if probability < 0.001:
        return "<0.1%"
    if probability > 0.999:
        return ">99.9%"
    near_an_end = min(probability, 1 - probability) < 0.01
    return f"{probability:.1%}" if near_an_end else f"{probability:.0%}"


def signed(value: float, strongest: float) -> str:
    """Return a value with its sign, as fine as a scale up to `strongest` needs: '+1.83'."""
    size = abs(strongest)
    if not size:
        return "0"
    if size < 0.01 or size >= 1e6:
        return f"{value:+.1e}" if value else "0"
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 3
    text = f"{value:+.{decimals}f}"
    return text if float(text) else text[1:]


def quoted(text: str) -> str:
    """Return a label or word so that it can stand in a sentence, whichever way it runs."""
    shown = visible(text)
    return shown + _LEFT_TO_RIGHT if has_rtl(shown) else shown


def in_a_list(word: str) -> str:
    """Return a word so that commas may stand around it: good -> good, but a comma -> ','."""
    shown = quoted(word)
    return f"'{shown}'" if is_punctuation(shown) else shown


def unit(explanation: Explanation) -> str:
    """Return the unit of the attributions: 'logit'."""
    return _UNITS.get(explanation.score, visible(explanation.score))


def towards(explanation: Explanation) -> str:
    """Return what the orange end of the scale means."""
    if explanation.score == _ALL_LOGITS:
        return "raises the sum of logits"
    return f"pushes towards {quoted(explanation.target)}"


def away(explanation: Explanation) -> str:
    """Return what the blue end of the scale means."""
    if explanation.score == _ALL_LOGITS:
        return "lowers the sum of logits"
    return f"away from {quoted(explanation.target)}"


def legend(explanation: Explanation) -> Legend:
    """Return what the colours of an explanation mean."""
    return Legend(unit(explanation), towards(explanation), away(explanation))


def threshold(value: float) -> str:
    """Return from which probability on a label is flagged: '76.5%'."""
    return f"{100 * value:.3g}%"


def title(explanation: Explanation) -> tuple[str, str]:
    """Return what the model says and its probability: ('negative', '96%').

    ('nothing flagged', '') of a multi-label model if no label reaches its threshold.
    """
    given = explanation.given
    if not given:
        return NOTHING_FLAGGED, ""
    return visible(given[0]), percent(explanation.probabilities[given[0]])


def flagged(explanation: Explanation) -> str:
    """Return all that a multi-label model flags, or that it flags nothing; '' for another one."""
    if not explanation.multi_label:
        return ""
    given = explanation.given
    if not given:
        most = _against_threshold(explanation, explanation.label)
        return f"no label reaches its threshold; the most probable: {most}"
    listed = ", ".join(_against_threshold(explanation, label) for label in given[:_MOST_FLAGGED])
    rest = len(given) - _MOST_FLAGGED
    return f"flagged: {listed}" + (f" and {rest:,} more" if rest > 0 else "")


def other_labels(explanation: Explanation) -> str:
    """Return the next labels with their probabilities, '' if there is no other."""
    probabilities = explanation.probabilities
    named = set(explanation.given) or {explanation.label}
    others = sorted(probabilities.keys() - named, key=lambda x: (-probabilities[x], x))
    if not others:
        return ""
    listed = ", ".join(
        f"{_short(label)} {percent(probabilities[label])}" for label in others[:_OTHER_LABELS]
    )
    if explanation.multi_label:
        return f"not flagged: {listed} (each label judged on its own)"
    return f"other labels: {listed}"


def read_as(explanation: Explanation) -> str:
    """Return what the model read otherwise than it was typed: 'read "1d10t" as "idiot"', or ''."""
    undone = explanation.undone
    if not undone:
        return ""
    listed = ", ".join(_reading(explanation, part) for part in undone[:_MOST_UNDONE])
    rest = len(undone) - _MOST_UNDONE
    return f"read {listed}" + (f" and {rest:,} more" if rest > 0 else "")


def true_label(explanation: Explanation) -> str:
    """Return the label that the user knows to be right, '' if none was given."""
    if explanation.true_label is None:
        return ""
    differs = "" if explanation.true_label == explanation.label else ", the prediction differs"
    return f"true label: {quoted(explanation.true_label)}{differs}"


def explained_target(explanation: Explanation) -> str:
    """Return which label the colours are about, '' if it is the one in the title."""
    shown = explanation.given[0] if explanation.given else None
    if explanation.target == shown:
        return ""
    probability = explanation.probabilities.get(explanation.target)
    how_likely = "" if probability is None else f" ({percent(probability)})"
    which = "" if explanation.multi_label else ", not the prediction"
    return f"explained: {quoted(explanation.target)}{how_likely}{which}"


def unreliable(explanation: Explanation) -> str:
    """Return the warning of an explanation that is not to be taken as fact, else ''."""
    if explanation.trust.line or explanation.converged:
        return visible(explanation.trust.line)
    warning = f"Not reliable: not converged after {explanation.n_steps:,} steps."
    off = explanation.relative_delta
    if not math.isfinite(off):
        return warning
    size = ">1,000%" if off > 10 else f"{off:.0%}" if off >= 0.1 else f"{off:.1%}"
    return f"{warning} The values miss the score's change by {size}."


def passages(shown: Sequence[range], explanation: Explanation) -> str:
    """Return that only some passages are shown, '' if all words are."""
    total = len(explanation.words)
    if sum(map(len, shown)) == total:
        return ""
    what = "strongest passage" if len(shown) == 1 else f"{len(shown)} strongest passages"
    return f"Showing the {what} of {total:,} words."


def passage(words: range) -> str:
    """Return where a passage is in the text, counted from 1: 'words 1,204-1,253'."""
    return f"words {words.start + 1:,}-{words.stop:,}"


def strongest(explanation: Explanation) -> tuple[WordAttribution, ...]:
    """Return the words whose values are spelt out: up to five, the strongest first."""
    size = strongest_size(explanation.words)
    either_way = explanation.strongest(_STRONGEST) + explanation.strongest(_STRONGEST, sign=-1)
    coloured = [word for word in either_way if step(share(word.attribution, size))]
    return tuple(sorted(coloured, key=lambda word: -abs(word.attribution))[:_STRONGEST])


def _against_threshold(explanation: Explanation, label: str) -> str:
    """Return a label with its probability and its threshold: 'toxic 97% (from 76.5%)'."""
    least = threshold(explanation.thresholds.get(label, DEFAULT_THRESHOLD))
    return f"{_short(label)} {percent(explanation.probabilities[label])} (from {least})"


def _reading(explanation: Explanation, part: Undone) -> str:
    """Return what was typed and how it was read: "1d10t" as "idiot"."""
    typed = shorten(quoted(explanation.text[part.start : part.end]), _LABEL)
    read = shorten(quoted(part.read_as), _LABEL)
    return f'"{typed}" without hidden characters' if typed == read else f'"{typed}" as "{read}"'


def _short(label: str) -> str:
    return shorten(quoted(label), _LABEL)
