"""A model that was trained from a team's verdicts, and how far it has come."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

# TRAINING: nothing can be loaded yet. CANDIDATE: an admin has still to say yes or no. RETIRED: it
# was switched off, or never on; it is kept so that one can go back to it.
LearnedState = Literal["training", "candidate", "active", "retired", "failed"]

_ID = re.compile(r"learned-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """One training from verdicts; `id` is the model's name and that of its folder as well.

    base:     the model that it was trained from.
    asked_by: a person's id, or "".
    verdicts: how many were there to learn from.
    measures: the old and the new model side by side, as `explain_core.train` reports them: how
              often each agrees with the moderators on verdicts held back, and what else changed.
    problem:  why it failed, as a sentence; else "".
    """

    id: str
    team: str
    state: LearnedState
    base: str
    asked_by: str
    created: datetime
    verdicts: int
    measures: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


def learned_id(action: str) -> str:
    """Return the id of the model that somebody asked for by a click, the same for the same one."""
    return f"learned-{hashlib.sha256(action.encode()).hexdigest()[:12]}"


def is_learned(name: str) -> bool:
    """Tell whether a name is one that `learned_id` could give; no other is made into a path."""
    return _ID.fullmatch(name) is not None
