"""The answers: what the model says of a text or of two, and which words made it say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.markup import escape, inert, mrkdwn, plain, quote
from bot.messages import controls
from bot.messages.blocks import BETWEEN, actions, context, image, section
from bot.messages.message import Block, Message
from bot.messages.pair_summary import differences, pair_notes, pair_summary
from bot.messages.summary import (
    asker,
    counted,
    headline,
    question,
    reading,
    reasons,
    summary,
    trust,
)
from bot.request import ExplainRequest
from explain_core.comparison import Comparison
from explain_core.explanation import Explanation
from explain_core.heatmap import pair_wording

if TYPE_CHECKING:
    from bot.store import Verdicts


def answer(
    request: ExplainRequest,
    explanation: Explanation,
    *,
    explanation_id: str,
    picture: str | None,
    verdicts: Verdicts | None = None,
    notes: Sequence[str] = (),
    language: str = "en",
) -> Message:
    """Return the answer to a request, with its buttons; a private one can be shared.

    picture:  the id of an uploaded file, or None for an answer in words alone.
    notes:    sentences of our own, in Slack's markup, about this answer.
    language: of the labels.
    """
    told = summary(explanation, language)
    feedback = counted(verdicts)
    buttons = controls.row(
        explanation, explanation_id=explanation_id, private=request.is_private, language=language
    )
    blocks = [
        section(mrkdwn(headline(explanation, language)), accessory=controls.menu(explanation_id)),
        *_picture(picture, f"Heatmap of the words. {told}"),
        *_in_one_line(reasons(explanation, language)),
        *_remarks([*trust(explanation), *map(inert, reading(explanation)), *notes]),
        context(mrkdwn(asker(request)), plain(quote(request.text))),
        buttons,
        *_remarks([feedback] if feedback else []),
    ]
    lines = [escape(told), *notes, question(request), feedback]
    return Message("\n".join(filter(None, lines)), blocks)


def comparison(
    request: ExplainRequest,
    compared: Comparison,
    *,
    explanation_id: str,
    picture: str | None,
    notes: Sequence[str] = (),
    language: str = "en",
) -> Message:
    """Return two answers side by side: `request.text` is A, `request.compare` is B."""
    told = pair_summary(compared, language)
    titles = [
        f"{name}: {headline(side, language)}"
        for name, side in zip(pair_wording.SIDES, (compared.left, compared.right), strict=True)
    ]
    blocks = [
        section(mrkdwn("\n".join(titles)), accessory=controls.menu(explanation_id)),
        *_picture(picture, f"Heatmaps of both. {told}"),
        section(plain("\n".join(differences(compared, language)))),
        *_remarks([*map(inert, pair_notes(compared)), *notes]),
        context(
            mrkdwn(asker(request)),
            plain(f"A: {quote(request.text)}"),
            plain(f"B: {quote(request.compare)}"),
        ),
        *([actions(controls.share(explanation_id))] if request.is_private else []),
    ]
    return Message("\n".join([escape(told), *notes, question(request)]), blocks)


def _picture(file: str | None, alt_text: str) -> list[Block]:
    return [] if file is None else [image(file, alt_text)]


def _in_one_line(parts: Sequence[str]) -> list[Block]:
    return [section(plain(BETWEEN.join(parts)))] if parts else []


def _remarks(sentences: Sequence[str]) -> list[Block]:
    return [context(*map(mrkdwn, sentences))] if sentences else []
