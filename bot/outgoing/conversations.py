"""What stands in a conversation already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from slack_sdk import WebClient

from bot.errors import DeliveryError, MessageGone
from bot.outgoing.posting import EVENT_TYPE
from bot.outgoing.slack_api import call
from bot.place import Place

PAGES = 3
PAGE_SIZE = 100

Json = Mapping[str, Any]


def find(
    client: WebClient, channel: str, *, identifier: str, since: float, thread: str = ""
) -> Place | None:
    """Return where the message with this id stands, or None if it is certainly not there.

    since: seconds since 1970; older messages are not looked at.
    Raises: DeliveryError if the conversation cannot be read, or not far enough.
    """
    for message in _messages(client, channel, since=since, thread=thread):
        if _is_about(message, identifier):
            return Place(channel, str(message["ts"]))
    return None


def _messages(client: WebClient, channel: str, *, since: float, thread: str) -> Iterator[Json]:
    """Yield the messages of a conversation or of a thread, page by page."""
    cursor = ""
    for _ in range(PAGES):
        page = call(
            client.conversations_replies if thread else client.conversations_history,
            channel=channel,
            oldest=f"{since:.6f}",
            limit=PAGE_SIZE,
            cursor=cursor or None,
            include_all_metadata=True,
            **({"ts": thread} if thread else {}),
        )
        yield from page["messages"]
        cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return
    raise DeliveryError("too_many_messages")


def _is_about(message: Json, identifier: str) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return bool(metadata.get("event_type") == EVENT_TYPE and payload.get("id") == identifier)


def thread_of(client: WebClient, place: Place) -> str:
    """Return the thread in which a message stands, or can be answered.

    Where that cannot be seen, it is taken to be the first of its thread.
    Raises: MessageGone if the message was deleted: nobody would see an answer to it.
    """
    try:
        found = call(client.conversations_replies, channel=place.channel, ts=place.ts, limit=1)
    except DeliveryError as error:
        if error.code == "thread_not_found":
            raise MessageGone(error.code) from error
        return place.ts
    threads = (str(message.get("thread_ts") or "") for message in found["messages"])
    return next(filter(None, threads), place.ts)


def thread_is_open(client: WebClient, channel: str, thread: str) -> bool:
    """Return whether there are replies: without them Slack shows nobody a private one."""
    try:
        found = call(client.conversations_replies, channel=channel, ts=thread, limit=2)
    except DeliveryError:
        return False
    return len(found["messages"]) > 1


def message_at(client: WebClient, place: Place) -> Json:
    """Return a message, also one that stands in a thread.

    Raises: MessageGone, DeliveryError.
    """
    try:
        found = call(
            client.conversations_replies,
            channel=place.channel,
            ts=place.ts,
            oldest=place.ts,
            latest=place.ts,
            inclusive=True,
            limit=2,  # In a thread, its first message comes along.
        )
    except DeliveryError as error:
        raise MessageGone(error.code) if error.code == "thread_not_found" else error from error
    for message in found["messages"]:
        if message["ts"] == place.ts:
            return dict(message)
    raise MessageGone
