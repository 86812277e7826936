"""Looks after the directory of learned models now and then."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.durable import workflows
from bot.durable.engine import Engine, Schedule, reachable
from bot.errors import DeliveryError
from bot.jobs import GIVE_UP, TRAIN
from bot.messages.review.learning import model_missing
from bot.models import Models
from bot.moderation.learning.learned_folder import LearnedFolder
from bot.moderation.rules import Rules
from bot.outgoing.delivery import Delivery
from bot.request import ExplainRequest, hashed_id
from bot.store import Store

logger = logging.getLogger(__name__)

NAME = "learned-models"
EVERY_HOUR = "17 * * * *"

# Within this time a training may be on its way into the engine.
ON_ITS_WAY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedUpkeep:
    store: Store
    rules: Rules
    models: Models
    delivery: Delivery
    engine: Engine
    folder: LearnedFolder

    @property
    def schedule(self) -> Schedule:
        return Schedule(NAME, EVERY_HOUR, self.run)

    def run(self) -> None:
        """Warn the admins whose model is missing, and end and delete what nobody goes on with.

        Raises: StoreUnavailable.
        """
        for team in {*self.store.moderation.teams(), *self.store.cases.teams()}:
            wanted = self.store.moderation.get(team).model
            if self.models.usable(wanted) != wanted:
                self._warn(team, wanted)
            with reachable():
                self._end_what_was_left_behind(team)
        gone = self.folder.remove_unknown(self.store.learned.ids())
        if gone:
            logger.info("deleted %d models of workspaces that are gone", gone)

    def _end_what_was_left_behind(self, team: str) -> None:
        """Tell of trainings that fell out of the engine, so that there can be others."""
        for learned in self.store.learned.of(team):
            if learned.state == "training" and learned.created < datetime.now(UTC) - ON_ITS_WAY:
                states = workflows.states(self.engine.client, f"{TRAIN}-{learned.id}")
                if not any(map(workflows.is_unfinished, states)):
                    logger.error("model %s: left behind", learned.id)
                    attempt = str(len(states))
                    self.engine.submit(GIVE_UP[TRAIN], learned.id, team=team, attempt=attempt)

    def _warn(self, team: str, name: str) -> None:
        """Say once that the shipped model scores instead."""
        mark = f"missing:{name}"
        if self.store.marks.get(team, mark) is not None:
            return
        logger.error("model %s: is missing or cannot be loaded; the shipped one is used", name)
        told = [self._told(team, channel, name) for channel in self._channels(team, name)]
        if any(told):
            self.store.marks.set(team, mark, datetime.now(UTC))

    def _channels(self, team: str, name: str) -> Iterator[str]:
        """Yield where admins read it: the review channel, and their own conversations."""
        rules = self.rules.of(team)
        learned = self.store.learned.get(name)
        asked_by = learned.asked_by if learned is not None else ""
        yield from dict.fromkeys(filter(None, (rules.review_channel, *rules.admins, asked_by)))

    def _told(self, team: str, channel: str, name: str) -> bool:
        identifier = hashed_id("missing", team, name, channel)
        asked = ExplainRequest(id=identifier, team=team, channel=channel, user="", text="")
        if not self.store.seen.first(f"told:{identifier}"):
            return True
        try:
            self.delivery.publish(asked, model_missing(name))
        except DeliveryError as error:
            self.store.seen.forget(f"told:{identifier}")
            logger.warning("nobody could be told of a missing model (%s)", error.code)
            return False
        return True
