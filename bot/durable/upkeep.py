"""What has to be done now and then: deleting what is old, and ending what was left behind."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from bot.durable import workflows
from bot.durable.engine import UPKEEP, Engine, reachable
from bot.jobs import ANSWER, GIVE_UP
from bot.settings import Settings
from bot.store import Store
from bot.store.requests import FAILED

logger = logging.getLogger(__name__)

# Within this time a request may be on its way into the engine.
ON_ITS_WAY = timedelta(minutes=10)

# Longer than from one time to the next.
LATELY = timedelta(hours=1)

# A text that was never answered is asked about again within a day, or not at all.
UNANSWERED_KEPT = timedelta(days=1)

# Its own rows say nothing after a day.
UPKEEP_KEPT = timedelta(days=1)


class Upkeep:
    """retention: after which everything is deleted; None for never."""

    def __init__(self, engine: Engine, store: Store, *, retention: timedelta | None) -> None:
        self._engine = engine
        self._store = store
        self._retention = retention

    @classmethod
    def told_by(cls, settings: Settings, engine: Engine, store: Store) -> Upkeep:
        days = settings.retention_days
        return cls(engine, store, retention=timedelta(days=days) if days else None)

    def run(self) -> None:
        """Do all of it; what goes wrong now is done the next time.

        Raises: StoreUnavailable.
        """
        now = datetime.now(UTC)
        with reachable():
            self._end_what_was_left_behind(now)
            self._delete_what_is_old(now)

    def _end_what_was_left_behind(self, now: datetime) -> None:
        """Tell the askers of jobs that will not go on."""
        client = self._engine.client
        for dead in workflows.dead(client, list(GIVE_UP), after=now - LATELY):
            logger.error("%s %s: given up", dead.job, dead.identifier)
            self._engine.submit(GIVE_UP[dead.job], dead.identifier, team="")
        for identifier in self._store.requests.left_behind(now - ON_ITS_WAY):
            states = workflows.states(client, f"{ANSWER}-{identifier}")
            if not states:
                # It was never acknowledged, or it is part of a click, which has a job of its own.
                self._store.requests.set_state(identifier, FAILED)
            elif not any(workflows.is_unfinished(state) for state in states):
                logger.error("request %s: left behind", identifier)
                self._engine.submit(GIVE_UP[ANSWER], identifier, team="", attempt=str(len(states)))

    def _delete_what_is_old(self, now: datetime) -> None:
        self._store.turns.tidy()
        self._store.drop_texts(now - UNANSWERED_KEPT)
        workflows.forget(self._engine.client, before=now - UPKEEP_KEPT, name=UPKEEP)
        if self._retention is None:
            return
        before = now - self._retention
        gone = self._store.expire(before) + workflows.forget(self._engine.client, before=before)
        if gone:
            logger.info("deleted %d rows from before %s", gone, before.date())
