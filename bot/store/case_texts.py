"""Dropping what was typed from cases, where it is not to be kept or is old."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, delete, exists, select, update

from bot.moderation.cases.case import UNDECIDED
from bot.moderation.cases.record import PEOPLE
from bot.settings import KeepText
from bot.store import audit, erasing
from bot.store.database import Database
from bot.store.review_schema import AuditRow, CaseRow, FlagRow, HeadRow, ToldRow
from bot.store.schema import ActionRow, ExplanationRow
from bot.store.texts import Texts
from bot.store.wording import fingerprint, is_of

_TYPED = {"text": "", "edited_text": "", "note": "", "appeal": "", "has_text": False}
# As many ids as one statement may name.
_PAGE = 500
_DONE = CaseRow.state.not_in(UNDECIDED)


class CaseTexts:
    """keep: as for `Texts`; but what can still be decided keeps its words."""

    def __init__(self, database: Database, texts: Texts, *, keep: KeepText) -> None:
        self._database = database
        self._texts = texts
        self._keep = keep

    def drop_of(self, id: str) -> int:
        """Forget the words of a decided case, unless texts are kept; return how many rows."""
        if self._keep == "stored":
            return 0
        wanted = (CaseRow.id == id) & _DONE & CaseRow.has_text
        columns = (CaseRow.team_id, CaseRow.content, CaseRow.flags, CaseRow.text_hash)
        query = select(*columns).where(wanted)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return 0
        gone = self._texts.drop_of_case(id)
        # What came after the text was dropped goes as well, and says nothing about the text.
        text_hash = row.text_hash
        if self._keep == "hashed" and row.content["has_text"]:
            # Made before the transaction: it takes longer than others should have to wait.
            text_hash = fingerprint(row.content["text"])
        with self._database.write() as connection:
            audit.hold(connection, row.team_id)
            row = connection.execute(query).first()
            return gone + (0 if row is None else self._drop(connection, id, row, text_hash))

    def drop_before(self, before: datetime) -> int:
        """Forget the words of cases and flags of which nothing is to come; return how many rows."""
        if self._keep == "stored":
            return 0
        old = _DONE & CaseRow.has_text & (CaseRow.changed < before)
        left = FlagRow.has_text & (FlagRow.created < before)
        with self._database.read() as connection:
            ids = list(connection.scalars(select(CaseRow.id).where(old)))
            flags = list(connection.scalars(select(FlagRow.id).where(left)))
        with self._database.write() as connection:
            for id in flags:
                forget_flag(connection, id)
        return len(flags) + sum(map(self.drop_of, ids))

    def is_of(self, id: str, text: str) -> bool:
        query = select(CaseRow.content, CaseRow.text_hash)
        with self._database.read() as connection:
            row = connection.execute(query.where(CaseRow.id == id)).first()
        if row is None:
            return False
        if row.content["has_text"]:
            return bool(row.content["text"] == text)
        return row.text_hash is not None and is_of(row.text_hash, text)

    def expire(self, before: datetime) -> int:
        """Delete cases that nobody has touched since then, but for those still to be decided.

        Their entries stay on record without any text. Flags of that age go too.
        """
        with self._database.write() as connection:
            gone = connection.execute(delete(FlagRow).where(FlagRow.created < before)).rowcount
        with self._database.read() as connection:
            teams = sorted(connection.scalars(select(HeadRow.team_id)))
        for team in teams:
            with self._database.write() as connection:
                audit.hold(connection, team)
                gone += _expire(connection, team, before, now=self._database.clock())
        return gone

    def _drop(self, connection: Connection, id: str, row: Any, text_hash: str | None) -> int:
        left = {
            "content": row.content | _TYPED,
            "flags": [flag | {"note": ""} for flag in row.flags],
            "has_text": False,
            "text_hash": text_hash,
        }
        connection.execute(update(CaseRow).where(CaseRow.id == id).values(**left))
        for click in clicks_on(connection, row.team_id, id):
            _forget_value(connection, click)
        told = texts_told(connection, row.team_id, AuditRow.case_id == id)
        now = self._database.clock()
        return 1 + erasing.forget(connection, row.team_id, told, why="keep_text", now=now)


def forget_flag(connection: Connection, id: str) -> None:
    """Forget what was typed for a flag, whatever the setting."""
    this = FlagRow.id == id
    content = connection.scalar(select(FlagRow.content).where(this).with_for_update())
    if content is not None:
        left = content | {"text": "", "note": "", "response_url": ""}
        connection.execute(update(FlagRow).where(this).values(content=left, has_text=False))


def delete_cases(connection: Connection, wanted: ColumnElement[bool]) -> int:
    """Delete cases with their explanations, and return how many rows that were."""
    ids = list(connection.scalars(select(CaseRow.id).where(wanted)))
    # Cases go first: an explanation that is written meanwhile holds on to its case.
    gone = connection.execute(delete(CaseRow).where(wanted)).rowcount
    for start in range(0, len(ids), _PAGE):
        these = ExplanationRow.request_id.in_(ids[start : start + _PAGE])
        gone += connection.execute(delete(ExplanationRow).where(these)).rowcount
    return gone


def clicks_on(connection: Connection, team: str, case: str) -> list[str]:
    """Return the ids of the clicks on a case."""
    named = cast(ActionRow.content, String).contains(case, autoescape=True)
    query = select(ActionRow.id, ActionRow.content).where(ActionRow.team_id == team, named)
    rows = connection.execute(query).all()
    return [row.id for row in rows if row.content.get("explanation") == case]


def texts_told(
    connection: Connection, team: str, entries: ColumnElement[bool]
) -> list[tuple[int, str]]:
    """Return what some of a workspace's entries tell that is no id of a person."""
    same = (ToldRow.team_id == AuditRow.team_id) & (ToldRow.seq == AuditRow.seq)
    wanted = (AuditRow.team_id == team) & entries & ToldRow.name.not_in(PEOPLE)
    query = select(ToldRow.seq, ToldRow.name).join(AuditRow, same).where(wanted)
    return [(row.seq, row.name) for row in connection.execute(query)]


def _forget_value(connection: Connection, click: str) -> None:
    """Forget what was typed with a click, such as a note."""
    this = ActionRow.id == click
    content = connection.scalar(select(ActionRow.content).where(this))
    if content is not None:
        left = content | {"value": ""}
        connection.execute(update(ActionRow).where(this).values(content=left))


def _expire(connection: Connection, team: str, before: datetime, *, now: datetime) -> int:
    old = (CaseRow.team_id == team) & _DONE & (CaseRow.changed < before)
    gone = delete_cases(connection, old)
    # What is told of a case lives as long as the case does.
    of_no_case = ~exists().where(CaseRow.id == AuditRow.case_id)
    past = (AuditRow.case_id != "") | (AuditRow.created < before)
    told = texts_told(connection, team, of_no_case & past)
    return gone + erasing.forget(connection, team, told, why="retention", now=now)
