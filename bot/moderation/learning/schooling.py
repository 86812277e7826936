"""The parts by which models learn from verdicts, put together for one process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.action import Action
from bot.durable.engine import Engine, Schedule, Workflow
from bot.durable.exclusive import Exclusive
from bot.jobs import GIVE_UP, TRAIN
from bot.models import Models
from bot.moderation.cases.desk import Desk
from bot.moderation.learning.learned_folder import LearnedFolder
from bot.moderation.learning.learned_upkeep import LearnedUpkeep
from bot.moderation.learning.learning import Learning
from bot.moderation.learning.trainer import Trainer
from bot.moderation.learning.training import Training


class Schooling:
    """What admins do about learned models, the job that trains them, and the care of their files.

    folder: in which they are.
    """

    def __init__(
        self, desk: Desk, engine: Engine, *, models: Models, trainer: Trainer, folder: Path
    ) -> None:
        learned = LearnedFolder(folder)
        store, rules, delivery = desk.store, desk.rules, desk.delivery
        self._learning = Learning(
            store=store,
            rules=rules,
            roles=desk.roles,
            models=models,
            delivery=delivery,
            engine=engine,
            folder=learned,
            exclusive=Exclusive(store.leases),
        )
        self._training = Training(store=store, delivery=delivery, trainer=trainer, folder=learned)
        self._upkeep = LearnedUpkeep(
            store=store,
            rules=rules,
            models=models,
            delivery=delivery,
            engine=engine,
            folder=learned,
        )

    @property
    def work(self) -> Mapping[str, Callable[[Action], None]]:
        """What the job "review" does besides, by the kind of action."""
        return self._learning.works

    @property
    def jobs(self) -> Mapping[str, Workflow]:
        return {TRAIN: self._training.run, GIVE_UP[TRAIN]: self._training.give_up}

    @property
    def schedules(self) -> list[Schedule]:
        return [self._upkeep.schedule]
