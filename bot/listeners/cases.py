"""Cases, as those who click on them may see them."""

from __future__ import annotations

from bot.errors import Refused
from bot.listeners.clicked import action_of
from bot.listeners.payload import Payload, addressee
from bot.listeners.services import Services
from bot.messages.review.deciding import may_not, own_case
from bot.messages.review.values import read_value
from bot.moderation.cases.case import Case
from bot.moderation.cases.choice import value as choice

GONE = "This case is not there any more: it was deleted, with its message or by its author."
OUTDATED = "This button does not work any more. Use those of the newest message about the case."


def seen(value: str) -> tuple[str, int]:
    """Return the case's id and the version that was seen, of the value of a button or a window.

    Raises: Refused if it is no such value.
    """
    case_id, version = read_value(value)
    if not case_id or version is None:
        raise Refused(OUTDATED)
    return case_id, version


def case_for(body: Payload, services: Services, case_id: str) -> Case:
    """Return a case that a moderator looks at.

    Raises: Refused if it is not theirs to see; StoreUnavailable.
    """
    case = _case_here(body, services, case_id)
    user = addressee(body).user
    if user == case.author:
        raise Refused(own_case().text)
    if not services.moderation.roles.may_review(case, user):
        raise Refused(may_not("look at flagged messages").text)
    return case


def case_of_author(body: Payload, services: Services, case_id: str) -> Case:
    """Return the case of a message that somebody wrote themselves.

    Raises: Refused if they did not; StoreUnavailable.
    """
    case = _case_here(body, services, case_id)
    if addressee(body).user != case.author:
        raise Refused("Only the author of the message can ask for a second look.")
    return case


def review(
    body: Payload,
    services: Services,
    *,
    kind: str,
    about: str,
    version: int | None,
    **details: object,
) -> None:
    """Accept what somebody chose about a case; whether they may, the job sees.

    Raises: Refused, StoreUnavailable.
    """
    value = choice(version, **details)
    services.moderation.act(action_of(body, kind=kind, explanation=about, value=value))


def _case_here(body: Payload, services: Services, case_id: str) -> Case:
    """Return a case of the workspace; one of another is as good as none."""
    case = services.store.cases.get(case_id)
    if case is None or case.team != addressee(body).team:
        raise Refused(GONE)
    return case
