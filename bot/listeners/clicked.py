"""From a click to an accepted action."""

from __future__ import annotations

from bot.action import Action
from bot.listeners.payload import Payload, addressee, text_at
from bot.listeners.services import Services
from bot.messages.message import Message
from bot.messages.states import LOADING
from bot.request import hashed_id

# What these need of a model may have to wait for it.
_NEED_MODEL = ("edit", "label", "explain", "retry")


def value_of(body: Payload) -> str:
    """Return what a click carries: a button's value, or what was chosen in a menu."""
    paths = (("selected_option", "value"), ("selected_conversation",), ("value",))
    found = (text_at(body, "actions", 0, *path) for path in paths)
    return next(filter(None, found), "")


def act(
    body: Payload, services: Services, *, kind: str, explanation: str = "", value: str = ""
) -> None:
    """Accept a click. Whether the explanation is there, and theirs, is for the job to see.

    Raises: Refused, StoreUnavailable.
    """
    action = action_of(body, kind=kind, explanation=explanation, value=value)
    accepted = services.jobs.act(action)
    if accepted.new and kind in _NEED_MODEL and not services.jobs.started:
        services.teller.tell(addressee(body), Message(LOADING))


def action_of(body: Payload, *, kind: str, explanation: str = "", value: str = "") -> Action:
    """Return what a click, or a window that was sent off, asks for.

    A window can be sent off once, so it gives the id.
    """
    clicker = addressee(body)
    is_sent = text_at(body, "type") == "view_submission"
    return Action(
        id=hashed_id("view", text_at(body, "view", "id")) if is_sent else clicker.id,
        kind=kind,
        team=clicker.team,
        user=clicker.user,
        channel=clicker.channel,
        message_ts=_message_ts(body),
        thread=clicker.thread,
        explanation=explanation,
        value=value,
        response_url=clicker.response_url,
    )


def _message_ts(body: Payload) -> str:
    """Return which message was clicked; one that a single person sees cannot be found again."""
    container = body.get("container")
    if isinstance(container, dict) and container.get("is_ephemeral"):
        return ""
    return text_at(body, "container", "message_ts") or text_at(body, "message", "ts")
