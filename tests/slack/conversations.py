"""Channels and direct messages, and who is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["channel", "im", "mpim"]
Family = Literal["channels", "groups", "im", "mpim"]


@dataclass(slots=True, kw_only=True)
class Channel:
    """A conversation.

    restriction: the error with which posts of the app are refused here, such as
                 `restricted_action_read_only_channel`; None where it may post.
    """

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_archived: bool = False
    kind: Kind = "channel"
    restriction: str | None = None

    @property
    def family(self) -> Family:
        """Return the word that begins the names of scopes and events: `groups:history`."""
        if self.kind == "im" or self.kind == "mpim":
            return self.kind
        return "groups" if self.is_private else "channels"

    @property
    def event_kind(self) -> str:
        """Return the `channel_type` of events."""
        return {"channels": "channel", "groups": "group"}.get(self.family, self.family)
