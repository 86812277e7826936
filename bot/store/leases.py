"""What somebody has to themselves for a while, over all processes that share the database."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from bot.store.database import Database, insert
from bot.store.schema import LeaseRow


class Leases:
    """One holder per key at a time; who does not give it back loses it when its time is over.

    Keys begin with the workspace and a space. None has to wait for the disk: a lease that is lost
    in a power cut keeps nobody out.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, key: str, holder: str, *, seconds: float) -> bool:
        """Return whether the holder has it now; one who has it already has it for longer."""
        with self._database.write(passing=True) as connection:
            # Not before it is our turn to write, or others have taken theirs since.
            now = self._database.clock()
            until = now + timedelta(seconds=seconds)
            # What is this far away was taken before a clock was set back, not by another machine
            # whose clock is a little ahead.
            bogus = LeaseRow.until > until + timedelta(seconds=seconds)
            free = (LeaseRow.until < now) | bogus | (LeaseRow.holder == holder)
            first = insert(connection, LeaseRow).values(key=key, holder=holder, until=until)
            taken = first.on_conflict_do_update(
                index_elements=["key"], set_={"holder": holder, "until": until}, where=free
            )
            return connection.execute(taken.returning(LeaseRow.key)).first() is not None

    def give_back(self, key: str, holder: str) -> None:
        """Let others have it; what somebody else has by now stays theirs."""
        own = (LeaseRow.key == key) & (LeaseRow.holder == holder)
        with self._database.write(passing=True) as connection:
            connection.execute(delete(LeaseRow).where(own))

    def tidy(self) -> int:
        """Forget those whose time is over; return how many those were."""
        over = LeaseRow.until < self._database.clock()
        with self._database.write(passing=True) as connection:
            return connection.execute(delete(LeaseRow).where(over)).rowcount
