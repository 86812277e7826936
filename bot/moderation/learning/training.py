"""Trains a model from a workspace's verdicts: the job "train"."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.answering.progress import CLOCKS_APART_SECONDS
from bot.durable.steps import outlast, step
from bot.errors import DeliveryError, StepFailed
from bot.messages.message import Message
from bot.messages.review.learning import offer, training_failed
from bot.moderation.cases.record import AuditEntry
from bot.moderation.learning.learned import Learned, is_learned
from bot.moderation.learning.learned_folder import LearnedFolder
from bot.moderation.learning.trainer import Trainer, TrainingFailed
from bot.moderation.learning.verdict_file import json_lines, verdict_cases, verdict_line
from bot.outgoing.delivery import Delivery
from bot.request import ExplainRequest
from bot.store import Store

logger = logging.getLogger(__name__)

BROKE_OFF = "The computation broke off."
NOT_READ = "The verdicts, or the model to begin with, could not be read."
GAVE_UP = "I tried it several times, and each time the computation broke off."

# Of a report, what is kept in the database and shown.
_KEPT = ("held_back", "old", "new", "learned_from", "templates", "verdicts", "thresholds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    store: Store
    delivery: Delivery
    trainer: Trainer
    folder: LearnedFolder

    def run(self, identifier: str) -> None:
        """Train the model with this id, and ask the admin who wanted it whether to use it."""
        learned = outlast(lambda: self.store.learned.get(identifier))
        if learned is None or learned.state != "training":
            logger.info("model %s: is not to be trained any more", identifier)
            return
        try:
            measures = step("train", learned, lambda: self._trained(learned), tries=1)
            step("candidate", learned, lambda: self._keep(learned, measures))
        except StepFailed as error:
            sentence = str(error)
            step("fail", learned, lambda: self._fail(learned, sentence))
        step("offer", learned, lambda: self._tell_outcome(learned.id))

    def give_up(self, identifier: str) -> None:
        """Tell the admin that nothing will come of it."""
        learned = outlast(lambda: self.store.learned.get(identifier))
        if learned is not None and learned.state == "training":
            step("fail", learned, lambda: self._fail(learned, GAVE_UP))
            step("offer", learned, lambda: self._tell_outcome(learned.id))

    def _trained(self, learned: Learned) -> dict[str, Any]:
        """Return how the new model compares; one that is there already is not trained again."""
        if not self.folder.has(learned.id):
            try:
                self._train(learned)
            except TrainingFailed as error:
                logger.warning("model %s: not trained (%s)", learned.id, error.how)
                raise StepFailed(NOT_READ if error.wrong_input else BROKE_OFF) from None
        try:
            report = self.folder.report(learned.id)
        except (OSError, ValueError):
            raise StepFailed(BROKE_OFF) from None
        return {name: report[name] for name in _KEPT if name in report}

    def _train(self, learned: Learned) -> None:
        # What was decided later would make another run of it, which cannot go on with this one.
        cases = verdict_cases(self.store, learned.team, until=learned.created)
        lines = [*json_lines(map(verdict_line, cases))]
        base = str(self.folder.path(learned.base)) if is_learned(learned.base) else learned.base
        out = self.folder.path(learned.id)
        begun = out.exists()
        try:
            self.trainer.train(lines, model=base, out=out)
        except TrainingFailed as error:
            if not (error.wrong_input and begun):
                raise
            # Somebody's messages were erased since the beginning: so it begins anew without them.
            self.folder.remove(learned.id)
            self.trainer.train(lines, model=base, out=out)

    def _keep(self, learned: Learned, measures: Mapping[str, Any]) -> None:
        entry = AuditEntry(
            team=learned.team,
            event="model_trained",
            user=learned.asked_by,
            fields={
                "model": learned.id,
                "from": learned.base,
                "verdicts": learned.verdicts,
                "measures": dict(measures),
            },
            key=f"trained:{learned.id}",
        )
        changes = {"state": "candidate", "measures": dict(measures)}
        self.store.learned.change(learned.id, entry=entry, **changes)

    def _fail(self, learned: Learned, sentence: str) -> None:
        self.folder.remove(learned.id)
        self.store.learned.change(learned.id, state="failed", problem=sentence)

    def _tell_outcome(self, identifier: str) -> None:
        """Write to the admin who wanted it, once; training takes too long to answer a click."""
        learned = self.store.learned.get(identifier)
        if learned is None or not learned.asked_by:
            return
        asked = ExplainRequest(
            id=f"{learned.id}-{learned.state}",
            team=learned.team,
            channel=learned.asked_by,
            user="",
            text="",
        )
        unsure = not self.store.seen.first(f"told:{asked.id}")
        since = learned.created.timestamp() - CLOCKS_APART_SECONDS
        try:
            self.delivery.publish(asked, _outcome(learned), maybe_posted=unsure, since=since)
        except DeliveryError as error:
            # Whoever asks which models there are is told of it all the same.
            logger.warning("model %s: nobody could be told (%s)", learned.id, error.code)


def _outcome(learned: Learned) -> Message:
    if learned.state == "failed":
        return training_failed(learned.problem)
    return offer(learned, learned.measures)
