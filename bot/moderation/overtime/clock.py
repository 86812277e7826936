"""Looks every few minutes what is due in which workspace, and has it done."""

from __future__ import annotations

import logging

from bot.durable.engine import Engine, Schedule
from bot.durable.lines import LAST
from bot.errors import StoreUnavailable
from bot.jobs import DIGEST, REMIND
from bot.moderation.overtime.digesting import Digests
from bot.moderation.overtime.reminding import Reminding
from bot.store import Store

logger = logging.getLogger(__name__)

CLOCK = "moderation-clock"
EVERY_FIVE_MINUTES = "*/5 * * * *"


class Clock:
    """Submits jobs alone: they are done once, however often and by whom they are submitted."""

    def __init__(
        self, engine: Engine, store: Store, digests: Digests, reminding: Reminding
    ) -> None:
        self._engine = engine
        self._store = store
        self._digests = digests
        self._reminding = reminding

    @property
    def schedule(self) -> Schedule:
        return Schedule(CLOCK, EVERY_FIVE_MINUTES, self.tick)

    def tick(self) -> None:
        """Submit what is due now; what cannot be is due the next time as well.

        Raises: StoreUnavailable.
        """
        for team in self._store.cases.teams():
            try:
                self._look(team)
            except StoreUnavailable:
                raise
            except Exception as error:
                # One workspace is no reason to leave the others without.
                logger.error("workspace %s: what is due is not known", team, exc_info=error)

    def _look(self, team: str) -> None:
        period = self._digests.due(team)
        if period is not None:
            self._submit(DIGEST, period.name(), team)
        for round in self._reminding.due(team):
            self._submit(REMIND, round.name(), team)

    def _submit(self, job: str, name: str, team: str) -> None:
        self._engine.submit(job, name, team=team, priority=LAST)
