"""Messages that people write to the bot."""

from __future__ import annotations

import re
from dataclasses import replace

from slack_bolt import BoltContext

from bot.listeners.asking import take, with_options
from bot.listeners.payload import Payload, addressee, text_at
from bot.listeners.services import Services
from bot.messages.message import Message
from bot.reading import as_read
from bot.request import ExplainRequest, hashed_id

# What a person writes has no subtype, apart from these; all others are edits, deletions, people
# who join, and the like.
_WRITTEN = ("", "file_share", "me_message", "thread_broadcast")


def is_from_person(event: Payload) -> bool:
    """Return whether a person wrote this message, and wrote it just now."""
    by_bot = event.get("bot_id") or event.get("bot_profile")
    return bool(
        text_at(event, "user")
        and text_at(event, "ts")
        and text_at(event, "subtype") in _WRITTEN
        and not by_bot
        and not event.get("hidden")
    )


def mentions(event: Payload, context: BoltContext) -> bool:
    return bool(_mention(context).search(text_at(event, "text")))


def spoken_request(body: Payload, context: BoltContext) -> ExplainRequest:
    """Return what a person asked by a message, without the bot's name in it.

    Slack may tell of one message by two events, so that the message gives the id.
    """
    asker = addressee(body)
    text = _mention(context).sub(" ", text_at(body, "event", "text"))
    identifier = hashed_id("message", asker.team, asker.channel, text_at(body, "event", "ts"))
    return replace(asker, id=identifier, text=as_read(text))


def _mention(context: BoltContext) -> re.Pattern[str]:
    """Return what a mention of the bot looks like: <@U1>, or <@U1|explain> from some clients."""
    return re.compile(rf"<@{re.escape(context.bot_user_id or '-')}(\|[^<>]*)?>")


def take_spoken(request: ExplainRequest, services: Services, *, name: str) -> None:
    """Accept what was asked by a message, or tell its writer how to ask.

    name:   how the examples of asking begin there.
    Raises: Refused, StoreUnavailable.
    """
    read = with_options(request, services, command=name)
    if isinstance(read, Message):
        services.teller.tell(request, read)
    else:
        take(read, services)


def bot_name(context: BoltContext) -> str:
    """Return the bot's name in the workspace."""
    found = context.authorize_result
    return str(found.user) if found is not None and found.user else "explain"
