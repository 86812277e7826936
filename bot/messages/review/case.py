"""A case: the flagged message, why it was flagged, and what can be decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.markup import QUOTE_LIMIT, mrkdwn, plain, quote
from bot.messages.blocks import context, section
from bot.messages.message import Block, Message
from bot.messages.review import buttons, course, telling
from bot.messages.review.course import Past
from bot.messages.review.looking import whole, why
from bot.messages.review.values import value_of
from bot.messages.review.windows import View, window
from bot.messages.spoken import message_of
from bot.messages.summary import trust
from bot.moderation.cases.case import Case
from explain_core.explanation import Explanation

HIDDEN = "The text and its heatmap are hidden. Press *Show* to read it."

_MOST_NOTES = 3


def case_message(
    case: Case,
    *,
    explanation: Explanation | None = None,
    link: str = "",
    past: Past | None = None,
    blur: bool = False,
    language: str = "en",
) -> Message:
    """Return the message about a case in the review channel, as its state wants it.

    explanation: why the model flagged it; None if there is none (any more).
    link:        the address of the original message, "" if it is not known.
    past:        how many cases the author has had, this one among them.
    blur:        neither the text nor its words are seen before somebody presses "Show".
    language:    of the labels.
    """
    shortened = case.has_text and len(case.text) > QUOTE_LIMIT
    return message_of(
        [
            *_told(
                case,
                explanation,
                _text(case, blur=blur),
                blur=blur,
                link=link,
                past=past,
                language=language,
            ),
            *buttons.rows(case, show=blur or shortened),
        ]
    )


def case_window(
    case: Case,
    *,
    explanation: Explanation | None = None,
    link: str = "",
    past: Past | None = None,
    language: str = "en",
) -> View:
    """Return a case in a window of its own, for whoever opens it from the queue.

    It has the same buttons; who opens it wants to read, so the whole text is there.
    """
    text = whole(case.text) if case.has_text else [section(mrkdwn(telling.NO_TEXT))]
    told = _told(case, explanation, text, blur=False, link=link, past=past, language=language)
    return window("Case", [*told, *buttons.rows(case, show=False)], about=value_of(case))


def _told(
    case: Case,
    explanation: Explanation | None,
    text: Iterable[Block],
    *,
    blur: bool,
    link: str,
    past: Past | None,
    language: str,
) -> Iterator[Block]:
    """Yield everything that is said of a case; `text` shows or hides what was written."""
    explained = explanation if case.has_text else None
    yield section(mrkdwn(_headline(case, language)), accessory=buttons.menu(case))
    yield from text
    if explained is not None and not blur:
        yield from why(case, explained, language)
    elif explained is not None:
        yield from _remarks(trust(explained))
    yield from _remarks(_if(course.changed_since(case)))
    yield from _edited(case, blur=blur, language=language)
    yield from _where_from(case, link=link, past=past)
    yield from _decided(case, blur=blur)
    yield from _appeal(case, blur=blur)
    yield from _remarks(_if(course.working_on(case)))


def _headline(case: Case, language: str) -> str:
    return f"*{course.state_in_words(case)}*\n{telling.labels_in_bold(case, language)}"


def _text(case: Case, *, blur: bool) -> Iterator[Block]:
    if not case.has_text:
        yield section(mrkdwn(telling.NO_TEXT))
    elif blur:
        yield section(mrkdwn(HIDDEN))
    else:
        yield section(plain(quote(case.text)))


def _edited(case: Case, *, blur: bool, language: str) -> Iterator[Block]:
    told = course.edited_into(case, language)
    if told and not blur:
        yield section(plain(told))


def _where_from(case: Case, *, link: str, past: Past | None) -> Iterator[Block]:
    lines = [course.flagged_by(case), course.wrote(case, past)]
    if case.ts and link and case.original != "deleted":
        lines.append(telling.linked(link, "Open the message"))
    notes = [plain(f"Note: {quote(note)}") for note in case.notes[:_MOST_NOTES]]
    rest = len(case.notes) - len(notes)
    more = [plain(f"and {rest:,} notes more")] if rest > 0 else []
    yield context(mrkdwn("\n".join(lines)))
    if notes:
        yield context(*notes, *more)


def _decided(case: Case, *, blur: bool) -> Iterator[Block]:
    told = [course.decision(case), course.consequence(case)]
    if any(told):
        yield section(mrkdwn(" ".join(filter(None, told))))
    quoted = [f"Note: {telling.said_in_full(case.note)}"] if case.note else []
    marked = course.marks_counted(case.marks) if blur else course.marked(case)
    if quoted or marked:
        yield context(*map(plain, [*quoted, *_if(marked)]))


def _appeal(case: Case, *, blur: bool) -> Iterator[Block]:
    if not case.appeal and case.state != "appealed":
        return
    yield section(mrkdwn(f"*{_asked(case)}*"))
    if case.appeal and not blur:
        yield section(plain(telling.said_in_full(case.appeal)))
    if case.state == "appealed":
        yield context(mrkdwn(_who_may(case)))


def _asked(case: Case) -> str:
    if case.state != "appealed":
        return "What the author said"
    return "The author asks for a second look" if case.appeal else "A second look is asked for"


def _who_may(case: Case) -> str:
    if not case.decided_by:
        return "Any moderator can decide."
    return f"Any moderator but {telling.person(case.decided_by)}, who decided first, can decide."


def _remarks(sentences: Sequence[str]) -> list[Block]:
    return [context(*map(mrkdwn, sentences))] if sentences else []


def _if(sentence: str) -> list[str]:
    return [sentence] if sentence else []
