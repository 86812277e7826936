"""The moderators' part of the App Home: what waits for a verdict, and look-alikes at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.markup import mrkdwn, plain
from bot.messages import action_ids
from bot.messages.blocks import (
    MOST_OPTIONS,
    Element,
    actions,
    button,
    confirmation,
    context,
    header,
    option,
    section,
    select,
)
from bot.messages.choices import key_of
from bot.messages.dates import when
from bot.messages.labels import name_of
from bot.messages.message import Block
from bot.messages.review import course, telling
from bot.messages.review.values import MOST_AT_ONCE, bulk_value, value_of
from bot.moderation.cases.case import Case
from bot.moderation.overtime.queue import ALL, QueuePage

BLUR_ON, BLUR_OFF = "on", "off"

_WHICH = {
    "open": "Everything open",
    "mine": "Claimed by me",
    "appealed": "Second look asked for",
    "decided": "Decided",
}
_NOTHING = {
    "open": "Nothing waits for a verdict. Well done!",
    "mine": "You have claimed nothing. Press *Claim* on a case so that nobody does the same work.",
    "appealed": "Nobody asks for a second look.",
    "decided": "Nothing is decided yet.",
}


def queue_blocks(page: QueuePage, *, blur: bool = False) -> list[Block]:
    """Return the queue as one moderator sees it: at most 40 blocks.

    blur: the moderator prefers not to see the texts before they look at a case.
    """
    return [
        header("Queue"),
        *(_alike_head(page) if page.filters.alike else _head(page)),
        *(_alike_cases(page, blur=blur) if page.filters.alike else _cases(page, blur=blur)),
        *_paging(page),
        *_wellness(blur),
    ]


def _head(page: QueuePage) -> Iterator[Block]:
    waiting = f"{page.waiting:,} case{'s wait' if page.waiting != 1 else ' waits'} for a verdict."
    yield section(mrkdwn(f"{waiting} The most severe and the oldest come first."))
    filters = page.filters
    elements = [
        select(
            [option(text, which) for which, text in _WHICH.items()],
            action=action_ids.QUEUE_STATE,
            chosen=filters.which,
        )
    ]
    if page.labels:
        elements.append(_labels(page))
    channel: Element = {
        "type": "conversations_select",
        "action_id": action_ids.QUEUE_CHANNEL,
        "placeholder": plain("Every channel"),
    }
    if filters.channel:
        channel["initial_conversation"] = filters.channel
    yield actions(*elements, channel)
    if filters.channel:
        yield actions(button("Every channel", action=action_ids.QUEUE_CHANNEL, value=ALL))


def _labels(page: QueuePage) -> Element:
    named = [option(name_of(label), key_of(label)) for label in page.labels[: MOST_OPTIONS - 1]]
    chosen = page.filters.label
    return select(
        [option("Every label", ALL), *named],
        action=action_ids.QUEUE_LABEL,
        chosen=key_of(chosen) if chosen else ALL,
    )


def _cases(page: QueuePage, *, blur: bool) -> Iterator[Block]:
    if not page.cases:
        yield section(mrkdwn(_NOTHING[page.filters.which]))
    for case in page.cases:
        yield section(mrkdwn(_line(case)), accessory=_look(case))
        yield context(plain(telling.in_quotes(case, blur=blur)))
        if number := page.alike.get(case.id, 0):
            others = "1 other says the same" if number == 1 else f"{number:,} others say the same"
            yield actions(
                button(f"{others}: decide together…", action=action_ids.QUEUE_ALIKE, value=case.id)
            )


def _line(case: Case) -> str:
    where = f"in {telling.channel_name(case.channel)}" if case.ts else "a text that was only typed"
    told = [telling.labels_in_bold(case), f"{where}, {when(case.created)}"]
    if case.state == "appealed":
        told.append("*The author asks for a second look.*")
    told += [course.working_on(case)] if course.working_on(case) else []
    told += [course.decision(case)] if case.verdict else []
    return "\n".join(told)


def _look(case: Case) -> Element:
    return button(
        "Look", action=action_ids.CASE_LOOK, value=value_of(case), spoken="Look at this case"
    )


def _alike_head(page: QueuePage) -> Iterator[Block]:
    shown = page.cases[:MOST_AT_ONCE]
    number = len(shown)
    yield section(mrkdwn(f"*{_that_say_the_same(number)}* Read them before you decide together."))
    elements = [button("Back to the queue", action=action_ids.QUEUE_ALL, value=ALL)]
    if number:
        elements = [
            _bulk(shown, "agree", "Agree", "break the rules"),
            _bulk(shown, "overrule", "Overrule", "are fine"),
            *elements,
        ]
    yield actions(*elements)


def _bulk(cases: Sequence[Case], verdict: str, word: str, means: str) -> Element:
    number = f"all {len(cases):,}" if len(cases) > 1 else "it"
    action = action_ids.BULK_AGREE if verdict == "agree" else action_ids.BULK_OVERRULE
    return button(
        f"{word}: {number}",
        action=action,
        value=bulk_value(cases),
        confirm=confirmation(
            f"{word}: {number}?",
            f"You decide that these messages {means}. Cases that somebody else decides in the "
            "meantime are left as they are.",
            yes=word,
            no="Not yet",
        ),
    )


def _alike_cases(page: QueuePage, *, blur: bool) -> Iterator[Block]:
    for case in page.cases[:MOST_AT_ONCE]:
        yield section(plain(telling.in_quotes(case, blur=blur)), accessory=_look(case))


def _that_say_the_same(number: int) -> str:
    if not number:
        return "None of them is open any more."
    return "One open case says this." if number == 1 else f"{number:,} open cases say the same."


def _paging(page: QueuePage) -> Iterator[Block]:
    if page.filters.alike or not page.total:
        return
    last = page.first + len(page.cases) - 1
    elements = []
    if page.filters.page:
        elements.append(button("Back", action=action_ids.QUEUE_BEFORE, value="before"))
    if page.has_next:
        elements.append(button("Next", action=action_ids.QUEUE_AFTER, value="after"))
    if elements:
        yield actions(*elements)
        yield context(mrkdwn(f"{page.first:,} to {last:,} of {page.total:,}"))


def _wellness(blur: bool) -> Iterator[Block]:
    text, value = ("Show texts", BLUR_OFF) if blur else ("Hide texts", BLUR_ON)
    told = (
        "Texts are hidden here until you look at a case."
        if blur
        else "If you would rather not see the texts here, hide them."
    )
    yield section(mrkdwn(told), accessory=button(text, action=action_ids.SET_BLUR, value=value))
