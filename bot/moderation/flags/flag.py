"""What says that a message should be looked at, as a plain value that can wait and be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

SHORTCUT, REACTION, ANSWER, MONITOR = "shortcut", "reaction", "answer", "monitor"
EDITED, DELETED = "edited", "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One reason to look at one message; only strings, so that it survives a trip through JSON.

    id:           the same for the same gesture, so that a repetition can be recognised.
    origin:       shortcut, reaction, answer (below an explanation) or monitor; "edited" and
                  "deleted" are no reasons but news of a message that has a case.
    user:         who flagged it; "" for the bot itself.
    channel, ts:  where the message stands; ts is "" for a text that somebody only typed.
    author:       who wrote it; "" until it was read, and where that is nobody's or not known.
    text:         the message as it was typed; "" if it has still to be read. Out of `repr`.
    explanation:  the id of the explanation below which it was flagged, or "".
    note:         why, in the flagger's words.
    response_url: an address that lets anybody answer the flagger; out of `repr`.
    """

    id: str
    origin: str
    team: str
    channel: str
    ts: str
    user: str = ""
    author: str = ""
    text: str = field(default="", repr=False)
    thread: str = ""
    explanation: str = ""
    note: str = field(default="", repr=False)
    response_url: str = field(default="", repr=False)

    def to_dict(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, str]) -> Flag:
        """Return the flag that `to_dict` wrote, also if another version of it did."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})
