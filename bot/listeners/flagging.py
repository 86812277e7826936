"""From what somebody pointed at to a flag, with a window between that asks why."""

from __future__ import annotations

import json
from dataclasses import replace

from slack_sdk import WebClient

from bot.answering.access import may_use
from bot.errors import DeliveryError
from bot.listeners.payload import Payload, addressee, text_at
from bot.listeners.services import Services
from bot.listeners.windows import open_window
from bot.messages.review.sending import (
    nowhere_to_send,
    read_note,
    send_window,
    sent,
    sent_before,
)
from bot.messages.review.windows import about_of
from bot.moderation.flags.flag import Flag
from bot.request import ExplainRequest, hashed_id


def is_set_up(body: Payload, services: Services) -> bool:
    """Return whether flagged messages go anywhere; if not, whoever did this is told what to do.

    Raises: StoreUnavailable.
    """
    person = addressee(body)
    if services.moderation.rules.of(person.team).review_channels:
        return True
    services.teller.tell(person, nowhere_to_send())
    return False


def ask_why(body: Payload, services: Services, client: WebClient, *, draft: Flag) -> None:
    """Open the window that asks for a note.

    A window that does not open is no reason to lose the flag: then it goes without a note.

    draft:  its id is that of the request in the store that has the text, which would not fit into
            a window.
    Raises: Refused, StoreUnavailable.
    """
    about = json.dumps({**draft.to_dict(), "text": ""})
    try:
        open_window(body, client, send_window(about, text=draft.text))
    except DeliveryError:
        send(services, replace(draft, id=hashed_id("sent", draft.id, draft.user)))


def noted(body: Payload, view: Payload, services: Services) -> Flag | None:
    """Return the flag behind a window that was sent off, None if its text is not kept any more.

    A window can be sent off once, so it gives the id.
    Raises: StoreUnavailable.
    """
    draft = draft_of(body, view)
    if draft is None:
        return None
    identifier = hashed_id("view", text_at(view, "id"))
    if (known := services.store.flags.get(identifier)) is not None:
        return known
    request = services.store.requests.get(draft.id)
    if request is None or not request.text or not _is_about(draft, request, services):
        return None
    return replace(draft, id=identifier, text=request.text, note=read_note(view))


def _is_about(draft: Flag, request: ExplainRequest, services: Services) -> bool:
    """Return whether a window's flag is the one for which its text was kept.

    What a window gives back is no proof of what it was opened for.
    """
    if draft.explanation:
        place = {"team": draft.team, "user": draft.user, "channel": draft.channel}
        is_theirs = may_use(request, services.store, **place)
        return is_theirs and draft.ts == (request.source_ts or request.about_ts)
    own = (request.team, request.user, request.channel, request.about_ts)
    return own == (draft.team, draft.user, draft.channel, draft.ts)


def draft_of(body: Payload, view: Payload) -> Flag | None:
    """Return what a window is about, if whoever uses it is the one for whom it was opened."""
    try:
        draft = Flag.from_dict(json.loads(about_of(view)))
    except (TypeError, ValueError, AttributeError):
        return None
    person = addressee(body)
    return draft if (draft.team, draft.user) == (person.team, person.user) else None


def send(services: Services, flag: Flag) -> None:
    """Hand a flag over, and tell the person who raised it that it is on its way.

    Raises: Refused, StoreUnavailable.
    """
    is_known = flag.ts and services.store.cases.at(flag.team, flag.channel, flag.ts) is not None
    services.moderation.flag(flag)
    person = ExplainRequest(
        id=flag.id,
        team=flag.team,
        channel=flag.channel,
        user=flag.user,
        text="",
        response_url=flag.response_url,
        thread=flag.thread,
    )
    told = sent_before(noted=bool(flag.note)) if is_known else sent()
    services.teller.tell(person, told)
