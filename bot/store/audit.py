"""The record of what happened to cases: entries are added, and never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, true, update

from bot.moderation.cases.record import PEOPLE, AuditEntry, Recorded, Verified
from bot.store import chain, verifying
from bot.store.database import Database
from bot.store.database import insert as insert_or
from bot.store.review_schema import AuditRow, CaseRow, HeadRow, ToldRow

# As many told values as one question to the database may name.
_PAGE = 500


class Audit:
    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, entry: AuditEntry) -> bool:
        """Put on record what changes nothing in the store; False if it stands there already."""
        with self._database.write() as connection:
            hold(connection, entry.team)
            if is_known(connection, entry):
                return False
            add(connection, entry, created=self._database.clock())
            return True

    def entries(
        self,
        team: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        channel: str = "",
        case: str = "",
        event: str = "",
    ) -> list[Recorded]:
        """Return a workspace's entries in their order.

        since, until: from the one moment on, up to but without the other.
        """
        wanted = AuditRow.team_id == team
        for condition in _conditions(since, until, channel, case, event):
            wanted &= condition
        with self._database.read() as connection:
            rows = connection.execute(
                select(AuditRow.__table__).where(wanted).order_by(AuditRow.seq)
            ).all()
            told = _told(connection, team, [row.seq for row in rows])
        return [_recorded(row, told.get(row.seq, {})) for row in rows]

    def entry(self, team: str, seq: int) -> Recorded | None:
        this = (AuditRow.team_id == team) & (AuditRow.seq == seq)
        with self._database.read() as connection:
            row = connection.execute(select(AuditRow.__table__).where(this)).first()
            if row is None:
                return None
            return _recorded(row, _told(connection, team, [seq]).get(seq, {}))

    def of_case(self, case: str) -> list[Recorded]:
        """Return the entries about a case, of whichever workspace it is."""
        with self._database.read() as connection:
            found = select(AuditRow.team_id).where(AuditRow.case_id == case).limit(1)
            team = connection.scalar(found) if case else None
        return self.entries(team, case=case) if team is not None else []

    def teams(self) -> list[str]:
        """Return the workspaces that have a record, or had one whose entries are gone."""
        with self._database.read() as connection:
            found = set(connection.scalars(select(AuditRow.team_id).distinct()))
            found.update(connection.scalars(select(HeadRow.team_id)))
        return sorted(found)

    def verify(self, team: str) -> Verified:
        """Return whether a workspace's record is as it was written, and where it is not."""
        with self._database.snapshot() as connection:
            return verifying.verify(connection, team)


def hold(connection: Connection, team: str) -> None:
    """Let nobody else change cases or the record of a workspace before the transaction ends.

    Held before anything else is, so that nobody waits for another who waits for them.
    """
    _head(connection, team)


def is_known(connection: Connection, entry: AuditEntry) -> bool:
    """Return whether this very doing is on record already."""
    if not entry.key:
        return False
    known = (AuditRow.team_id == entry.team) & (AuditRow.key == _key(entry.key))
    return connection.scalar(select(AuditRow.seq).where(known)) is not None


def add(connection: Connection, entry: AuditEntry, *, created: datetime) -> None:
    """Put an entry at the end of its workspace's record, whether or not its key is known."""
    last = _head(connection, entry.team)
    told = _to_tell(entry)
    salts = {name: chain.new_salt() for name in told}
    values: dict[str, Any] = {
        "seq": last.seq + 1,
        "created": created,
        "event": entry.event,
        # As the database will give it back: numbers as keys, for one, become words in JSON. So
        # does what is no number; nothing is refused for it, as what was decided would be lost.
        "fields": json.loads(json.dumps(dict(entry.fields)), parse_constant=str),
        "digests": {name: chain.digest(told[name], salts[name]) for name in told},
        "previous": last.hash,
    }
    case, channel = entry.case, entry.channel or _channel_of(connection, entry.case)
    hash = chain.entry_hash(team=entry.team, case=case, channel=channel, **values)
    place = {"team_id": entry.team, "case_id": case, "channel_id": channel}
    key = _key(entry.key) if entry.key and not is_known(connection, entry) else None
    connection.execute(insert(AuditRow).values(**values, **place, hash=hash, key=key))
    for name, value in told.items():
        owner = value if name in PEOPLE else entry.user
        kept = {"name": name, "owner": owner, "salt": salts[name], "value": value}
        connection.execute(insert(ToldRow).values(team_id=entry.team, seq=values["seq"], **kept))
    this = HeadRow.team_id == entry.team
    connection.execute(update(HeadRow).where(this).values(seq=values["seq"], hash=hash))


def _head(connection: Connection, team: str) -> Row[int, str]:
    """Return where the record ends, and hold it; one that does not exist yet begins."""
    start = insert_or(connection, HeadRow).values(team_id=team, seq=0, hash="")
    held = start.on_conflict_do_update(index_elements=["team_id"], set_={"seq": HeadRow.seq})
    return connection.execute(held.returning(HeadRow.seq, HeadRow.hash)).one()


def _to_tell(entry: AuditEntry) -> dict[str, str]:
    """Return what is told, and who did it; nothing of what is empty."""
    told = {**entry.told, "user": entry.user}
    return {name: str(value) for name, value in told.items() if value}


def _key(key: str) -> str:
    # A key may be made of ids of people.
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _channel_of(connection: Connection, case: str) -> str:
    if not case:
        return ""
    return connection.scalar(select(CaseRow.channel_id).where(CaseRow.id == case)) or ""


def _conditions(
    since: datetime | None, until: datetime | None, channel: str, case: str, event: str
) -> Iterable[ColumnElement[bool]]:
    yield true() if since is None else AuditRow.created >= since
    yield true() if until is None else AuditRow.created < until
    for column, wanted in (
        (AuditRow.channel_id, channel),
        (AuditRow.case_id, case),
        (AuditRow.event, event),
    ):
        if wanted:
            yield column == wanted


def _told(connection: Connection, team: str, seqs: list[int]) -> dict[int, dict[str, str]]:
    """Return what is still known of what these entries tell."""
    told: dict[int, dict[str, str]] = {}
    for start in range(0, len(seqs), _PAGE):
        first, last = seqs[start], seqs[min(start + _PAGE, len(seqs)) - 1]
        here = (ToldRow.team_id == team) & ToldRow.seq.between(first, last)
        for row in connection.execute(select(ToldRow.seq, ToldRow.name, ToldRow.value).where(here)):
            told.setdefault(row.seq, {})[row.name] = row.value
    return told


def _recorded(row: Row[Any], told: Mapping[str, str]) -> Recorded:
    return Recorded(
        team=row.team_id,
        seq=row.seq,
        created=row.created,
        event=row.event,
        case=row.case_id,
        channel=row.channel_id,
        user=told.get("user", ""),
        fields=row.fields,
        told={name: value for name, value in told.items() if name != "user"},
        erased=tuple(name for name in row.digests if name not in told),
        digests=row.digests,
        previous=row.previous,
        hash=row.hash,
    )
