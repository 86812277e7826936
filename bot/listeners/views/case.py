"""Windows about a case, sent off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import Ack

from bot.listeners.cases import case_for, case_of_author, review, seen
from bot.listeners.payload import Payload
from bot.listeners.services import Services
from bot.messages import callback_ids
from bot.messages.review.appealing import read_appeal
from bot.messages.review.deciding import read_asked, read_noted
from bot.messages.review.warning import read_warning
from bot.messages.review.windows import about_of
from bot.messages.review.words import read_marks
from bot.moderation.cases.case import Case
from bot.moderation.cases.choice import marks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was filled in: what it asks for, or what is wrong with it, by the field."""

    kind: str
    details: Mapping[str, object] = field(repr=False)
    errors: Mapping[str, str] = field(default_factory=dict)


Read = Callable[[Mapping[str, Any], Case, Services], Filled]


def case_submission(callback_id: str, services: Services) -> Callable[..., None]:
    """Return the listener that hands over what a moderator wrote, or says what is wrong with it.

    With it all windows are closed: one below would show the case as it was.
    """
    read = CASE_FORMS[callback_id]

    def listen(ack: Ack, body: Payload, view: Payload) -> None:
        case_id, version = seen(about_of(view))
        filled = read(view, case_for(body, services, case_id), services)
        _take(ack, body, filled, services, about=case_id, version=version)

    return listen


def appeal_submission(services: Services) -> Callable[..., None]:
    """Return the listener that hands over why an author wants somebody to look again."""

    def listen(ack: Ack, body: Payload, view: Payload) -> None:
        case_id, _ = seen(about_of(view))
        case_of_author(body, services, case_id)
        appealed = read_appeal(view)
        filled = Filled(kind="case_appeal", details={"text": appealed.text}, errors=appealed.errors)
        _take(ack, body, filled, services, about=case_id, version=None)

    return listen


def _take(
    ack: Ack,
    body: Payload,
    filled: Filled,
    services: Services,
    *,
    about: str,
    version: int | None,
) -> None:
    if filled.errors:
        ack(response_action="errors", errors=dict(filled.errors))
        return
    review(body, services, kind=filled.kind, about=about, version=version, **filled.details)
    ack(response_action="clear")


def _agreed(view: Mapping[str, Any], case: Case, services: Services) -> Filled:
    return Filled(kind="case_agree", details={"note": read_noted(view).note})


def _overruled(view: Mapping[str, Any], case: Case, services: Services) -> Filled:
    required = services.moderation.rules.of(case.team).note_required
    noted = read_noted(view, required=required)
    return Filled(kind="case_overrule", details={"note": noted.note}, errors=noted.errors)


def _asked(view: Mapping[str, Any], case: Case, services: Services) -> Filled:
    asked = read_asked(view)
    return Filled(kind="case_unsure", details={"colleague": asked.colleague, "note": asked.note})


def _marked(view: Mapping[str, Any], case: Case, services: Services) -> Filled:
    marked = read_marks(view)
    return Filled(
        kind="case_words", details={"marks": marks_of(marked.marks)}, errors=marked.errors
    )


def _warned(view: Mapping[str, Any], case: Case, services: Services) -> Filled:
    warned = read_warning(view)
    return Filled(
        kind="case_measure",
        details={"measure": "warn", "text": warned.text},
        errors=warned.errors,
    )


CASE_FORMS: Mapping[str, Read] = {
    callback_ids.AGREE_WITH_NOTE: _agreed,
    callback_ids.OVERRULE_WITH_NOTE: _overruled,
    callback_ids.ASK_COLLEAGUE: _asked,
    callback_ids.MARK_WORDS: _marked,
    callback_ids.WARN: _warned,
}
