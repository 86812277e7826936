"""What the bot says: text, and the blocks that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """text stands in for the blocks in notifications and screen readers; it says the same."""

    text: str
    blocks: list[Block] = field(default_factory=list)
