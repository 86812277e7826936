"""What is kept about one person, and how it goes away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, true, update

from bot.store.schema import (
    INSTALLATIONS,
    ActionRow,
    ExplanationRow,
    PreferencesRow,
    RequestRow,
    TrialRow,
    VerdictRow,
)

Personal = (
    type[RequestRow]
    | type[ActionRow]
    | type[ExplanationRow]
    | type[PreferencesRow]
    | type[TrialRow]
)

_PERSONAL: dict[str, Personal] = {
    "requests": RequestRow,
    "explanations": ExplanationRow,
    "actions": ActionRow,
    "trials": TrialRow,
    "preferences": PreferencesRow,
}
_OF_INSTALLER = ("user_token", "user_scopes", "user_refresh_token", "user_token_expires_at")

# An address that lets anybody answer: a key for half an hour, and nothing about the person.
_NOT_TOLD = "response_url"


def erase_history(
    connection: Connection, user: str, *, team: str | None, following: str = ""
) -> int:
    """Delete what the person asked, got, clicked on and said; return how many rows that were.

    team:      None for every workspace.
    following: the id of the click that asks for it, which stays.
    """
    # Verdicts go first: which workspace they belong to is known through the explanation alone.
    gone = connection.execute(delete(VerdictRow).where(_said_by(user, team))).rowcount
    # Then requests: an explanation that is written meanwhile holds on to its request.
    for table in (RequestRow, ExplanationRow, ActionRow, TrialRow):
        own = _of(table, user, team)
        if table is ActionRow:
            own &= ActionRow.id != following
        gone += connection.execute(delete(table).where(own)).rowcount
    return gone


def erase(connection: Connection, user: str, *, team: str | None) -> int:
    """Delete all that is kept about the person, and return how many rows that were."""
    gone = erase_history(connection, user, team=team)
    own = delete(PreferencesRow).where(_of(PreferencesRow, user, team))
    gone += connection.execute(own).rowcount
    # The bot of a workspace goes on working, without the name and the tokens of who installed it.
    nobody = {name: None for name in _OF_INSTALLER} | {"user_id": ""}
    installed = update(INSTALLATIONS).where(_installed_by(user, team)).values(nobody)
    return gone + connection.execute(installed).rowcount


def export(connection: Connection, user: str, *, team: str | None) -> dict[str, Any]:
    """Return all that is kept about the person, as JSON-ready values."""
    told = {
        name: _told(connection, table, _of(table, user, team)) for name, table in _PERSONAL.items()
    }
    verdicts = _told(connection, VerdictRow, _said_by(user, team))
    columns = [INSTALLATIONS.c[name] for name in ("team_id", "user_scopes", "installed_at")]
    installed = connection.execute(select(*columns).where(_installed_by(user, team)))
    return {
        "user": user,
        "team": team,
        **told,
        "verdicts": verdicts,
        "installations": [_json_ready(row._asdict()) for row in installed],
    }


def _of(table: Personal, user: str, team: str | None) -> ColumnElement[bool]:
    return (table.user_id == user) & (true() if team is None else table.team_id == team)


def _said_by(user: str, team: str | None) -> ColumnElement[bool]:
    if team is None:
        return VerdictRow.user_id == user
    here = select(ExplanationRow.id).where(ExplanationRow.team_id == team)
    return (VerdictRow.user_id == user) & VerdictRow.explanation_id.in_(here)


def _installed_by(user: str, team: str | None) -> ColumnElement[bool]:
    columns = INSTALLATIONS.c
    return (columns.user_id == user) & (true() if team is None else columns.team_id == team)


def _told(
    connection: Connection, table: Personal | type[VerdictRow], own: ColumnElement[bool]
) -> list[dict[str, Any]]:
    rows = connection.execute(select(table.__table__).where(own))
    return [_json_ready(row._asdict()) for row in rows]


def _json_ready(row: dict[str, Any]) -> dict[str, Any]:
    for name, value in row.items():
        if isinstance(value, datetime):
            row[name] = value.isoformat()
        elif name == "content":
            row[name] = {key: value[key] for key in value if key != _NOT_TOLD}
    return row
