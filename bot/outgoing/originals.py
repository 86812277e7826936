"""The messages that people wrote: what they say, where they stand, and taking them away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient

from bot.errors import DeliveryError, MessageGone
from bot.outgoing.backoff import Backoff
from bot.outgoing.clients import Clients
from bot.outgoing.conversations import message_at
from bot.outgoing.posting import GONE, delete
from bot.outgoing.slack_api import call, impatient, web_client
from bot.place import Place
from bot.reading import as_read
from bot.settings import Secret, Settings

BEFORE, AFTER = 4, 2
# How far a long thread is read while somebody waits for a window.
PAGES, PAGE_SIZE = 3, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """author: a person's id, "" where an app wrote it."""

    author: str
    text: str = field(repr=False)
    ts: str
    thread: str = ""


class Originals:
    """Reads and deletes messages; safe to use from several threads.

    admin_token: of somebody who may delete the messages of others, if there is one.
    """

    def __init__(
        self,
        clients: Clients,
        *,
        api_url: str,
        admin_token: Secret | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self._clients = clients
        self._api_url = api_url
        self._admin_token = admin_token
        self._backoff = backoff

    @classmethod
    def told_by(
        cls, settings: Settings, clients: Clients, *, backoff: Backoff | None = None
    ) -> Originals:
        return cls(
            clients,
            api_url=settings.api_url,
            admin_token=None if settings.many_workspaces else settings.admin_token,
            backoff=backoff,
        )

    def read(self, place: Place, *, team: str) -> Original:
        """Return a message.

        Raises: MessageGone, DeliveryError.
        """
        with self._clients.using(team) as client:
            return _original(message_at(client, place))

    def link(self, place: Place, *, team: str) -> str:
        """Return a message's address in Slack.

        Raises: MessageGone if it was deleted; DeliveryError, also where the bot is no member.
        """
        with self._clients.using(team) as client:
            try:
                found = call(client.chat_getPermalink, channel=place.channel, message_ts=place.ts)
            except DeliveryError as error:
                raise MessageGone(error.code) if error.code in GONE else error from error
        return str(found["permalink"])

    def around(self, place: Place, thread: str, *, team: str) -> list[Original]:
        """Return a message between the ones before and after it, the oldest first.

        thread: in which it stands, or "" for the conversation itself. Nobody waits long for this.
        Raises: DeliveryError.
        """
        in_thread = thread if thread != place.ts else ""
        with self._clients.using(team) as client:
            hasty = impatient(client)
            before = _until(hasty, place, in_thread)
            # Every page of a thread begins with the thread's first message.
            limit = AFTER + 2 if in_thread else AFTER + 1
            after = _page(hasty, place, in_thread, oldest=place.ts, limit=limit)["messages"]
        found = {message["ts"]: _original(message) for message in (*before, *after)}
        ordered = sorted(found.values(), key=lambda original: float(original.ts))
        return _beside(ordered, place.ts)

    def delete(self, place: Place, author: str, *, team: str) -> None:
        """Delete a message; one that is gone already is as good as deleted.

        A bot may delete what it wrote itself, and an admin everything.
        Raises: DeliveryError if this app may not.
        """
        with self._clients.using(team) as client:
            if author and author == self._clients.bot_user(team):
                delete(client, place)
                return
        if self._admin_token is None:
            raise DeliveryError("cant_delete_message")
        token = self._admin_token.reveal()
        delete(web_client(token, self._api_url, backoff=self._backoff), place)


def _original(message: Mapping[str, Any]) -> Original:
    is_app = bool(message.get("bot_id"))
    return Original(
        author="" if is_app else str(message.get("user") or ""),
        text=as_read(str(message.get("text") or "")),
        ts=str(message["ts"]),
        thread=str(message.get("thread_ts") or ""),
    )


def _until(client: WebClient, place: Place, thread: str) -> list[Mapping[str, Any]]:
    """Return a message and those before it; a thread is read from its beginning."""
    if not thread:
        return list(_page(client, place, "", latest=place.ts, limit=BEFORE + 1)["messages"])
    found: list[Mapping[str, Any]] = []
    cursor = ""
    for _ in range(PAGES):
        page = _page(client, place, thread, latest=place.ts, limit=PAGE_SIZE, cursor=cursor or None)
        found += page["messages"]
        cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            break
    return found


def _page(client: WebClient, place: Place, thread: str, **limits: Any) -> Any:
    method = client.conversations_replies if thread else client.conversations_history
    in_thread = {"ts": thread} if thread else {}
    return call(method, channel=place.channel, inclusive=True, **in_thread, **limits)


def _beside(messages: list[Original], ts: str) -> list[Original]:
    at = next((n for n, message in enumerate(messages) if message.ts == ts), len(messages))
    return messages[max(0, at - BEFORE) : at + AFTER + 1]
