"""Dropping texts once they have been answered, where they are not to be kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, false, select, update

from bot.settings import KeepText
from bot.store.database import Database
from bot.store.review_schema import CaseRow
from bot.store.schema import ExplanationRow, RequestRow
from bot.store.wording import fingerprint, without_words

_NO_TEXTS = {"text": "", "compare": ""}


class Texts:
    """keep: "stored" leaves them; "hashed" leaves what tells whether a given text is the one."""

    def __init__(self, database: Database, *, keep: KeepText) -> None:
        self._database = database
        self._keep = keep

    def drop_of_request(self, id: str) -> int:
        """Forget the words of a request and of what was explained for it; return how many rows."""
        return self._drop(RequestRow.id == id, ExplanationRow.request_id == id)

    def drop_of_case(self, id: str) -> int:
        """Forget the words of the explanations of a case, and return how many rows those were."""
        return self._drop(false(), ExplanationRow.request_id == id)

    def drop_before(self, before: datetime) -> int:
        """Forget all words that came in earlier; return in how many rows there were some.

        Those of a case stay for as long as the case has them (`bot.store.case_texts`).
        """
        needed = select(CaseRow.id).where(CaseRow.has_text)
        old = (ExplanationRow.created < before) & ExplanationRow.request_id.not_in(needed)
        gone = self._drop(RequestRow.created < before, old)
        self._database.settle()
        return gone

    def _drop(self, requests: ColumnElement[bool], explanations: ColumnElement[bool]) -> int:
        if self._keep == "stored":
            return 0
        asked = select(RequestRow.id).where(requests, RequestRow.has_text)
        given = select(ExplanationRow.id, ExplanationRow.record).where(
            explanations, ExplanationRow.has_text
        )
        with self._database.read() as connection:
            request_ids = list(connection.scalars(asked))
            explained = connection.execute(given).all()
        for id in request_ids:
            with self._database.write() as connection:
                forget_request(connection, id)
        for row in explained:
            self._forget_explanation(row.id, row.record)
        return len(request_ids) + len(explained)

    def _forget_explanation(self, id: str, record: dict[str, object]) -> None:
        # Made before the transaction: it takes longer than others should have to wait.
        text_hash = fingerprint(str(record["text"])) if self._keep == "hashed" else None
        left = {"has_text": False, "record": without_words(record), "text_hash": text_hash}
        with self._database.write() as connection:
            connection.execute(update(ExplanationRow).where(ExplanationRow.id == id).values(**left))


def forget_request(connection: Connection, id: str) -> None:
    """Forget the words of a request alone, whatever the setting."""
    content = connection.scalar(select(RequestRow.content).where(RequestRow.id == id))
    if content is not None:
        left = {"has_text": False, "content": content | _NO_TEXTS}
        connection.execute(update(RequestRow).where(RequestRow.id == id).values(**left))
