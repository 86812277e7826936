"""What Slack's payloads say, whatever shape they have: a missing piece reads as ""."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.reading import as_read
from bot.request import ExplainRequest, hashed_id, request_id

Payload = Mapping[str, Any]

_USER = (("user", "id"), ("user",), ("user_id",))
_TEAM = (("team", "id"), ("team_id",), ("user", "team_id"))
_CHANNEL = (
    ("channel", "id"),
    ("channel",),
    ("channel_id",),
    ("container", "channel_id"),
    ("item", "channel"),
)
_THREAD = (("thread_ts",), ("message", "thread_ts"), ("container", "thread_ts"))


def text_at(payload: object, *path: str | int) -> str:
    """Return the text at the end of a path, "" if there is none.

    text_at({"user": {"id": "U1"}}, "user", "id") -> "U1"
    """
    found = payload
    for key in path:
        if isinstance(found, Mapping):
            found = found.get(key)
        elif isinstance(found, list) and isinstance(key, int) and key < len(found):
            found = found[key]
        else:
            return ""
    return found if isinstance(found, str) else ""


def addressee(body: Payload) -> ExplainRequest:
    """Return who did something and where an answer reaches them: a request without a text."""
    event = body.get("event")
    source = event if isinstance(event, Mapping) else body
    user = _first(source, *_USER)
    return ExplainRequest(
        id=identifier(body),
        team=_first(body, *_TEAM),
        channel=_first(source, *_CHANNEL) or user,
        user=user,
        text="",
        thread=_first(source, *_THREAD),
        response_url=text_at(body, "response_url"),
    )


def identifier(body: Payload) -> str:
    """Return an id that is the same whenever Slack sends this again."""
    event_id = text_at(body, "event_id")
    return hashed_id("event", event_id) if event_id else request_id(body)


def message_text(message: object) -> str:
    """Return what a message says; of a forwarded or an attached one, what that says."""
    candidates = [("text",), ("attachments", 0, "text"), ("attachments", 0, "fallback")]
    return as_read(_first(message, *candidates))


def _first(payload: object, *paths: tuple[str | int, ...]) -> str:
    found = (text_at(payload, *path) for path in paths)
    return next((text for text in found if text), "")
