"""The window "Explain text", sent off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import Ack

from bot.listeners.asking import take
from bot.listeners.payload import Payload, addressee, text_at
from bot.listeners.services import Services
from bot.messages.form import Submitted, submitted
from bot.request import ExplainRequest, hashed_id


def explain_text_submission(services: Services) -> Callable[..., None]:
    """Return the listener that takes the text, or says in the window what is wrong with it."""

    def listen(ack: Ack, body: Payload, view: Payload) -> None:
        form = submitted(view)
        if form.errors:
            ack(response_action="errors", errors=dict(form.errors))
            return
        take(request_of(body, form), services)
        ack()

    return listen


def request_of(body: Payload, form: Submitted) -> ExplainRequest:
    """Return the request behind a window; without a conversation the answer goes to its sender.

    A window can be sent off once, so it gives the id.
    """
    sender = addressee(body)
    return replace(
        sender,
        id=hashed_id("view", text_at(body, "view", "id")),
        text=form.text,
        origin="modal",
        channel=form.channel or sender.user,
        visibility=form.visibility if form.channel else "channel",
        model=form.model,
        target=form.target,
        response_url=text_at(body, "response_urls", 0, "response_url"),
    )
