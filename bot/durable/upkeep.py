"""What has to be done now and then: deleting what is old, and ending what was left behind."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from bot.durable import workflows
from bot.durable.engine import Engine, Schedule, reachable
from bot.jobs import ANSWER, FLAG, GIVE_UP, REMIND
from bot.moderation.moderation import Moderation
from bot.settings import Settings
from bot.store import Store
from bot.store.requests import FAILED

logger = logging.getLogger(__name__)

UPKEEP = "upkeep"
EVERY_TEN_MINUTES = "*/10 * * * *"

# Within this time a request may be on its way into the engine.
ON_ITS_WAY = timedelta(minutes=10)

# Longer than from one time to the next.
LATELY = timedelta(hours=1)

# A text that was never answered is asked about again within a day, or not at all.
UNANSWERED_KEPT = timedelta(days=1)

# What is done on a schedule leaves rows that say nothing after a day, but for who was reminded.
SCHEDULED_KEPT = timedelta(days=1)


# Whatever is done once is done again by then, or not asked for any more.
MARKS_KEPT = timedelta(days=400)


class Upkeep:
    """retention:  after which everything is deleted; None for never.

    moderation: has what nobody could be shown before shown now.
    """

    def __init__(
        self,
        engine: Engine,
        store: Store,
        *,
        retention: timedelta | None,
        moderation: Moderation | None = None,
    ) -> None:
        self._engine = engine
        self._store = store
        self._retention = retention
        self._moderation = moderation

    @classmethod
    def told_by(
        cls, settings: Settings, engine: Engine, store: Store, moderation: Moderation
    ) -> Upkeep:
        days = settings.retention_days
        retention = timedelta(days=days) if days else None
        return cls(engine, store, retention=retention, moderation=moderation)

    @property
    def schedule(self) -> Schedule:
        return Schedule(UPKEEP, EVERY_TEN_MINUTES, self.run)

    def run(self) -> None:
        """Do all of it; what goes wrong now is done the next time.

        Raises: StoreUnavailable.
        """
        now = datetime.now(UTC)
        with reachable():
            self._end_what_was_left_behind(now)
            self._end_flags_that_were_left_behind(now)
            self._show_what_nobody_saw()
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

    def _end_flags_that_were_left_behind(self, now: datetime) -> None:
        """Begin with flags that never got into the engine, and tell of those that fell out."""
        for identifier in self._store.flags.left_behind(now - ON_ITS_WAY):
            states = workflows.states(self._engine.client, f"{FLAG}-{identifier}")
            if not states:
                self._engine.submit(FLAG, identifier, team="")
            elif not any(workflows.is_unfinished(state) for state in states):
                logger.error("flag %s: left behind", identifier)
                attempt = str(len(states))
                self._engine.submit(GIVE_UP[FLAG], identifier, team="", attempt=attempt)

    def _show_what_nobody_saw(self) -> None:
        if self._moderation is not None:
            for team in self._store.cases.teams():
                self._moderation.flagging.show_waiting(team)

    def _delete_what_is_old(self, now: datetime) -> None:
        self._store.turns.tidy()
        self._store.leases.tidy()
        self._store.marks.drop_before(now - MARKS_KEPT)
        self._store.drop_texts(now - UNANSWERED_KEPT)
        for prefix in (workflows.SCHEDULED, f"{REMIND}-"):
            workflows.forget(self._engine.client, before=now - SCHEDULED_KEPT, prefix=prefix)
        if self._retention is None:
            return
        before = now - self._retention
        gone = self._store.expire(before) + workflows.forget(self._engine.client, before=before)
        if gone:
            logger.info("deleted %d rows from before %s", gone, before.date())
