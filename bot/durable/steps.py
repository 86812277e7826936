"""The steps of a job: done once, tried again where that may help, and never half told."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from dbos import DBOS, StepOptions
from dbos import error as dbos_error

from bot import metrics
from bot.errors import DeliveryError, StepFailed, StoreUnavailable
from bot.messages.problem import problem

logger = logging.getLogger(__name__)

Value = TypeVar("Value")

PAUSE_SECONDS = 1.0

# A server that is restarted, or a disk that somebody has to make room on.
OUTAGE_PAUSES = (1, 2, 4, 8, 15, 30, 30, 30, 60, 60, 60)


class Identified(Protocol):
    @property
    def id(self) -> str: ...


def step(name: str, request: Identified, work: Callable[[], Value], *, tries: int = 3) -> Value:
    """Return what a step of a job gives; a step that was finished before a crash is not redone.

    What Slack or the database refuses is tried again, after a second and after five.
    Raises: StepFailed, with a sentence for the asker; no other error, and none of its words, gets
            into the engine's rows.
    """

    def guarded() -> Value:
        try:
            with metrics.step(name):
                return outlast(work)
        except Exception as error:
            metrics.failed(name, error)
            raise _failure(error, name, request.id) from None

    options = StepOptions(
        name=name,
        retries_allowed=tries > 1,
        max_attempts=tries,
        interval_seconds=PAUSE_SECONDS,
        backoff_rate=5.0,
        should_retry=lambda error: isinstance(error, StepFailed) and error.may_pass,
    )
    try:
        return DBOS.run_step(options, guarded)
    except dbos_error.DBOSMaxStepRetriesExceeded as error:
        raise error.errors[-1] from None


def outlast(work: Callable[[], Value]) -> Value:
    """Return what the work gives, once the database can be reached.

    Raises: StoreUnavailable if that takes minutes.
    """
    for pause in OUTAGE_PAUSES:
        try:
            return work()
        except StoreUnavailable as error:
            logger.warning("the database cannot be reached (%s)", error.kind)
            time.sleep(pause * PAUSE_SECONDS)
    return work()


def _failure(error: Exception, name: str, identifier: str) -> StepFailed:
    if isinstance(error, StepFailed):
        return error
    if isinstance(error, DeliveryError | StoreUnavailable):
        logger.warning("request %s: step %s: %s", identifier, name, type(error).__name__)
        return StepFailed(problem(error, request_id=identifier), may_pass=True)
    logger.error("request %s: step %s failed", identifier, name, exc_info=error)
    return StepFailed(problem(error, request_id=identifier))
