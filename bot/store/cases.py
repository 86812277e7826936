"""The cases: one for each flagged message, with every change on record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import ColumnElement, Connection, case, func, select, update

from bot.errors import CaseGone, StaleCase
from bot.moderation.cases.case import UNDECIDED, Case, State
from bot.moderation.cases.record import AuditEntry
from bot.moderation.flags.flag import Flag
from bot.place import Place
from bot.store import audit
from bot.store.case_rows import FROM_FLAGS, added, of_row, row_of
from bot.store.case_texts import CaseTexts
from bot.store.database import Database, add_new
from bot.store.review_schema import CaseRow

_ROW = select(CaseRow.__table__)
_CHANGEABLE = {field.name for field in fields(Case)} - FROM_FLAGS - {"id", "team", "version"}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases there were of somebody's messages, and how they were decided."""

    cases: int = 0
    agreed: int = 0
    overruled: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An undecided case, and since when it waits for a verdict."""

    case: Case
    since: datetime


class Filters(TypedDict, total=False):
    """Which cases of a workspace are meant; what is left out, or "", leaves none out.

    state:           without it, all that can be decided.
    review_channels: where they are shown.
    not_by:          somebody whose own messages are left out.
    """

    state: State | Literal[""]
    channel: str
    label: str
    claimed_by: str
    review_channels: Collection[str] | None
    not_by: str


class Cases:
    def __init__(self, database: Database, texts: CaseTexts) -> None:
        self._database = database
        self._texts = texts

    def open(self, case: Case, *, flag: Flag, entry: AuditEntry) -> Case:
        """Return the case of a message: this one, unless there is one already.

        The flag's origin, flagger and note become part of it, and the entry goes on record, once
        for each flag. Neither makes what somebody decides at that moment out of date.
        case: its `sources`, `flaggers` and `notes` are made of the flag.
        """
        now = self._database.clock()
        with self._database.write() as connection:
            audit.hold(connection, case.team)
            is_new = add_new(connection, CaseRow, row_of(case, now=now) | _beginning(case))
            same = CaseRow.id == case.id if is_new else _same(case)
            row = connection.execute(_ROW.where(same)).one()
            flags = added(row.flags, flag)
            if flags is None:
                return of_row(row)
            this = CaseRow.id == row.id
            has_text = row.has_text or bool(flag.note)
            values = {"flags": flags, "changed": now, "has_text": has_text}
            connection.execute(update(CaseRow).where(this).values(**values))
            audit.add(connection, replace(entry, team=case.team, case=row.id), created=now)
            return of_row(connection.execute(_ROW.where(this)).one())

    def get(self, id: str) -> Case | None:
        return self._first(CaseRow.id == id)

    def at(self, team: str, channel: str, ts: str) -> Case | None:
        """Return the case of a message, None if it has none."""
        if not ts:
            return None
        message = (CaseRow.channel_id == channel) & (CaseRow.ts == ts)
        return self._first((CaseRow.team_id == team) & message)

    def change(self, id: str, *, version: int | None, entry: AuditEntry, **changes: Any) -> Case:
        """Change a case and put that on record, both or neither; return the case as it then is.

        version: the one that the change is meant for; None for whichever it is.
        entry:   with a `key` that is on record already, nothing is done.
        Raises:  StaleCase if the case is not of that version any more, CaseGone if there is none.
        """
        if unknown := changes.keys() - _CHANGEABLE:
            raise TypeError(f"a case cannot be changed in {', '.join(sorted(unknown))}")
        now = self._database.clock()
        this = CaseRow.id == id
        with self._database.write() as connection:
            before = _held(connection, id)
            if before is None:
                raise CaseGone(id)
            if audit.is_known(connection, entry):
                return before
            if version not in (None, before.version):
                raise StaleCase(before)
            after = replace(before, **changes, version=before.version + 1)
            values = row_of(after, now=now)
            if after.can_be_decided and not before.can_be_decided:
                values["waits_since"] = now
            connection.execute(update(CaseRow).where(this).values(**values))
            audit.add(connection, replace(entry, team=before.team, case=id), created=now)
            return after

    def show(self, id: str, place: Place, *, entry: AuditEntry) -> bool:
        """Note where its message stands now; False if the case is not kept any more.

        One that was new is open from then on. Whoever clicks at that moment has seen the version
        that there is.
        entry: goes on record once.
        """
        now = self._database.clock()
        with self._database.write() as connection:
            before = _held(connection, id)
            if before is None:
                return False
            state = "open" if before.state == "new" else before.state
            after = replace(before, place=place, review_channel=place.channel, state=state)
            values = row_of(after, now=now)
            connection.execute(update(CaseRow).where(CaseRow.id == id).values(**values))
            if not audit.is_known(connection, entry):
                audit.add(connection, replace(entry, team=before.team, case=id), created=now)
            return True

    def set_picture(self, id: str, file_id: str) -> None:
        self._note(id, picture=file_id)

    def queue(
        self,
        team: str,
        *,
        by: Literal["severity", "age"] = "severity",
        limit: int = 100,
        offset: int = 0,
        **filters: Unpack[Filters],
    ) -> list[Case]:
        """Return cases in the order in which to look at them; the worst, or the oldest, first."""
        wanted = _wanted(team, filters)
        orders = {
            "severity": (CaseRow.severity.desc(), CaseRow.waits_since, CaseRow.id),
            "age": (CaseRow.waits_since, CaseRow.severity.desc(), CaseRow.id),
        }
        return self._all(wanted, *orders[by], limit=limit, offset=offset)

    def count(self, team: str, **filters: Unpack[Filters]) -> int:
        """Return how many cases `queue` has in all."""
        wanted = _wanted(team, filters)
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).where(wanted)) or 0

    def of_author(self, team: str, author: str) -> Counts:
        own = (CaseRow.team_id == team) & (CaseRow.author_id == author)
        agreed, overruled = (
            func.coalesce(func.sum(case((CaseRow.verdict == verdict, 1), else_=0)), 0)
            for verdict in ("agree", "overrule")
        )
        if not author:
            return Counts()
        with self._database.read() as connection:
            return Counts(
                *connection.execute(select(func.count(), agreed, overruled).where(own)).one()
            )

    def decided_since(self, team: str, moment: datetime) -> list[Case]:
        """Return cases that were decided from a moment on, the first one first."""
        decided = (CaseRow.team_id == team) & (CaseRow.decided >= moment)
        return self._all(decided, CaseRow.decided, CaseRow.id)

    def opened_since(self, team: str, moment: datetime, *, most: int | None = None) -> list[Case]:
        """Return the newest cases that were opened from a moment on, the first one first."""
        opened = (CaseRow.team_id == team) & (CaseRow.created >= moment)
        newest = (CaseRow.created.desc(), CaseRow.id.desc())
        return self._all(opened, *newest, limit=most)[::-1]

    def waiting_since(self, team: str, moment: datetime) -> list[Waiting]:
        """Return undecided cases that wait since before a moment, the oldest first."""
        waiting = CaseRow.state.in_(UNDECIDED) & (CaseRow.waits_since < moment)
        query = _ROW.where((CaseRow.team_id == team) & waiting)
        oldest = query.order_by(CaseRow.waits_since, CaseRow.id)
        with self._database.read() as connection:
            return [Waiting(of_row(row), row.waits_since) for row in connection.execute(oldest)]

    def teams(self) -> list[str]:
        """Return the workspaces that have cases."""
        with self._database.read() as connection:
            return sorted(connection.scalars(select(CaseRow.team_id).distinct()))

    def drop_text(self, id: str) -> None:
        """Forget the words of a case that is decided, unless texts are kept."""
        self._texts.drop_of(id)

    def matches(self, id: str, text: str) -> bool:
        """Return whether the case is of this text, as far as is still known."""
        return self._texts.is_of(id, text)

    def _first(self, wanted: ColumnElement[bool]) -> Case | None:
        with self._database.read() as connection:
            row = connection.execute(_ROW.where(wanted)).first()
        return None if row is None else of_row(row)

    def _all(
        self, wanted: ColumnElement[bool], *order: Any, limit: int | None = None, offset: int = 0
    ) -> list[Case]:
        query = _ROW.where(wanted).order_by(*order).limit(limit).offset(offset)
        with self._database.read() as connection:
            return [of_row(row) for row in connection.execute(query)]

    def _note(self, id: str, **values: Any) -> None:
        this = CaseRow.id == id
        with self._database.write() as connection:
            known = _held(connection, id)
            if known is not None:
                content = row_of(replace(known, **values), now=known.created)["content"]
                connection.execute(update(CaseRow).where(this).values(content=content))


def _held(connection: Connection, id: str) -> Case | None:
    """Return a case that nobody else can change before the transaction ends."""
    team = connection.scalar(select(CaseRow.team_id).where(CaseRow.id == id))
    if team is None:
        return None
    audit.hold(connection, team)
    row = connection.execute(_ROW.where(CaseRow.id == id)).first()
    return None if row is None else of_row(row)


def _beginning(case: Case) -> dict[str, Any]:
    return {"created": case.created, "waits_since": case.created, "flags": []}


def _same(case: Case) -> ColumnElement[bool]:
    """Return what finds the case that stands in this one's way; what was typed is no message."""
    same = CaseRow.id == case.id
    if not case.ts:
        return same
    message = (CaseRow.channel_id == case.channel) & (CaseRow.ts == case.ts)
    return same | ((CaseRow.team_id == case.team) & message)


def _wanted(team: str, filters: Filters) -> ColumnElement[bool]:
    state, review_channels = filters.get("state", ""), filters.get("review_channels")
    wanted = (CaseRow.team_id == team) & CaseRow.state.in_({state} if state else UNDECIDED)
    if channel := filters.get("channel", ""):
        wanted &= CaseRow.channel_id == channel
    if label := filters.get("label", ""):
        wanted &= CaseRow.labels.contains(f"\n{label}\n", autoescape=True)
    if claimed_by := filters.get("claimed_by", ""):
        wanted &= CaseRow.claimed_by == claimed_by
    if review_channels is not None:
        wanted &= CaseRow.review_channel.in_(review_channels)
    if not_by := filters.get("not_by", ""):
        wanted &= CaseRow.author_id != not_by
    return wanted
