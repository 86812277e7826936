"""What moderation does over time: the queue, bulk decisions, reminders, digests, thresholds."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from bot.action import Action
from bot.answering.home import Home
from bot.durable.careful import Careful
from bot.durable.engine import Engine, Schedule, Workflow
from bot.errors import DeliveryError, StepFailed
from bot.jobs import DIGEST, REMIND
from bot.messages import action_ids
from bot.messages.review.thresholds import thresholds_set
from bot.messages.review.values import read_bulk
from bot.models import Models
from bot.moderation.cases.case import Verdict
from bot.moderation.cases.deciding import Deciding
from bot.moderation.cases.desk import Desk
from bot.moderation.overtime.bulk import Bulk, seen_by
from bot.moderation.overtime.clock import Clock
from bot.moderation.overtime.digesting import Digests
from bot.moderation.overtime.exporting import Exporting, read_value
from bot.moderation.overtime.queue import Filters
from bot.moderation.overtime.reminding import Reminding
from bot.moderation.overtime.tester import Tester

logger = logging.getLogger(__name__)

# Kinds of actions.
QUEUE, SET_THRESHOLDS, EXPORT = "queue", "thresholds_set", "audit_export"

NOT_UNDERSTOOD = "I do not know this button (any more). Open my *Home* tab again and try it there."

Work = Callable[[Action], None]


class Overtime:
    """work: by the kind of action; jobs: by name; schedules: what is done again and again."""

    def __init__(
        self, desk: Desk, engine: Engine, careful: Careful, *, home: Home, models: Models
    ) -> None:
        self._desk = desk
        self._home = home
        self._tester = Tester(desk.store, desk.rules, desk.roles, models)
        self._bulk = Bulk(desk, Deciding(desk))
        self._exporting = Exporting(desk.store, desk.roles, desk.delivery)
        digests = Digests(desk.store, desk.rules, desk.delivery, careful)
        reminding = Reminding(desk.store, desk.rules, desk.delivery, desk.board)
        self.work: Mapping[str, Work] = {
            QUEUE: self._show_queue,
            action_ids.BULK_AGREE: lambda action: self._decide(action, "agree"),
            action_ids.BULK_OVERRULE: lambda action: self._decide(action, "overrule"),
            SET_THRESHOLDS: self._set_thresholds,
            EXPORT: lambda action: self._exporting.send(action, read_value(action.value)),
        }
        self.jobs: Mapping[str, Workflow] = {DIGEST: digests.post, REMIND: reminding.remind}
        self.schedules: list[Schedule] = [Clock(engine, desk.store, digests, reminding).schedule]

    def after(self, action: Action) -> None:
        """Bring the queue up to date for whoever has just done something with a case."""
        try:
            self._home.publish(action.team, action.user)
        except DeliveryError as error:
            # What was done stands; the queue is as it is the next time that somebody looks.
            logger.warning("click %s: no queue (%s)", action.id, error.code)

    def _show_queue(self, action: Action) -> None:
        self._home.publish(action.team, action.user, Filters.read(action.value))

    def _decide(self, action: Action, verdict: Verdict) -> None:
        asked = _read(action.value)
        self._bulk.decide(action, verdict, seen_by(read_bulk(str(asked.get("cases", "")))))
        self.after(action)

    def _set_thresholds(self, action: Action) -> None:
        proposed = {
            label: float(at)
            for label, at in _read(action.value).items()
            if isinstance(at, int | float) and not isinstance(at, bool)
        }
        done = self._tester.switch(action, proposed)
        self._desk.tell(action, thresholds_set(done))


def _read(value: str) -> Mapping[str, Any]:
    """Return what an action says.

    Raises: StepFailed if it is no action of ours.
    """
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise StepFailed(NOT_UNDERSTOOD)
    return found
