"""The explanations that were given, with all that a button under them needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, desc, func, select, update

from bot.store import people, texts, wording
from bot.store.database import Database, add_new, insert
from bot.store.review_schema import CaseRow
from bot.store.schema import ExplanationRow, RequestRow
from explain_core.explanation import Explanation

_REPLACED = (
    "model model_hash tokenizer_hash baseline points delta record has_text text_hash".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An explanation as it is remembered.

    picture:  the id of the file in Slack, None if there is none.
    has_text: if false, the words were forgotten and each is a bullet: what needs them, such as
              explaining another label, has to say that it cannot be done any more.
    """

    id: str
    created: datetime
    explanation: Explanation = field(repr=False)
    picture: str | None = None
    has_text: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeWith:
    """The model of an explanation, and digests of its files, "" where they are not known."""

    model: str
    model_hash: str
    tokenizer_hash: str


class Explanations:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self,
        id: str,
        explanation: Explanation,
        *,
        team: str,
        user: str,
        channel: str,
        model: str,
        request: str = "",
        case: str = "",
        model_hash: str = "",
        tokenizer_hash: str = "",
    ) -> None:
        """Keep the explanation, in place of the one with this id if there is one.

        request: the id of the one that it answers; "" if that is the same. If that request was
                 erased while it was worked on, nothing is kept.
        case:    the id of the case that it is of, instead; it goes when the case does.
        """
        values = {
            "id": id,
            "request_id": case or request or id,
            "team_id": team,
            "user_id": user,
            "channel_id": channel,
            "created": self._database.clock(),
            "model": model,
            "model_hash": model_hash,
            "tokenizer_hash": tokenizer_hash,
            "baseline": explanation.baseline,
            "points": explanation.n_steps,
            "delta": explanation.delta,
            "record": explanation.to_dict(),
            "has_text": True,
            "text_hash": None,
        }
        with self._database.write(passing=True) as connection:
            # Held until this is written, so that whoever erases the request finds this too.
            asked = select(RequestRow.id).where(RequestRow.id == request).with_for_update(read=True)
            if request and connection.scalar(asked) is None:
                return
            opened = select(CaseRow.id).where(CaseRow.id == case).with_for_update(read=True)
            if case and connection.scalar(opened) is None:
                return
            statement = insert(connection, ExplanationRow).values(**values)
            replaced = {name: values[name] for name in _REPLACED}
            connection.execute(
                statement.on_conflict_do_update(index_elements=["id"], set_=replaced)
            )

    def get(self, id: str) -> Explanation | None:
        """Return the explanation, with bullets for words if they were forgotten (see `find`)."""
        kept = self.find(id)
        return None if kept is None else kept.explanation

    def find(self, id: str) -> Kept | None:
        with self._database.read() as connection:
            row = connection.execute(_KEPT.where(ExplanationRow.id == id)).first()
        return None if row is None else _kept(row)

    def made_with(self, id: str) -> MadeWith | None:
        """Return what an explanation was made with, None if there is no such explanation."""
        columns = ExplanationRow.model, ExplanationRow.model_hash, ExplanationRow.tokenizer_hash
        with self._database.read() as connection:
            row = connection.execute(select(*columns).where(ExplanationRow.id == id)).first()
        return None if row is None else MadeWith(**row._asdict())

    def latest(self, team: str, user: str, n: int = 5) -> list[Kept]:
        """Return somebody's last explanations, the newest first; of a comparison its first side."""
        own = (ExplanationRow.team_id == team) & (ExplanationRow.user_id == user)
        first = ExplanationRow.id == ExplanationRow.request_id
        newest = (
            _KEPT.where(own & first)
            .order_by(desc(ExplanationRow.created), ExplanationRow.id)
            .limit(n)
        )
        with self._database.read() as connection:
            return [_kept(row) for row in connection.execute(newest)]

    def made_since(self, moment: datetime) -> int:
        """Return how many explanations there are from after a moment."""
        count = select(func.count()).where(ExplanationRow.created >= moment)
        with self._database.read() as connection:
            return connection.scalar(count) or 0

    def picture(self, id: str) -> str | None:
        with self._database.read() as connection:
            return connection.scalar(select(ExplanationRow.picture).where(ExplanationRow.id == id))

    def set_picture(self, id: str, file_id: str) -> None:
        with self._database.write(passing=True) as connection:
            connection.execute(
                update(ExplanationRow).where(ExplanationRow.id == id).values(picture=file_id)
            )

    def copy(self, id: str, new_id: str, *, request: str = "") -> bool:
        """Keep the explanation under another id as well; False if there is none.

        What is there under the new id already stays.
        request: the id of the one that the copy answers; "" if that is the same.
        """
        with self._database.write() as connection:
            row = connection.execute(_ROW.where(ExplanationRow.id == id)).first()
            if row is None:
                return False
            changed = {"id": new_id, "request_id": request or new_id}
            add_new(connection, ExplanationRow, row._asdict() | changed)
            return True

    def delete(self, id: str) -> None:
        """Delete what was explained for a request, with the verdicts on it, and its text."""
        with self._database.write() as connection:
            connection.execute(delete(ExplanationRow).where(ExplanationRow.request_id == id))
            texts.forget_request(connection, id)
        self._database.settle()

    def matches(self, id: str, text: str) -> bool:
        """Return whether the explanation is of this text, as far as is still known."""
        query = select(
            ExplanationRow.record, ExplanationRow.has_text, ExplanationRow.text_hash
        ).where(ExplanationRow.id == id)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return False
        if row.has_text:
            return bool(row.record["text"] == text)
        return row.text_hash is not None and wording.is_of(row.text_hash, text)

    def erase(self, team: str, user: str, *, following: str = "") -> int:
        """Delete somebody's history, and return how many rows that were.

        Their explanations, requests, clicks and verdicts; what they set up stays.
        following: the id of the click that asks for it. It stays until `Actions.delete`, so that
                   after a crash there is still known what has to be done.
        """
        with self._database.write() as connection:
            gone = people.erase_history(connection, user, team=team, following=following)
        self._database.settle()
        return gone


_ROW = select(ExplanationRow.__table__)
_KEPT = select(
    ExplanationRow.id,
    ExplanationRow.created,
    ExplanationRow.record,
    ExplanationRow.picture,
    ExplanationRow.has_text,
)


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        id=row.id,
        created=row.created,
        explanation=Explanation.from_dict(row.record),
        picture=row.picture,
        has_text=row.has_text,
    )
