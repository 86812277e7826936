"""The windows: asking about a text, the details of an answer, and a few words instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.markup import inert, mrkdwn, plain, quote, shorten
from bot.messages.blocks import BETWEEN, context, fields, section
from bot.messages.form import form_blocks
from bot.messages.said import beside, ranked, rated
from bot.messages.summary import MINUS, trust
from explain_core.explanation import Explanation
from explain_core.heatmap.pair_wording import SIDES
from explain_core.heatmap.wording import percent, unit

CALLBACK_ID = "explain_text"

_TITLE_LIMIT = 24
_MOST_LABELS = 10
_VALUE_LIMIT = 200
_METHODS = {"lig": "layer integrated gradients"}
_GLOSSARY = (
    "The words' values add up to the score minus that of the baseline. _Delta_ is by how much "
    "they miss it; more points on the path make it smaller."
)
_BASELINES = {"pad": "each word replaced by [PAD]", "mask": "each word replaced by [MASK]"}


def explain_text(
    *,
    models: Sequence[str],
    model: str = "",
    labels: Mapping[str, Sequence[str]] | None = None,
    text: str = "",
    visibility: str = "channel",
    language: str = "en",
) -> dict[str, Any]:
    """Return the window that asks for a text; `form.submitted` reads what comes back.

    models: the names to choose from, the default first; `model` is chosen at first.
    labels: of those models that are loaded, for a menu of targets.
    text:   what stands in it at first.
    """
    return {
        "type": "modal",
        "callback_id": CALLBACK_ID,
        "title": plain("Explain text"),
        "submit": plain("Explain"),
        "close": plain("Cancel"),
        "blocks": form_blocks(
            models=models,
            model=model or models[0],
            labels=labels or {},
            text=text,
            visibility=visibility,
            language=language,
        ),
    }


def details(*explanations: Explanation, language: str = "en") -> dict[str, Any]:
    """Return the window with what an expert asks of an explanation, or of two side by side."""
    names = [""] if len(explanations) == 1 else [f"{side}: " for side in SIDES]
    blocks = [
        block
        for name, one in zip(names, explanations, strict=True)
        for block in _about(one, language, name=name)
    ]
    return _window("Details", [*blocks, context(mrkdwn(_GLOSSARY))])


def notice(title: str, sentence: str) -> dict[str, Any]:
    """Return a window that only says something.

    sentence: of our own, in Slack's markup.
    """
    return _window(title, [section(mrkdwn(sentence))])


def _window(title: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": plain(title, _TITLE_LIMIT),
        "close": plain("Close"),
        "blocks": blocks,
    }


def _about(explanation: Explanation, language: str, *, name: str) -> list[dict[str, Any]]:
    return [
        context(plain(f"{name}{quote(explanation.text)}")),
        section(plain(_all_labels(explanation, language))),
        fields(*(mrkdwn(f"*{name}*\n{value}") for name, value in _facts(explanation, language))),
        *([context(*map(mrkdwn, trust(explanation)))] if trust(explanation) else []),
        context(mrkdwn(_check(explanation))),
    ]


def _facts(explanation: Explanation, language: str) -> list[tuple[str, str]]:
    relative = percent(min(explanation.relative_delta, 1.0))
    windows = f", {explanation.n_windows:,} windows" if explanation.n_windows > 1 else ""
    facts = [
        ("Model", explanation.model),
        ("Explained label", beside(explanation.target, language)),
        ("Method", _METHODS.get(explanation.method, explanation.method)),
        ("Baseline", _BASELINES.get(explanation.baseline, explanation.baseline)),
        ("Points on the path", f"{explanation.n_steps:,}{windows}"),
        ("Delta", f"{explanation.delta:+.2g} ({relative})".replace("-", MINUS)),
        ("Score", f"{_number(explanation.score_value)} ({unit(explanation)})"),
        ("Score of the baseline", _number(explanation.baseline_score_value)),
        ("Precision of gradients", explanation.precision),
        ("Time", _duration(explanation.seconds)),
    ]
    return [(name, inert(shorten(value, _VALUE_LIMIT)) or "unknown") for name, value in facts]


def _all_labels(explanation: Explanation, language: str) -> str:
    labels, probabilities = ranked(explanation), explanation.probabilities
    listed = BETWEEN.join(
        rated(label, probabilities[label], language) for label in labels[:_MOST_LABELS]
    )
    rest = len(labels) - _MOST_LABELS
    return f"{listed}{BETWEEN}and {rest:,} labels more" if rest > 0 else listed


def _check(explanation: Explanation) -> str:
    """Return what happened when the strongest words were hidden from the model."""
    strongest = explanation.trust.comprehensiveness
    others = explanation.trust.random_comprehensiveness
    if strongest is None or others is None:
        return "The text is too short to check what hiding its strongest words does."
    return (
        f"With the strongest words hidden, the probability {_change(strongest)}; "
        f"with as many others hidden, it {_change(others)}."
    )


def _change(fall: float) -> str:
    """Return what the probability does: _change(0.25) -> "falls by 25 points"."""
    points = round(100 * abs(fall))
    if not points:
        return "stays the same"
    return f"{'falls' if fall > 0 else 'rises'} by {points} point{'s' if points > 1 else ''}"


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", MINUS)


def _duration(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
