"""Taking told values out of the record, and putting that on record."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, tuple_

from bot.moderation.cases.record import AuditEntry
from bot.store import audit
from bot.store.review_schema import ToldRow

Why = Literal["person", "retention", "keep_text"]

# As many values as one statement may name.
_PAGE = 500


def forget(
    connection: Connection, team: str, told: list[tuple[int, str]], *, why: Why, now: datetime
) -> int:
    """Forget what these entries tell under these names, and return how many values that were.

    The workspace's record must be held. An entry says which values went, so that one which is
    gone without that can be told apart.
    """
    gone: dict[str, list[int]] = {}
    for seq, name in sorted(set(told)):
        gone.setdefault(name, []).append(seq)
    if not gone:
        return 0
    for start in range(0, len(told), _PAGE):
        these = tuple_(ToldRow.seq, ToldRow.name).in_(told[start : start + _PAGE])
        connection.execute(delete(ToldRow).where(ToldRow.team_id == team, these))
    fields = {"why": why, "values": gone}
    audit.add(connection, AuditEntry(team=team, event="erased", fields=fields), created=now)
    return sum(map(len, gone.values()))
