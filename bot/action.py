"""What a click on an answer asks for, as a plain value that can wait, be stored and be sent on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from bot.request import ExplainRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One accepted click; only strings, so that it survives a trip through JSON.

    id:           the same for the same click, so that a repetition can be recognised.
    kind:         agree, disagree, edit, label, share, json, delete, retry or forget.
    explanation:  the id of the explanation (for retry: of the request) that was clicked on.
    value:        what was chosen, if the click chose something.
    message_ts:   of the message that was clicked, or "" where it was for one person's eyes alone.
    response_url: an address that lets anybody answer the asker; kept out of `repr`.
    """

    id: str
    kind: str
    team: str
    user: str
    channel: str
    explanation: str
    value: str = ""
    message_ts: str = ""
    thread: str = ""
    response_url: str = field(default="", repr=False)

    def has_made(self, request: ExplainRequest | None) -> bool:
        """Return whether the request came from this very click, perhaps before a crash."""
        if request is None or not self.response_url:
            return False
        return request.response_url == self.response_url

    def to_dict(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, str]) -> Action:
        """Return the action that `to_dict` wrote, also if another version of it did."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})
