"""What was begun and not brought to an end: a process died of it, or just while it was at it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update

from bot.store.database import Database, insert
from bot.store.schema import TrialRow
from bot.store.wording import fingerprint, is_of

MOST_SUSPECTS = 20


@dataclass(frozen=True, slots=True)
class Past:
    """failures: of this work so far; suspects: marks of texts whose work has failed."""

    failures: int
    suspects: tuple[str, ...] = ()

    def suspects_any(self, texts: tuple[str, ...]) -> bool:
        return any(_marks(suspect, text) for suspect in self.suspects for text in texts)


def _mark(text: str) -> str:
    return f"{len(text)}:{fingerprint(text)}"


def _marks(mark: str, text: str) -> bool:
    """Return whether the mark is this text's; a fingerprint takes 30 ms, which a length spares."""
    length, _, hash = mark.partition(":")
    return length == str(len(text)) and is_of(hash, text)


class Trials:
    """Counts how often each piece of work was begun without an end; rows last only that long."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def past(self, id: str) -> Past:
        wanted = or_(TrialRow.id == id, TrialRow.text_hashes.is_not(None))
        newest = (
            select(TrialRow.id, TrialRow.failures, TrialRow.text_hashes)
            .where(wanted)
            .order_by((TrialRow.id == id).desc(), TrialRow.created.desc())
            .limit(MOST_SUSPECTS)
        )
        with self._database.read() as connection:
            rows = connection.execute(newest).all()
        own = [row.failures for row in rows if row.id == id]
        hashes = [hash for row in rows for hash in (row.text_hashes or "").split()]
        return Past(own[0] if own else 0, tuple(hashes))

    def begin(self, id: str, *, team: str, user: str) -> int:
        """Count a failure, which `end` takes back, and return how many there are with it."""
        first = {
            "id": id,
            "team_id": team,
            "user_id": user,
            "failures": 1,
            "created": self._database.clock(),
        }
        with self._database.write(passing=True) as connection:
            statement = insert(connection, TrialRow).values(**first)
            counted = statement.on_conflict_do_update(
                index_elements=["id"], set_={"failures": TrialRow.failures + 1}
            )
            return connection.scalar(counted.returning(TrialRow.failures)) or 1

    def suspect(self, id: str, texts: tuple[str, ...]) -> None:
        """Remember what these texts can be recognised by, and none of their words."""
        hashes = " ".join(map(_mark, texts))
        unknown = (TrialRow.id == id) & TrialRow.text_hashes.is_(None)
        with self._database.write(passing=True) as connection:
            connection.execute(update(TrialRow).where(unknown).values(text_hashes=hashes))

    def set(self, id: str, failures: int) -> None:
        with self._database.write(passing=True) as connection:
            connection.execute(update(TrialRow).where(TrialRow.id == id).values(failures=failures))

    def end(self, id: str) -> None:
        with self._database.write(passing=True) as connection:
            connection.execute(delete(TrialRow).where(TrialRow.id == id))
