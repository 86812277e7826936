"""What people say of explanations: agree or disagree, one verdict each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from bot.store.database import Database, insert, n_written
from bot.store.schema import ExplanationRow, VerdictRow


@dataclass(frozen=True, slots=True)
class Verdicts:
    agree: int = 0
    disagree: int = 0


class VerdictsTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, explanation_id: str, user: str, verdict: str) -> bool:
        """Return whether that changed anything: not if it was said before, or of nothing.

        verdict: "agree" or "disagree".
        """
        values = {
            "explanation_id": explanation_id,
            "user_id": user,
            "verdict": verdict,
            "created": self._database.clock(),
        }
        known = select(ExplanationRow.id).where(ExplanationRow.id == explanation_id)
        with self._database.write() as connection:
            # The row is held, so that nobody erases it before the verdict is written.
            if connection.scalar(known.with_for_update(read=True)) is None:
                return False
            statement = insert(connection, VerdictRow).values(**values)
            new = statement.excluded
            statement = statement.on_conflict_do_update(
                index_elements=[VerdictRow.explanation_id, VerdictRow.user_id],
                set_={"verdict": new.verdict, "created": new.created},
                where=VerdictRow.verdict != new.verdict,
            )
            return n_written(connection, statement) == 1

    def count(self, explanation_id: str) -> Verdicts:
        query = (
            select(VerdictRow.verdict, func.count())
            .where(VerdictRow.explanation_id == explanation_id)
            .group_by(VerdictRow.verdict)
        )
        with self._database.read() as connection:
            counted = {verdict: count for verdict, count in connection.execute(query)}
        return Verdicts(agree=counted.get("agree", 0), disagree=counted.get("disagree", 0))
