"""What moderation keeps about one person, and how it goes away.

Somebody can be the author of a message under review, have flagged one, have decided, or be named
in what others wrote on record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, delete, select, true, update

from bot.store import erasing, moderation_settings
from bot.store.case_texts import clicks_on, delete_cases, texts_told
from bot.store.review_schema import AuditRow, CaseRow, FlagRow, HeadRow, LearnedRow, ToldRow
from bot.store.schema import ActionRow

# Of a case, what its author is told: nothing that says who reported or judged it.
_FOR_AUTHOR = (
    "id team channel ts created state text probabilities thresholds verdict measure decided "
    "warned appeal appeal_verdict original edited_text"
).split()
_FOR_MODERATOR = "id team channel ts state verdict marks measure decided".split()
_OWN_FLAG = "id origin team channel ts note".split()


def export(connection: Connection, user: str, *, team: str | None) -> dict[str, list[Any]]:
    """Return it as JSON-ready values, without what is other people's."""
    authored = _here(CaseRow, team) & (CaseRow.author_id == user)
    flagged = _here(FlagRow, team) & (FlagRow.user_id == user)
    return {
        "cases": [
            _part(content, _FOR_AUTHOR)
            for content in connection.scalars(select(CaseRow.content).where(authored))
        ],
        "flags": [
            _part(content, _OWN_FLAG)
            for content in connection.scalars(select(FlagRow.content).where(flagged))
        ],
        "decisions": _decisions(connection, user, team),
        "record": [
            {"team": row.team_id, "entry": row.seq, "name": row.name, "value": row.value}
            for row in _told(connection, user, team)
        ],
    }


def erase(connection: Connection, user: str, *, team: str | None, now: datetime) -> int:
    """Delete it, and return how many rows and values that were; the record still holds."""
    gone = 0
    for each in _held_teams(connection, team):
        own = (CaseRow.team_id == each) & (CaseRow.author_id == user)
        told = [(row.seq, row.name) for row in _told(connection, user, each)]
        told += texts_told(connection, each, AuditRow.case_id.in_(select(CaseRow.id).where(own)))
        _forget_keys(connection, each, user)
        gone += erasing.forget(connection, each, told, why="person", now=now)
        gone += _delete_clicks(connection, each, user, own)
        gone += delete_cases(connection, own)
        gone += _leave_cases(connection, each, user)
        gone += _leave_settings(connection, each, user)
    concerned = (FlagRow.user_id == user) | (FlagRow.author_id == user)
    flags = delete(FlagRow).where(_here(FlagRow, team), concerned)
    return gone + connection.execute(flags).rowcount


def _here(table: type[CaseRow] | type[FlagRow] | type[ToldRow], team: str | None) -> Any:
    return true() if team is None else table.team_id == team


def _held_teams(connection: Connection, team: str | None) -> list[str]:
    """Return the workspaces with a record, which nobody else can change from now on."""
    query = select(HeadRow.team_id).order_by(HeadRow.team_id)
    if team is not None:
        query = query.where(HeadRow.team_id == team)
    return list(connection.scalars(query.with_for_update()))


def _part(content: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: content[name] for name in names if name in content}


def _decisions(connection: Connection, user: str, team: str | None) -> list[dict[str, Any]]:
    """Return the cases that somebody had a part in, with a note only if it is theirs."""
    contents = connection.scalars(select(CaseRow.content).where(_here(CaseRow, team)))
    return [
        _part(content, [*_FOR_MODERATOR, *(["note"] if content["decided_by"] == user else [])])
        for content in contents
        if _names(content, user)
    ]


def _told(connection: Connection, user: str, team: str | None) -> list[Any]:
    """Return the rows of what is told by a person, or names them."""
    written = cast(ToldRow.value, String).contains(user, autoescape=True)
    wanted = _here(ToldRow, team) & ((ToldRow.owner == user) | written)
    rows = connection.execute(select(ToldRow.__table__).where(wanted)).all()
    return [row for row in rows if row.owner == user or _mentions(row.value, user)]


def _mentions(text: object, user: str) -> bool:
    """Return whether an id stands in a text, and not only as a part of another."""
    pattern = rf"(?<![A-Za-z0-9]){re.escape(user)}(?![A-Za-z0-9])"
    return re.search(pattern, str(text)) is not None


def _forget_keys(connection: Connection, team: str, user: str) -> None:
    """Forget by what a person's doings are recognised: it may be made of their id."""
    did = (ToldRow.team_id == team) & (ToldRow.name == "user") & (ToldRow.owner == user)
    own = (AuditRow.team_id == team) & AuditRow.seq.in_(select(ToldRow.seq).where(did))
    connection.execute(update(AuditRow).where(own).values(key=None))


def _delete_clicks(
    connection: Connection, team: str, user: str, authored: ColumnElement[bool]
) -> int:
    """Delete what others clicked on cases of a person's messages, or to ask that person."""
    ids = list(connection.scalars(select(CaseRow.id).where(authored)))
    clicks = [id for case in ids for id in clicks_on(connection, team, case)]
    named = cast(ActionRow.content, String).contains(user, autoescape=True)
    here = (ActionRow.team_id == team) & (ActionRow.user_id != user) & named
    for row in connection.execute(select(ActionRow.id, ActionRow.content).where(here)).all():
        if _mentions(row.content.get("value"), user):
            clicks.append(row.id)
    gone = 0
    for id in clicks:
        gone += connection.execute(delete(ActionRow).where(ActionRow.id == id)).rowcount
    return gone


def _leave_cases(connection: Connection, team: str, user: str) -> int:
    """Take a person out of the cases of other people's messages."""
    query = select(CaseRow.id, CaseRow.content, CaseRow.flags).where(CaseRow.team_id == team)
    changed = 0
    for row in connection.execute(query).all():
        content, flags = _without(row.content, user), [_without(flag, user) for flag in row.flags]
        if (content, flags) != (row.content, row.flags):
            left = {"content": content, "flags": flags, "claimed_by": content["claimed_by"]}
            connection.execute(update(CaseRow).where(CaseRow.id == row.id).values(**left))
            changed += 1
    return changed


def _leave_settings(connection: Connection, team: str, user: str) -> int:
    changed = 0
    settings = moderation_settings.read(connection, team)
    if settings.without(user) != settings:
        moderation_settings.write(connection, team, settings.without(user))
        changed += 1
    models = select(LearnedRow.id, LearnedRow.content).where(LearnedRow.team_id == team)
    for row in connection.execute(models).all():
        if row.content.get("asked_by") == user:
            left = row.content | {"asked_by": ""}
            connection.execute(
                update(LearnedRow).where(LearnedRow.id == row.id).values(content=left)
            )
            changed += 1
    return changed


def _names(content: Mapping[str, Any], user: str) -> bool:
    """Return whether a person had to do with a case other than by writing the message."""
    others = {name: value for name, value in content.items() if name != "author"}
    return bool(_without(others, user) != others)


def _without(value: Any, user: str) -> Any:
    """Return values without a person's id, and without notes that are theirs or name them."""
    if isinstance(value, list):
        return [_without(inner, user) for inner in value]
    if not isinstance(value, dict):
        return "" if value == user else value
    left = {name: _without(inner, user) for name, inner in value.items()}
    is_theirs = user in (value.get("decided_by"), value.get("user"))
    if "note" in value and (is_theirs or _mentions(value["note"], user)):
        left["note"] = ""
    return left
