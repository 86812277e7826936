"""The button "Send to review" below an answer."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.answering.access import may_use
from bot.errors import Refused
from bot.listeners.clicked import value_of
from bot.listeners.flagging import ask_why, is_set_up
from bot.listeners.payload import Payload, addressee
from bot.listeners.services import Services
from bot.moderation.flags.flag import Flag
from bot.request import ExplainRequest

GONE = (
    "The text of this explanation is not kept any more. Open the menu of the message itself, and "
    "choose Send to review there."
)


def send_to_review_click(services: Services) -> Callable[..., None]:
    """Return the listener that asks why the moderators should look at an explained text."""

    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        if is_set_up(body, services):
            flag = _flag(addressee(body), value_of(body), services)
            ask_why(body, services, client, draft=flag)

    return listen


def _flag(person: ExplainRequest, explanation: str, services: Services) -> Flag:
    """Return the flag for what was explained.

    Raises: Refused if it is not there any more, or not theirs to see.
    """
    request = services.store.requests.get(explanation)
    place = {"team": person.team, "user": person.user, "channel": person.channel}
    if request is None or not request.text or not may_use(request, services.store, **place):
        raise Refused(GONE)
    return Flag(
        id=request.id,
        origin="answer",
        team=person.team,
        channel=request.channel,
        ts=request.source_ts or request.about_ts,
        user=person.user,
        text=request.text,
        thread=request.thread,
        explanation=request.id,
        response_url=person.response_url,
    )
