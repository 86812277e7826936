"""Everything the bot can send to Slack, as one JSON file: python -m tests.slack.payloads OUT

A message has `text` and `blocks`, a view has its `type`. The file is for checkers that know Block
Kit better than we do.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import errors
from bot.messages import edit, home, modal, quick, states, usage
from bot.messages.answer import answer, comparison
from bot.messages.labels import LANGUAGES, TRANSLATED
from bot.messages.message import Message
from bot.messages.problem import problem
from bot.outgoing.refusals import explained
from bot.request import ExplainRequest
from bot.store import Kept, Preferences, Verdicts
from explain_core.comparison import compare
from explain_core.errors import EmptyText, ModelNotFound, NotFinite, TextTooLong, UnknownTarget
from explain_core.explanation import Prediction
from tests.bot.fakes import edit_of, explanation_of, request_for
from tests.bot.messages.cases import (
    DOUBTFUL,
    LONGEST_LABEL,
    TEXTS,
    TOXIC,
    WEIGHTS,
    explanations,
    many,
)
from tests.slack.review_payloads import review_messages
from tests.slack.review_view_payloads import review_views

Json = dict[str, Any]
Named = Iterator[tuple[str, Message | Json]]

FILE = "F0123456789"
ID = "0123456789abcdef0123"


def messages() -> Named:
    yield from _answers()
    yield from _comparisons()
    yield from _states()
    yield from _quick_checks()
    yield from _edits()
    yield "usage", usage.usage("/explain")
    yield "usage with models", usage.usage("/explain", models=["sentiment", "*moderation*"])
    yield "usage of the quick check", usage.quick_usage("/sentiment")
    yield "wrong option", usage.wrong_option("I do not know the option `--modle`.")
    yield from review_messages()


def views() -> Named:
    yield from _homes()
    yield from _forms()
    for name, explanation in explanations():
        yield f"details, {name}", modal.details(explanation)
    yield "details of two", modal.details(explanation_of(), explanation_of("so " * 2000))
    yield "details in Arabic", modal.details(explanation_of(), language="ar")
    yield "notice", modal.notice("A title that is longer than it may be", "It is *gone*.")
    yield from review_views()


def payloads() -> dict[str, Json]:
    """Return every payload by a name that says what it is."""
    named: dict[str, Json] = {}
    for name, sent in [*messages(), *views()]:
        assert name not in named, name
        shape = {"text": sent.text, "blocks": sent.blocks} if isinstance(sent, Message) else sent
        named[name] = shape
    return named


def _answers() -> Named:
    for name, explanation in explanations():
        request = request_for(explanation.text)
        message = answer(request, explanation, explanation_id=ID, picture=FILE)
        yield f"answer, {name}", message
    for language in LANGUAGES:
        for label in TRANSLATED:
            probabilities = {label: 0.964, **dict.fromkeys(TRANSLATED, 0.01)}
            explanation = explanation_of(label=label, target=label, probabilities=probabilities)
            message = answer(
                request_for(), explanation, explanation_id=ID, picture=FILE, language=language
            )
            yield f"answer in {language}, {label}", message
    moderated = explanation_of(model="moderation")
    yield (
        "answer of the moderation model",
        answer(request_for(), moderated, explanation_id=ID, picture=FILE),
    )
    explanation, private = explanation_of(), request_for(visibility="private")
    reason = explained(errors.DeliveryError("not_in_channel"), "C0", bot_name=lambda: "explain")
    noted = [reason, "A second note."]
    asked: dict[str, tuple[ExplainRequest, Json]] = {
        "private answer": (private, {"picture": FILE}),
        "answer without picture": (request_for(), {"picture": None, "notes": noted}),
        "answer in a workflow": (request_for(origin="function"), {"picture": FILE}),
    }
    for verdicts in (Verdicts(2, 1), Verdicts(0, 1), Verdicts(1, 12_345)):
        name = f"answer with {verdicts.agree} for and {verdicts.disagree} against"
        asked[name] = (request_for(), {"picture": FILE, "verdicts": verdicts})
    for name, (request, rest) in asked.items():
        yield name, answer(request, explanation, explanation_id=ID, **rest)


def _comparisons() -> Named:
    for name, text in TEXTS.items():
        left, right = explanation_of(text, WEIGHTS), explanation_of("good", (2.0,))
        request = request_for(text, compare="good")
        compared = compare(left, right)
        message = comparison(request, compared, explanation_id=ID, picture=FILE)
        yield f"comparison, {name}", message
    same = compare(explanation_of(), explanation_of())
    request = request_for(compare="This movie is horrible", visibility="private")
    yield "private comparison", comparison(request, same, explanation_id=ID, picture=None)
    unlike = compare(explanation_of(trust=DOUBTFUL), explanation_of(model="b", target="positive"))
    yield (
        "comparison of two models",
        comparison(request, unlike, explanation_id=ID, picture=FILE, language="de"),
    )


def _states() -> Named:
    failures = [
        *(EmptyText(), TextTooLong(50_000, 40_000), NotFinite("a score")),
        UnknownTarget("<!here> *x* :smile:", [f"label_{i}" for i in range(1000)]),
        UnknownTarget("&" * 5000, ["negative"]),
        *(ModelNotFound("secret", "gone"), ValueError("secret"), errors.Stopping()),
        *(errors.Busy(500), errors.MissingScope("chat:write"), errors.RateLimited(30)),
    ]
    for name, text in TEXTS.items():
        request = request_for(text)
        yield f"working, {name}", states.working(request)
        yield f"failed, {name}", states.failed(request, "Something broke.", can_retry=True)
    for number, error in enumerate(failures):
        sentence = problem(error, request_id=ID)
        message = states.failed(request_for(), sentence, can_retry=number % 2 == 0)
        yield f"failed {number}, {type(error).__name__}", message
    private = request_for(visibility="private")
    yield "working in private", states.working(private)
    yield "working on what is not read yet", states.working(request_for("", source_ts="1.000001"))
    longest = max(TEXTS.values(), key=len)
    yield "working on two texts", states.working(request_for(longest, compare=longest))
    for position in (1, 2, 3, 12_345):
        yield f"queued at {position}", states.queued(position)


def _quick_checks() -> Named:
    for name, explanation in explanations():
        prediction = Prediction(
            explanation.label,
            explanation.probability,
            explanation.probabilities,
            explanation.thresholds,
        )
        yield f"quick check, {name}", quick.quick(explanation.text, prediction, draft_id=ID)
    yield "quick check without a model", quick.quick("x", None, draft_id=ID)


def _edits() -> Named:
    for name, text in TEXTS.items():
        yield f"edit, {name}", edit.edit(explanation_of(text), edit_of(text))
    found = edit_of()
    nothing = replace(found, words=(), kind="", new_label=None, after=None, edited_text=None)
    toxic = replace(found, label="toxic", new_label="toxic", multi_label=True)
    edits = {
        "masked": replace(found, kind="mask", edited_text="This movie is [MASK]"),
        "of three words": replace(found, words=found.words * 3, exhaustive=False),
        "of everything": replace(found, edited_text=" "),
        "to no label": replace(toxic, before=0.9, after=0.1),
        "to a label": toxic,
        "to the longest label": replace(found, new_label=LONGEST_LABEL),
        "not there": nothing,
        "not found": replace(nothing, exhaustive=False, n_tried=1234, n_possible=56_789),
        "of one word": replace(nothing, n_possible=0),
    }
    for name, changed in edits.items():
        yield f"edit {name}", edit.edit(explanation_of(), changed)


def _homes() -> Named:
    created = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    kept = [
        Kept(id=ID, created=created, explanation=explanation, picture=FILE)
        for _, explanation in explanations()
    ]
    models = ("sentiment", "moderation")
    default = Preferences()
    yield "home, empty", home.home(preferences=default, latest=[], models=models)
    yield "home, full", home.home(preferences=default, latest=kept[:5], models=models)
    for start in range(0, len(kept), 10):
        view = home.home(preferences=default, latest=kept[start : start + 10], models=models)
        yield f"home, explanations from {start}", view
    for language in LANGUAGES:
        chosen = Preferences(model="moderation", visibility="private", language=language)
        view = home.home(preferences=chosen, latest=kept[:2], models=models)
        yield f"home in {language}", view
    forgotten = replace(kept[0], has_text=False, picture=None)
    gone = Preferences(model="gone", visibility="gone", language="gone")
    yield (
        "home, forgotten",
        home.home(
            preferences=gone, latest=[forgotten], models=models, retention_days=0, texts="dropped"
        ),
    )
    yield (
        "home without pictures",
        home.home(
            preferences=default, latest=kept[:1], models=["x"], retention_days=1, pictures=False
        ),
    )


def _forms() -> Named:
    models = ("sentiment", "moderation")
    labels = {"sentiment": ("negative", "neutral", "positive"), "moderation": tuple(TOXIC)}
    yield "form, no model loaded", modal.explain_text(models=models)
    for language in LANGUAGES:
        view = modal.explain_text(models=models, labels=labels, language=language)
        yield f"form in {language}", view
    for name, text in TEXTS.items():
        yield (
            f"form, {name}",
            modal.explain_text(
                models=models, model="moderation", text=text, visibility="private", labels=labels
            ),
        )
    yield "form, many labels", modal.explain_text(models=["x"], labels={"x": tuple(many(1000))})
    yield "form, odd labels", modal.explain_text(models=["x"], labels={"x": [LONGEST_LABEL, ""]})


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.slack.payloads", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    out: Path = parser.parse_args(given).out
    everything = payloads()
    out.write_text(json.dumps(everything, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(everything):,} payloads in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
