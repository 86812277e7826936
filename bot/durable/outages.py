"""What makes the engine wait for a database that is away, or for room on its disk."""

from __future__ import annotations

import sqlite3

import psycopg
from dbos import DBOS
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from bot.store.database import is_unavailable


def outlast_outages() -> None:
    """Have every error that may pass count as one of the connection, however it is worded.

    The engine goes on with a job when the database is back, if it knows by the error that the
    database was away. It knows some of the drivers' sentences; any other one would end the job, or
    leave it as begun with nobody at it.
    """
    if not event.contains(Engine, "handle_error", _mark):
        event.listen(Engine, "handle_error", _mark)


def _mark(context: ExceptionContext) -> None:
    error = context.original_exception
    if isinstance(error, psycopg.OperationalError):
        # What the server itself refuses has a code; only what never reached it has none.
        may_pass = error.sqlstate is None
    else:
        # Outside of a job somebody waits for an answer, which then is that it cannot be had.
        may_pass = isinstance(error, sqlite3.Error) and DBOS.workflow_id is not None
        may_pass = may_pass and is_unavailable(error)
    if may_pass:
        context.is_disconnect = True
