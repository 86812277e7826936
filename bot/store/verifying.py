"""Looking a record through for what is not as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from bot.moderation.cases.record import Broken, Verified
from bot.store import chain
from bot.store.review_schema import AuditRow, HeadRow, ToldRow

ERASED = "erased"


def verify(connection: Connection, team: str) -> Verified:
    """Return what was found; every entry is read, and computed anew."""
    review = _Review(connection, team)
    review.run()
    return Verified(
        team=team,
        entries=review.n_entries,
        broken=tuple(sorted(review.broken, key=lambda broken: broken.seq)),
        erased=len(review.missing),
        head=review.previous,
    )


class _Review:
    """Goes along a chain.

    missing: told values that are not there any more, each by its entry and name.
    erased:  those whose erasure is on record.
    """

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team
        self.broken: list[Broken] = []
        self.missing: set[tuple[int, str]] = set()
        self.erased: set[tuple[int, str]] = set()
        self.n_entries = 0
        self.previous = ""
        self._expected = 1

    def run(self) -> None:
        told = self._all_told()
        for (seq,), row in _rows(self._connection, AuditRow, self._team, "seq"):
            self.n_entries += 1
            follows = self._has_its_place(seq)
            if row is None:
                self._note(seq, "it cannot be read")
                self.previous = ""
                told.pop(seq, None)
                continue
            if follows and self.previous and row.previous != self.previous:
                self._note(seq, "it does not follow the entry before it")
            self.previous = str(row.hash)
            self._check(row, told.pop(seq, {}))
        for seq in told:
            self._note(seq, "something is told for an entry that is not there")
        for seq, name in self.missing - self.erased:
            self._note(seq, f"what it tells as {name!r} is gone, and no erasure is on record")
        self._check_end()

    def _all_told(self) -> dict[Any, dict[str, Row[Any] | None]]:
        told: dict[Any, dict[str, Row[Any] | None]] = {}
        for (seq, name), row in _rows(self._connection, ToldRow, self._team, "seq", "name"):
            told.setdefault(seq, {})[name] = row
        return told

    def _note(self, seq: Any, what: str) -> None:
        self.broken.append(Broken(seq if isinstance(seq, int) else 0, what))

    def _has_its_place(self, seq: Any) -> bool:
        """Return whether the entry comes right after the last one."""
        expected = self._expected
        if not isinstance(seq, int) or seq < expected:
            self._note(seq, f"an entry is numbered {seq}, where none can be")
            return False
        self._expected = seq + 1
        if seq > expected:
            self._note(expected, f"removed: {_numbers(expected, seq - 1)}")
        return seq == expected

    def _check(self, row: Row[Any], told: Mapping[str, Row[Any] | None]) -> None:
        if _hash(row) != row.hash:
            self._note(row.seq, "it was changed: its hash is not that of what it says")
        digests = row.digests if isinstance(row.digests, dict) else {}
        for name, value in told.items():
            if name not in digests:
                self._note(row.seq, f"it tells {name!r}, which was added")
            elif value is None or _digest(value) != digests[name]:
                self._note(row.seq, f"what it tells as {name!r} was changed")
        self.missing.update((row.seq, name) for name in digests if name not in told)
        if row.event == ERASED:
            self.erased.update(_erased(row.fields))

    def _check_end(self) -> None:
        this = select(HeadRow.seq, HeadRow.hash).where(HeadRow.team_id == self._team)
        head = self._connection.execute(this).first()
        last = self._expected - 1
        if head is None:
            if self.n_entries:
                self._note(0, "where the record ends is not noted any more")
        elif head.seq > last:
            self._note(last + 1, f"removed from the end: {_numbers(last + 1, head.seq)}")
        elif (head.seq, head.hash) != (last, self.previous):
            self._note(last, "the record does not end where it was noted to end")


def _rows(
    connection: Connection, table: type[AuditRow] | type[ToldRow], team: str, *key: str
) -> Iterator[tuple[tuple[Any, ...], Row[Any] | None]]:
    """Yield a workspace's rows, each with its key; None for one that cannot be read."""
    keys = [getattr(table, name) for name in key]
    own = table.team_id == team
    try:
        rows = connection.execute(select(table.__table__).where(own).order_by(*keys)).all()
    except (TypeError, ValueError):
        # SQLite lets anything be written into any column.
        for place in connection.execute(select(*keys).where(own).order_by(*keys)).all():
            this = [column == value for column, value in zip(keys, place, strict=True)]
            yield tuple(place), _readable(connection, select(table.__table__).where(own, *this))
    else:
        for row in rows:
            yield tuple(getattr(row, name) for name in key), row


def _readable(connection: Connection, query: Select[Any]) -> Row[Any] | None:
    try:
        return connection.execute(query).one()
    except (TypeError, ValueError):
        return None


def _hash(row: Row[Any]) -> str:
    try:
        return chain.entry_hash(
            team=row.team_id,
            seq=row.seq,
            created=row.created,
            event=row.event,
            case=row.case_id,
            channel=row.channel_id,
            fields=row.fields,
            digests=row.digests,
            previous=row.previous,
        )
    except (TypeError, ValueError):
        return ""


def _digest(row: Row[Any]) -> str:
    return chain.digest(row.value, str(row.salt)) if isinstance(row.value, str) else ""


def _erased(fields: Any) -> Iterator[tuple[int, str]]:
    """Yield which values an entry says were erased, as `bot.store.erasing` writes it."""
    values = fields.get("values") if isinstance(fields, dict) else None
    for name, seqs in (values if isinstance(values, dict) else {}).items():
        for seq in seqs if isinstance(seqs, list) else ():
            yield seq, name


def _numbers(first: int, last: int) -> str:
    return f"entry {first:,}" if first == last else f"entries {first:,} to {last:,}"
