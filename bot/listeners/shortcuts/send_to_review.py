""" "Send to review", in the menu of any message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import Ack, BoltContext
from slack_sdk import WebClient

from bot.errors import Refused
from bot.listeners.flagging import ask_why, is_set_up
from bot.listeners.payload import Payload, addressee, message_text, text_at
from bot.listeners.services import Services
from bot.moderation.flags.flag import Flag
from bot.request import hashed_id

NO_TEXT = (
    "There is no text in this message that moderators could look at here. "
    "Please write to one of them directly."
)
OWN = "This message is mine. Please send the original message to review."


def send_to_review_shortcut(services: Services) -> Callable[..., None]:
    """Return the listener that asks why the moderators should look at a message.

    Its text is kept meanwhile: where the bot is no member, nobody could read it later.
    """

    def listen(ack: Ack, shortcut: Payload, client: WebClient, context: BoltContext) -> None:
        ack()
        if not is_set_up(shortcut, services):
            return
        message = shortcut.get("message")
        text = message_text(message)
        if not text:
            raise Refused(NO_TEXT)
        if text_at(message, "user") == context.bot_user_id:
            raise Refused(OWN)
        person = addressee(shortcut)
        draft = replace(
            person,
            id=hashed_id("draft", person.id),
            text=text,
            origin="shortcut",
            about_ts=text_at(message, "ts"),
        )
        services.jobs.draft(draft)
        flag = Flag(
            id=draft.id,
            origin="shortcut",
            team=draft.team,
            channel=draft.channel,
            ts=draft.about_ts,
            user=draft.user,
            author=text_at(message, "user"),
            text=text,
            thread=draft.thread,
            response_url=draft.response_url,
        )
        ask_why(shortcut, services, client, draft=flag)

    return listen
