"""What a person asks of the bot, as one plain value that can wait, be stored and be sent on."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainRequest:
    """One accepted question; only strings, so that it survives a trip through JSON.

    id:           the same for the same Slack request, so that a repetition can be recognised.
    channel:      where it was asked; a user's id stands for their conversation with the bot.
    text:         what was typed; kept out of `repr`, because what is printed ends in logs.
    response_url: an address that lets anybody answer the asker; out of `repr` for that reason.
    origin:       the gesture: command, shortcut, modal, mention, direct, reaction, home, button
                  or function.
    thread:       the first message of the thread to answer in, or "" for the conversation itself.
    visibility:   "channel", or "private" for the asker's eyes alone.
    model, target, baseline: "" takes the default.
    compare:      a second text to hold against the first, or "".
    function_execution: of a step in a workflow, which waits for its outputs; else "".
    source_ts:    of the message in `channel` whose text has still to be read; else "".
    about_ts:     of the message in `channel` from which the text was taken already; else "".
    """

    id: str
    team: str
    channel: str
    user: str
    text: str = field(repr=False)
    response_url: str = field(default="", repr=False)
    origin: str = "command"
    thread: str = ""
    visibility: str = "channel"
    model: str = ""
    target: str = ""
    baseline: str = ""
    compare: str = field(default="", repr=False)
    function_execution: str = ""
    source_ts: str = ""
    about_ts: str = ""

    @property
    def is_private(self) -> bool:
        return self.visibility == "private"

    @classmethod
    def from_command(cls, command: Mapping[str, Any]) -> ExplainRequest:
        """Return the request behind a slash command's payload."""
        return cls(
            id=request_id(command),
            team=str(command.get("team_id") or ""),
            channel=str(command["channel_id"]),
            user=str(command["user_id"]),
            text=typed_text(command),
            response_url=str(command.get("response_url") or ""),
        )

    def to_dict(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, str]) -> ExplainRequest:
        """Return the request that `to_dict` wrote, also if another version of it did."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})


def request_id(payload: Mapping[str, Any]) -> str:
    """Return a short id for the log, the same whenever Slack sends the same payload again.

    A trigger id opens windows in its owner's name while it is fresh, so its hash stands for it.
    """
    trigger = payload.get("trigger_id")
    if not trigger:
        return uuid.uuid4().hex[:20]
    return hashed_id(str(trigger))


def hashed_id(*parts: str) -> str:
    """Return a short id that is always the same for these parts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def typed_text(command: Mapping[str, Any]) -> str:
    """Return the text of a slash command as it was typed, without white space around it."""
    return unescape(str(command.get("text") or "")).strip()


def unescape(text: str) -> str:
    """Return what was typed: Slack sends three characters escaped.

    "a &lt; b &amp;amp; c" was typed as "a < b &amp; c".
    """
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text
