"""Buttons of a case that open a window: to look closer, or to say more than a click can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.errors import Refused
from bot.listeners.actions.case_button import take_case_button
from bot.listeners.cases import case_for, case_of_author, seen
from bot.listeners.clicked import value_of
from bot.listeners.payload import Payload, addressee
from bot.listeners.services import Services
from bot.listeners.windows import open_window
from bot.messages import action_ids
from bot.messages.review import values
from bot.messages.review.appealing import appeal_window, asked_before
from bot.messages.review.case import case_window
from bot.messages.review.deciding import ask_window, note_window
from bot.messages.review.looking import context_window, details_window, shown_window
from bot.messages.review.values import read_more
from bot.messages.review.values import value_of as value_of_case
from bot.messages.review.warning import warn_window, warning_text
from bot.messages.review.words import words_window
from bot.moderation.cases.case import Case
from bot.moderation.cases.past import past_of

View = dict[str, Any]
Make = Callable[[Case, str, Services], View]


def case_window_click(action_id: str, services: Services) -> Callable[..., None]:
    """Return the listener to a button that opens a window about a case."""
    make = CASE_WINDOWS[action_id]

    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        case_id, _ = seen(value_of(body))
        case = case_for(body, services, case_id)
        open_window(body, client, make(case, addressee(body).user, services))

    return listen


def overrule_click(services: Services) -> Callable[..., None]:
    """Return the listener to "Overrule", which asks for a note first where one is wanted."""

    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        case_id, _ = seen(value_of(body))
        case = case_for(body, services, case_id)
        if services.moderation.rules.of(case.team).note_required:
            open_window(body, client, note_window(case, "overrule", required=True))
        else:
            take_case_button(action_ids.CASE_OVERRULE, body, services, client)

    return listen


def more_about_case_choice(services: Services) -> Callable[..., None]:
    """Return the listener to the menu at the corner of a case."""

    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        case_id, _, choice = read_more(value_of(body))
        if choice in _MORE:
            case = case_for(body, services, case_id)
            open_window(body, client, _MORE[choice](case, addressee(body).user, services))

    return listen


def appeal_click(services: Services) -> Callable[..., None]:
    """Return the listener that asks a warned author why somebody should look again."""

    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        case_id, _ = seen(value_of(body))
        case = case_of_author(body, services, case_id)
        if case.appeal or case.appeal_verdict:
            raise Refused(asked_before().text)
        open_window(body, client, appeal_window(value_of_case(case), text=case.text))

    return listen


def _ask(case: Case, user: str, services: Services) -> View:
    return ask_window(case)


def _words(case: Case, user: str, services: Services) -> View:
    read = _read(case, user, services)
    explanation = services.store.explanations.get(read.explanation)
    return words_window(read, explanation.words if explanation is not None else ())


def _warn(case: Case, user: str, services: Services) -> View:
    rules = services.moderation.rules.of(case.team)
    read = _read(case, user, services)
    return warn_window(read, warning_text(rules.warn_template, read), appeals=rules.appeals)


def _read(case: Case, user: str, services: Services) -> Case:
    """Return a case of which a window quotes the text; where that is hidden, it is on record."""
    if not services.moderation.rules.of(case.team).blur:
        return case
    return services.moderation.looking.text(case.team, user, case.id)


def _show(case: Case, user: str, services: Services) -> View:
    """Return the whole text; that somebody read it is on record."""
    shown = services.moderation.looking.text(case.team, user, case.id)
    return shown_window(shown, explanation=services.store.explanations.get(shown.explanation))


def _look(case: Case, user: str, services: Services) -> View:
    """Return the case as its message shows it, without hiding anything; that is on record too."""
    shown = services.moderation.looking.text(case.team, user, case.id)
    return case_window(
        shown,
        explanation=services.store.explanations.get(shown.explanation),
        link=services.moderation.looking.link(shown),
        past=past_of(shown, services.store),
    )


def _context(case: Case, user: str, services: Services) -> View:
    around = services.moderation.looking.context(case.team, user, case.id)
    return context_window(around.case, around.nearby, link=around.link)


def _details(case: Case, user: str, services: Services) -> View:
    return details_window(case, explanation=services.store.explanations.get(case.explanation))


def _agree_note(case: Case, user: str, services: Services) -> View:
    return note_window(case, "agree")


def _overrule_note(case: Case, user: str, services: Services) -> View:
    required = services.moderation.rules.of(case.team).note_required
    return note_window(case, "overrule", required=required)


CASE_WINDOWS: Mapping[str, Make] = {
    action_ids.CASE_UNSURE: _ask,
    action_ids.CASE_WORDS: _words,
    action_ids.CASE_WARN: _warn,
    action_ids.CASE_SHOW: _show,
    action_ids.CASE_CONTEXT: _context,
    action_ids.CASE_LOOK: _look,
}
_MORE: Mapping[str, Make] = {
    values.DETAILS: _details,
    values.AGREE_NOTE: _agree_note,
    values.OVERRULE_NOTE: _overrule_note,
}
