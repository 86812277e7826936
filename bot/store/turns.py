"""Whose turn it is to call a method of Slack's, over all processes that share the database."""

from __future__ import annotations

from sqlalchemy import case, delete, select

from bot.store.database import Database, insert
from bot.store.schema import TurnRow

# A turn further away was given out before a clock jumped.
FARTHEST_SECONDS = 300.0


class Turns:
    """One line of turns per key, each a moment in seconds since 1970."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(
        self, key: str, *, every: float, burst: int = 1, most: float = FARTHEST_SECONDS
    ) -> float:
        """Return for how many seconds to wait; that turn is then taken.

        every: seconds between two turns in the long run.
        burst: how many may come at once after a pause.
        most:  where one would have to wait longer than this, no turn is taken: who does not wait
               for it must not keep others waiting.
        Source: the virtual scheduling algorithm of ITU-T I.371, also known as GCRA.
        """
        now = self._now()
        last = now + most + burst * every
        # What is further away than anybody waits for was given out before the clock was set back.
        bogus = (TurnRow.free > last) & (TurnRow.free > TurnRow.held)
        bogus |= (TurnRow.free < now) | (TurnRow.free > now + FARTHEST_SECONDS)
        next_free = case((bogus, now), else_=TurnRow.free) + every
        in_time = next_free <= last
        with self._database.write(passing=True) as connection:
            first = insert(connection, TurnRow).values(key=key, free=now + every, held=0.0)
            taken = first.on_conflict_do_update(
                index_elements=["key"], set_={"free": next_free}, where=in_time
            )
            given = connection.execute(taken.returning(TurnRow.free, TurnRow.held)).first()
            if given is None:
                would_be = select(next_free, TurnRow.held).where(TurnRow.key == key)
                given = connection.execute(would_be).one()
        free, held = given
        # Moments since 1970 are exact to less than a microsecond only.
        return round(max(0.0, free - burst * every - now, _left(held, now)), 3)

    def hold(self, key: str, seconds: float) -> None:
        """Let nobody have a turn for so long, as Slack asked one of us."""
        until = self._now() + seconds
        with self._database.write(passing=True) as connection:
            first = insert(connection, TurnRow).values(key=key, free=until, held=until)
            later = case((TurnRow.free < until, until), else_=TurnRow.free)
            connection.execute(
                first.on_conflict_do_update(
                    index_elements=["key"], set_={"free": later, "held": until}
                )
            )

    def held(self, key: str) -> float:
        """Return for how many seconds more nobody may have a turn."""
        with self._database.read() as connection:
            until = connection.scalar(select(TurnRow.held).where(TurnRow.key == key)) or 0.0
        return _left(until, self._now())

    def tidy(self) -> int:
        """Forget the lines in which nobody stands; return how many those were."""
        past = (TurnRow.free < self._now()) & (TurnRow.held < self._now())
        with self._database.write(passing=True) as connection:
            return connection.execute(delete(TurnRow).where(past)).rowcount

    def _now(self) -> float:
        return self._database.clock().timestamp()


def _left(until: float, now: float) -> float:
    left = until - now
    return left if 0.0 < left <= FARTHEST_SECONDS else 0.0
