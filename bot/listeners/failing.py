"""What people see when a listener fails: always a sentence, wherever they are."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.error import BoltUnhandledRequestError

from bot import metrics
from bot.errors import BotError, Stopping, StoreUnavailable
from bot.listeners.payload import Payload, addressee, identifier, text_at
from bot.messages.message import Message
from bot.messages.problem import problem
from bot.teller import Teller
from explain_core.errors import InputError

logger = logging.getLogger(__name__)

UNKNOWN = "I do not know what to do with this any more. Type `/explain help` to see what I can do."

_EXPECTED = (BoltUnhandledRequestError, BotError, InputError)

# What passes: Slack tells of an event that was not acknowledged three times more, within minutes.
_PASSING = (Stopping, StoreUnavailable)


def error_handler(teller: Teller) -> Callable[..., BoltResponse]:
    """Return Bolt's handler of errors, which acknowledges and tells the person what went wrong."""

    def on_error(error: Exception, body: Payload) -> BoltResponse:
        number = identifier(body)
        metrics.failed("listener", error)
        _log(error, body, number=number)
        if _is_overheard(body):
            # Nobody waits for an answer, and nobody would miss the message but the moderators.
            return BoltResponse(status=503 if isinstance(error, _PASSING) else 200, body="")
        sentence = _sentence(error, body, number=number)
        field = _first_field(body.get("view"))
        if "command" in body:
            return _acknowledged({"response_type": "ephemeral", "text": sentence})
        if body.get("type") == "view_submission" and field:
            # The window stays open, so that nothing is lost of what was written in it.
            return _acknowledged({"response_action": "errors", "errors": {field: sentence}})
        if _is_a_persons_doing(error, body):
            teller.tell(addressee(body), Message(sentence))
        return _acknowledged("")

    return on_error


def _acknowledged(body: str | dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=body)


def _log(error: Exception, body: Payload, *, number: str) -> None:
    kind = body.get("command") or text_at(body, "event", "type") or body.get("type")
    if isinstance(error, _EXPECTED):
        logger.warning("request %s: %s for %s", number, type(error).__name__, kind)
    else:
        logger.error("request %s: a listener failed", number, exc_info=error)


def _sentence(error: Exception, body: Payload, *, number: str) -> str:
    if not isinstance(error, BoltUnhandledRequestError):
        return problem(error, request_id=number)
    command = text_at(body, "command")
    return f"I do not know the command `{command}`." if command else UNKNOWN


def _first_field(view: object) -> str:
    """Return the block of a window's first field; only below one can Slack show a complaint."""
    blocks = view.get("blocks") if isinstance(view, dict) else None
    fields = (text_at(block, "block_id") for block in blocks or () if _is_field(block))
    return next(fields, "")


def _is_field(block: object) -> bool:
    return text_at(block, "type") == "input"


def _is_overheard(body: Payload) -> bool:
    """Return whether this is about what people said in a channel, and not to the bot."""
    event = body.get("event")
    return text_at(event, "type") == "message" and text_at(event, "channel_type") in (
        "channel",
        "group",
    )


def _is_a_persons_doing(error: Exception, body: Payload) -> bool:
    """Return whether somebody waits for what did not happen; of most events nobody knows."""
    if not addressee(body).user:
        return False
    if "event" in body:
        event = text_at(body, "event", "type")
        return event in ("app_mention", "message", "reaction_added") and not isinstance(
            error, BoltUnhandledRequestError
        )
    return True
