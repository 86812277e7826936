"""What the bot says: plain values in, text and blocks out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.errors import BotError
from bot.markup import WORD_LIMIT, escape, mrkdwn, plain, quote, shorten
from bot.request import ExplainRequest
from explain_core.errors import AttributionError, InputError, ModelError
from explain_core.explanation import Explanation, WordAttribution
from explain_core.heatmap.wording import percent, unreliable

Block = dict[str, Any]

LOADING = "The model is still loading; your answer follows in a moment."
NO_PICTURE = "The picture could not be added this time; the words above say the essential."
CUT_SHORT = "I was restarted before your answer was ready. Please ask again."

# A word with less than this share of the strongest one's weight is noise, not a reason.
WORTH_NAMING = 0.02

_LABEL_LIMIT = 75


@dataclass(frozen=True, slots=True)
class Message:
    """text stands in for the blocks in notifications and screen readers; it says the same."""

    text: str
    blocks: list[Block] = field(default_factory=list)


def usage(command: str) -> Message:
    """Return how to ask, with an example that can be copied."""
    lines = (
        f"*`{command} some text`* asks the model what it makes of the text. Everybody here sees "
        "the answer:",
        "• the label, and how probable the model finds it",
        "• a picture in which each word is coloured by how much it pushed the model towards "
        "that label or away from it",
        "",
        f"For example: `{command} This movie is horrible. i hate it`",
        "A sentiment model answers *Negative*, and in its picture “horrible” has the strongest "
        "colour.",
        "",
        f"`{command} help` shows this again.",
    )
    text = "\n".join(lines)
    return Message(text, [{"type": "section", "text": mrkdwn(text)}])


def result(
    request: ExplainRequest,
    explanation: Explanation,
    *,
    picture: str | None,
    notes: Sequence[str] = (),
) -> Message:
    """Return the answer to a request.

    picture: the id of an uploaded file, or None for an answer in words alone.
    notes:   sentences of our own, in Slack's markup, about this answer.
    """
    name = escape(name_of(explanation.label))
    title = f"*{name}* {escape(percent(explanation.probability))}"
    blocks: list[Block] = [{"type": "section", "text": mrkdwn(title)}]
    if picture is not None:
        blocks.append(_image(picture, explanation))
    lines = reasons(explanation)
    if lines:
        blocks.append({"type": "section", "text": plain("\n".join(lines))})
    all_notes = [*trust(explanation), *notes]
    if all_notes:
        blocks.append({"type": "context", "elements": [mrkdwn(note) for note in all_notes]})
    blocks.append(_question(request))
    return Message(_in_words(request, explanation, notes=notes), blocks)


def problem(error: Exception, *, request_id: str) -> str:
    """Return what the person in Slack reads when their request failed."""
    if isinstance(error, InputError):
        return escape(str(error))
    if isinstance(error, BotError):
        return str(error)
    if isinstance(error, AttributionError):
        return escape(f"There is no explanation of this text to be trusted. {error}")
    tell = f"please tell whoever runs this app, with the number {request_id}."
    if isinstance(error, ModelError):
        return f"The model does not work at the moment; {tell}"
    return f"Something went wrong on my side. Try again; if it stays like this, {tell}"


def summary(explanation: Explanation) -> str:
    """Return label, probability and the strongest words in one line of plain words.

    It ends with the doubts, if there are any.
    """
    headline = f"{name_of(explanation.label)} {percent(explanation.probability)}"
    sentences = [f"{part}." for part in [headline, *reasons(explanation)]]
    return " ".join([*sentences, unreliable(explanation)]).rstrip()


def reasons(explanation: Explanation) -> list[str]:
    """Return a line of the words that push hardest for the target, and one of those against."""
    target = name_of(explanation.target)
    towards, away = strongest(explanation)
    lines = ((f"Towards {target}", towards), (f"Away from {target}", away))
    return [f"{start}: {', '.join(map(_weighed, words))}" for start, words in lines if words]


def strongest(
    explanation: Explanation,
) -> tuple[list[WordAttribution], list[WordAttribution]]:
    """Return the words worth naming that push towards the target, and away from it."""
    both = [explanation.strongest(3, sign=sign) for sign in (1, -1)]
    weights = [abs(word.attribution) for words in both for word in words]
    least = WORTH_NAMING * max(weights, default=0.0)
    towards, away = ([w for w in words if abs(w.attribution) >= least] for words in both)
    return towards, away


def trust(explanation: Explanation) -> list[str]:
    """Return a warning, in Slack's markup, if the explanation is not to be taken as fact."""
    doubts = unreliable(explanation)
    return [f":warning: {escape(doubts)}"] if doubts else []


def name_of(label: str) -> str:
    """Return a label as a heading writes it: "negative" -> "Negative"."""
    return shorten(label[:1].upper() + label[1:], _LABEL_LIMIT)


def _weighed(word: WordAttribution) -> str:
    sign = "+" if word.attribution > 0 else "\N{MINUS SIGN}"
    return f"{shorten(word.text, WORD_LIMIT)} {sign}{abs(word.attribution):.2f}"


def _image(picture: str, explanation: Explanation) -> Block:
    alt_text = escape(f"Heatmap of the words. {summary(explanation)}")
    return {"type": "image", "slack_file": {"id": picture}, "alt_text": alt_text}


def _question(request: ExplainRequest) -> Block:
    elements = [mrkdwn(f"<@{request.user}> asked about"), plain(quote(request.text))]
    return {"type": "context", "elements": elements}


def _in_words(request: ExplainRequest, explanation: Explanation, *, notes: Sequence[str]) -> str:
    asked = f"<@{request.user}> asked about {escape(quote(request.text))}"
    return "\n".join([escape(summary(explanation)), *notes, asked])
