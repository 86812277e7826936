"""The window "Send to review", sent off or closed."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import Ack

from bot.errors import Refused
from bot.listeners.flagging import draft_of, noted, send
from bot.listeners.payload import Payload
from bot.listeners.services import Services

GONE = "This was open for too long. Close it, and choose Send to review once more."


def send_to_review_submission(services: Services) -> Callable[..., None]:
    """Return the listener that hands over what somebody pointed at, with their note."""

    def listen(ack: Ack, body: Payload, view: Payload) -> None:
        flag = noted(body, view, services)
        if flag is None:
            raise Refused(GONE)
        send(services, flag)
        _forget_draft(body, view, services)
        ack()

    return listen


def send_to_review_closed(services: Services) -> Callable[..., None]:
    """Return the listener that forgets what was not sent off."""

    def listen(ack: Ack, body: Payload, view: Payload) -> None:
        ack()
        _forget_draft(body, view, services)

    return listen


def _forget_draft(body: Payload, view: Payload, services: Services) -> None:
    """Forget the text that waited for this window; an explained one is not ours to forget."""
    draft = draft_of(body, view)
    if draft is not None and draft.origin == "shortcut":
        services.store.explanations.delete(draft.id)
