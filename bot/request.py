"""What a person asks of the bot, as one plain value that can wait, be stored and be sent on."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainRequest:
    """One accepted question; only strings, so that it survives a trip through JSON.

    id:           the same for the same Slack request, so that a repetition can be recognised.
    text:         what was typed; kept out of `repr`, because what is printed ends in logs.
    response_url: an address that lets anybody answer the asker; out of `repr` for that reason.
    """

    id: str
    team: str
    channel: str
    user: str
    text: str = field(repr=False)
    response_url: str = field(repr=False)

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


def request_id(payload: Mapping[str, Any]) -> str:
    """Return a short id for the log, the same whenever Slack sends the same payload again.

    A trigger id opens windows in its owner's name while it is fresh, so its hash stands for it.
    """
    trigger = payload.get("trigger_id")
    if not trigger:
        return uuid.uuid4().hex[:12]
    return hashlib.sha256(str(trigger).encode()).hexdigest()[:12]


def typed_text(command: Mapping[str, Any]) -> str:
    """Return the text of a slash command as it was typed, without white space around it.

    Slack sends three characters escaped: "a &lt; b &amp;amp; c" was typed as "a < b &amp; c".
    """
    text = str(command.get("text") or "")
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text.strip()
