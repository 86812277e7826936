"""What goes on record when something happens to a case, and what comes back from there.

Whatever may have to be forgotten one day (texts, notes, words, who somebody is) is `told`; the
record keeps a digest of it that says nothing without the value, so that it can go and the chain
of entries still holds. Everything else is `fields`, and stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from explain_core.explanation import Explanation

JSON: TypeAlias = Any

Event = Literal[
    "flagged",
    "opened",
    "shown",
    "claimed",
    "released",
    "asked_colleague",
    "marked",
    "decided",
    "measured",
    "appealed",
    "appeal_decided",
    "edited",
    "original_deleted",
    "settings",
    "threshold",
    "model_trained",
    "model_switched",
    "exported",
    "erased",
]

# Names of told values that are the id of a person, who alone can have them forgotten.
PEOPLE = frozenset({"user", "author", "flagger", "colleague", "claimed_by", "decided_by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Something that happened, to be put on record.

    case:    the id of a case, "" where it is about none.
    user:    who did it, "" for the bot itself; erasable, as what is told.
    fields:  JSON-ready values without texts and without ids of people.
    told:    what may have to be forgotten. Names in `PEOPLE` hold an id; anything else is a text,
             which belongs to `user` and, through the case, to the message's author.
    channel: of the message it is about; "" for the case's.
    key:     the same for the same doing, such as the id of a click: what has it is put on record,
             and done, only once. "" for what may happen again and again.
    """

    team: str
    event: Event
    case: str = ""
    user: str = ""
    fields: Mapping[str, JSON] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict, repr=False)
    channel: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One entry as it stands in the record.

    seq:    its number in the workspace's chain, from 1.
    told:   what is still known of what was told, `user` apart.
    erased: the names of what is not.
    digests: of everything that was told; with them the entry's hash can be computed anew.
    """

    team: str
    seq: int
    created: datetime
    event: str
    case: str
    channel: str
    user: str
    fields: Mapping[str, JSON]
    told: Mapping[str, str] = field(repr=False)
    erased: tuple[str, ...]
    digests: Mapping[str, str]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing in the record that is not as it was written; entry 0 is the chain as a whole."""

    seq: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a look at a whole chain found.

    entries: how many there are.
    erased:  how many values were forgotten, each by an erasure that is itself on record.
    head:    the hash of the last entry, "" if there is none: who keeps it can tell later whether
             the chain was cut short or written anew.
    """

    team: str
    entries: int
    broken: tuple[Broken, ...]
    erased: int
    head: str

    @property
    def intact(self) -> bool:
        return not self.broken


def shown(
    explanation: Explanation,
    *,
    id: str,
    model: str,
    model_hash: str,
    tokenizer_hash: str,
    thresholds: Mapping[str, float],
    undo_evasion: bool = False,
) -> dict[str, JSON]:
    """Return the fields that tell which explanation somebody saw, so that it can be replayed.

    id: of the kept explanation.
    """
    return {
        "explanation": id,
        "model": model,
        "model_hash": model_hash,
        "tokenizer_hash": tokenizer_hash,
        "method": explanation.method,
        "precision": explanation.precision,
        "score": explanation.score,
        "target": explanation.target,
        "baseline": explanation.baseline,
        "points": explanation.n_steps,
        "delta": explanation.delta,
        "undo_evasion": undo_evasion,
        "thresholds": dict(thresholds),
        "probabilities": dict(explanation.probabilities),
        "attributions": [word.attribution for word in explanation.words],
    }
