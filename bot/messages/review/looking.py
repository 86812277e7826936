"""Windows to look closer at a case: its whole text, the messages around it, its details."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bot.markup import TEXT_LIMIT, escape, inert, mrkdwn, plain, quote
from bot.messages.blocks import BETWEEN, context, divider, image, section
from bot.messages.dates import when
from bot.messages.message import Block
from bot.messages.review import course, telling
from bot.messages.review.windows import window
from bot.messages.summary import reasons, summary, trust
from bot.moderation.cases.case import Case
from explain_core.explanation import Explanation
from explain_core.heatmap.visible import visible

_MOST_SECTIONS = 20  # a message of Slack's 40,000 characters takes 14
_MOST_AROUND = 20
_MOST_LABELS = 40
_MOST_NOTES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """A message beside the flagged one; that one itself has `flagged`.

    ts: Slack's timestamp, which says when it was written.
    """

    author: str
    text: str = field(repr=False)
    ts: str
    flagged: bool = False


def shown_window(
    case: Case, *, explanation: Explanation | None = None, language: str = "en"
) -> dict[str, Any]:
    """Return the whole text with its heatmap, for whoever pressed "Show"."""
    blocks = [section(mrkdwn(telling.labels_in_bold(case, language)))]
    if not case.has_text:
        return window("The message", [*blocks, section(mrkdwn(telling.NO_TEXT))])
    blocks += whole(case.text)
    if explanation is not None:
        blocks += why(case, explanation, language)
    if edited := course.edited_into(case, language):
        blocks.append(section(plain(edited)))
    if case.appeal:
        blocks += [section(mrkdwn("*What the author says to it*")), *whole(case.appeal)]
    return window("The message", blocks)


def context_window(case: Case, nearby: Sequence[Nearby], *, link: str = "") -> dict[str, Any]:
    """Return the messages around a flagged one, the oldest first.

    nearby: with the flagged message among them; empty if they cannot be read.
    """
    blocks: list[Block] = []
    for message in nearby[:_MOST_AROUND]:
        blocks += _nearby(message)
    if not nearby:
        blocks.append(section(mrkdwn(_unread(case))))
    if link:
        blocks.append(section(mrkdwn(telling.linked(link, "Open the message in Slack"))))
    return window("Around the message", blocks)


def details_window(
    case: Case, *, explanation: Explanation | None = None, language: str = "en"
) -> dict[str, Any]:
    """Return every label with its threshold, how the answer was come by, and all notes."""
    labels = sorted(case.probabilities, key=lambda label: -case.probabilities[label])
    listed = [telling.threshold_of(case, label, language) for label in labels[:_MOST_LABELS]]
    rest = len(labels) - len(listed)
    listed += [f"and {rest:,} labels more"] if rest else []
    blocks = [
        section(mrkdwn("*Labels, and from where on each counts*")),
        section(plain("\n".join(listed) or "The model has not scored it.")),
        context(mrkdwn(course.flagged_by(case)), plain(f"Model: {visible(case.model) or '?'}")),
    ]
    if explanation is not None and (doubts := trust(explanation)):
        blocks.append(context(*map(mrkdwn, doubts)))
    blocks += [section(plain(f"Note: {telling.said_in_full(note)}")) for note in _notes(case)]
    number = f"Case {inert(case.id)}, seen as version {case.version:,}"
    blocks.append(context(mrkdwn(f"{number}. The number finds it in the record.")))
    return window("Details of the case", blocks)


def _notes(case: Case) -> Sequence[str]:
    """Return the newest notes of those who flagged it; the message has room for the first ones."""
    return case.notes[-_MOST_NOTES:]


def whole(text: str) -> list[Block]:
    """Return a text as it was typed, line breaks and all, in as many sections as it needs."""
    pieces = list(islice(_pieces("\n".join(map(visible, text.splitlines()))), _MOST_SECTIONS + 1))
    blocks = [section(plain(piece)) for piece in pieces[:_MOST_SECTIONS]]
    if len(pieces) > _MOST_SECTIONS:
        blocks.append(context(mrkdwn("The rest is in the message itself.")))
    return blocks


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces that Slack takes, each ending at a gap where there is one."""
    rest = text.strip()
    while rest:
        piece = _beginning(rest)
        yield piece.rstrip()
        rest = rest[len(piece) :].lstrip()


def _beginning(text: str) -> str:
    piece = text[:TEXT_LIMIT]
    while (over := len(escape(piece)) - TEXT_LIMIT) > 0:
        # No entity has more than five characters, so this never takes away too much.
        piece = piece[: len(piece) - max(1, over // 5)]
    if len(piece) == len(text):
        return piece
    gap = max(piece.rfind(" "), piece.rfind("\n")) + 1
    return piece[:gap] if gap > len(piece) // 2 else piece


def why(case: Case, explanation: Explanation, language: str = "en") -> Iterator[Block]:
    """Yield the heatmap, the words that weigh most, and what the model read otherwise."""
    disguised = telling.read_otherwise(explanation)
    if case.picture is not None:
        yield image(case.picture, f"Heatmap of the words. {summary(explanation, language)}")
    if found := reasons(explanation, language):
        yield section(plain(BETWEEN.join(found)))
    if disguised:
        yield context(plain(disguised))
    if doubts := trust(explanation):
        yield context(*map(mrkdwn, doubts))


def _nearby(message: Nearby) -> Iterator[Block]:
    if message.flagged:
        yield divider()
    flagged = " *This is the flagged one.*" if message.flagged else ""
    author = telling.person(message.author) if message.author else "An app"
    yield context(mrkdwn(f"{author}{_at(message.ts)}{flagged}"))
    yield section(plain(quote(message.text) if message.text.strip() else "(no text)"))
    if message.flagged:
        yield divider()


def _at(ts: str) -> str:
    """Return when a message was written; its timestamp counts seconds since 1970."""
    try:
        moment = datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return f", {when(moment)}"


def _unread(case: Case) -> str:
    where = telling.channel_name(case.channel)
    return f"I cannot read the messages around it. Invite me to {where}, or open the message there."
