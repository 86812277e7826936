"""The accepted requests: the record that outlives a crash, until retention or erasure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update

from bot.place import Place
from bot.request import ExplainRequest
from bot.store.database import Database, add_new
from bot.store.schema import RequestRow
from bot.store.texts import Texts

DRAFT, ACCEPTED, ANSWERED, FAILED = "draft", "accepted", "answered", "failed"
EXPLAINED = "explained"

# A request in this state may have its message in Slack already, whatever else is known of it.
POSTING = "posting"

UNFINISHED = (ACCEPTED, EXPLAINED, POSTING)


# Beside a request's own words in its row.
_REOPENED = "reopened_by"


@dataclass(frozen=True, slots=True)
class Pending:
    """waiting: how many of somebody's requests are not explained yet, of those not answered yet."""

    team: str
    user: str
    waiting: int
    unfinished: int


class Requests:
    def __init__(self, database: Database, texts: Texts) -> None:
        self._database = database
        self._texts = texts

    def add(self, request: ExplainRequest, *, state: str = ACCEPTED, passing: bool = False) -> bool:
        """Return whether the request is new; one with a known id is left as it is.

        passing: another write follows at once, which brings this one to the disk as well.
        """
        values = {
            "id": request.id,
            "team_id": request.team,
            "user_id": request.user,
            "created": self._database.clock(),
            "state": state,
            "content": request.to_dict(),
            "has_text": True,
        }
        with self._database.write(passing=passing) as connection:
            return add_new(connection, RequestRow, values)

    def get(self, id: str) -> ExplainRequest | None:
        """Return the request; its texts are "" once they were dropped (see `has_text`)."""
        content = self._value(id, RequestRow.content)
        return None if content is None else ExplainRequest.from_dict(content)

    def created(self, id: str) -> datetime | None:
        """Return when the request was accepted."""
        created: datetime | None = self._value(id, RequestRow.created)
        return created

    def has_text(self, id: str) -> bool:
        return bool(self._value(id, RequestRow.has_text))

    def set_text(self, id: str, text: str) -> None:
        """Fill in a text that had to be fetched first."""
        with self._database.write() as connection:
            content = connection.scalar(select(RequestRow.content).where(RequestRow.id == id))
            if content is not None:
                changed = {"content": content | {"text": text}, "has_text": True}
                connection.execute(update(RequestRow).where(RequestRow.id == id).values(**changed))

    def state(self, id: str) -> str | None:
        state: str | None = self._value(id, RequestRow.state)
        return state

    def set_state(self, id: str, state: str) -> None:
        """Note how far the request is; the text of an answered one goes, unless texts are kept."""
        self._set(id, state=state)
        if state == ANSWERED:
            self._texts.drop_of_request(id)

    def set_explained(self, id: str) -> None:
        """Note that the request need not wait any more; if it is being posted, that stays known."""
        waits = (RequestRow.id == id) & (RequestRow.state == ACCEPTED)
        with self._database.write(passing=True) as connection:
            connection.execute(update(RequestRow).where(waits).values(state=EXPLAINED))

    def drop_text(self, id: str) -> None:
        """Forget the words of a request and of its explanations, unless texts are kept.

        "hashed" leaves what tells whether a given text is the one (`Explanations.matches`).
        """
        self._texts.drop_of_request(id)

    def reopen(self, request: ExplainRequest, *, attempt: str = "") -> bool:
        """Put a draft or a failed request back in line as it is now; False for any other.

        attempt: who does so; for the same one again it is True as well, if it still waits.
        """
        content = request.to_dict() | {_REOPENED: attempt}
        anew = {"state": ACCEPTED, "problem": None, "content": content}
        idle = (RequestRow.id == request.id) & RequestRow.state.in_((DRAFT, FAILED))
        waits = (RequestRow.id == request.id) & (RequestRow.state == ACCEPTED)
        with self._database.write() as connection:
            if connection.execute(update(RequestRow).where(idle).values(**anew)).rowcount == 1:
                return True
            known = connection.scalar(select(RequestRow.content).where(waits)) or {}
        return bool(attempt) and known.get(_REOPENED) == attempt

    def waiting(self) -> int:
        """Return how many requests wait to be explained."""
        count = select(func.count()).where(RequestRow.state == ACCEPTED)
        with self._database.read() as connection:
            return connection.scalar(count) or 0

    def pending(self) -> list[Pending]:
        """Return who waits for how much."""
        waiting = func.sum(case((RequestRow.state == ACCEPTED, 1), else_=0))
        by_person = (
            select(RequestRow.team_id, RequestRow.user_id, waiting, func.count())
            .where(RequestRow.state.in_(UNFINISHED))
            .group_by(RequestRow.team_id, RequestRow.user_id)
        )
        with self._database.read() as connection:
            return [Pending(*row) for row in connection.execute(by_person)]

    def waiting_since(self) -> datetime | None:
        """Return since when the one that waits for the longest time does so."""
        with self._database.read() as connection:
            oldest: datetime | None = connection.scalar(
                select(func.min(RequestRow.created)).where(RequestRow.state == ACCEPTED)
            )
            return oldest

    def left_behind(self, before: datetime, *, most: int = 500) -> list[str]:
        """Return requests from before a moment that are not answered yet, the oldest first."""
        old = RequestRow.state.in_(UNFINISHED) & (RequestRow.created < before)
        with self._database.read() as connection:
            found = select(RequestRow.id).where(old).order_by(RequestRow.created).limit(most)
            return list(connection.scalars(found))

    def problem(self, id: str) -> str | None:
        """Return the sentence that the asker is or was told, None if nothing went wrong."""
        problem: str | None = self._value(id, RequestRow.problem)
        return problem

    def set_problem(self, id: str, sentence: str) -> None:
        self._set(id, problem=sentence)

    def place(self, id: str) -> Place | None:
        """Return where the message that answers stands."""
        with self._database.read() as connection:
            row = connection.execute(
                select(RequestRow.place_channel, RequestRow.place_ts).where(RequestRow.id == id)
            ).first()
        if row is None or row.place_channel is None:
            return None
        return Place(row.place_channel, row.place_ts)

    def set_place(self, id: str, place: Place) -> None:
        self._set(id, place_channel=place.channel, place_ts=place.ts)

    def _value(self, id: str, column: Any) -> Any:
        with self._database.read() as connection:
            return connection.scalar(select(column).where(RequestRow.id == id))

    def _set(self, id: str, **values: str) -> None:
        with self._database.write() as connection:
            connection.execute(update(RequestRow).where(RequestRow.id == id).values(**values))
