"""The durable engine: dbos, set up for one process of the bot.

A job is a workflow whose input is an id and whose steps leave small values behind; what people
wrote stays in the store. A job that was begun is gone on with after a crash, from the step that
was under way; one that waits in the queue stays there until some worker takes it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, SetWorkflowID, StepOptions
from dbos import error as dbos_error
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import DeliveryError, StepFailed, StoreUnavailable
from bot.messages.problem import problem

logger = logging.getLogger(__name__)

Value = TypeVar("Value")
Workflow = Callable[[str], None]
Jobs = dict[str, Workflow]

APPLICATION = "explain"

# Jobs of one version are not taken up by a process of another one. It is raised only with a change
# that cannot go on with the steps of a job begun before; everything else survives a deploy.
VERSION = "1"

QUEUE = "jobs"
FIRST, LATER, LAST = 1, 10, 100

PAUSE_SECONDS = 1.0

# Crashes during a job after which it is given up: something in it may be what kills the process.
MOST_RECOVERIES = 2


class Identified(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How a process takes part.

    slot:        the name under which a process finds its unfinished jobs again after a restart.
    workers:     how many jobs it works on at once.
    per_user:    how many of one person's, so that nobody is kept waiting by somebody busy.
    poll:        seconds between two looks into the queue.
    """

    slot: str = "bot-1"
    workers: int = 8
    per_user: int = 3
    poll: float = 0.25


class Engine:
    """Accepts jobs from the start, and works on them from `launch` on."""

    def __init__(self, url: str, running: Running) -> None:
        self._url = url
        self._running = running
        self._client: DBOSClient | None = None
        self._workflows: dict[str, Any] = {}
        self._busy = _Counter()

    @property
    def launched(self) -> bool:
        return bool(self._workflows)

    def migrate(self) -> None:
        """Create the engine's own tables, or bring them up to date."""
        with _reachable():
            DBOS.migrate(self._url)

    def launch(self, jobs: Jobs) -> None:
        """Begin to work: on what this slot left unfinished, and on what waits in the queue."""
        DBOS(config=self._config())
        self._workflows = {name: self._registered(name, work) for name, work in jobs.items()}
        with _reachable():
            DBOS.launch()
            DBOS.register_queue(
                QUEUE,
                worker_concurrency=self._running.workers,
                partition_worker_concurrency=self._running.per_user,
                polling_interval_sec=self._running.poll,
                on_conflict="always_update",
            )

    def submit(
        self, job: str, identifier: str, *, asker: str, priority: int = FIRST, attempt: str = ""
    ) -> None:
        """Write the job down; the same job, id and attempt again is not done twice.

        Where this process is idle it begins at once, and does not wait for the next look into
        the queue.
        Raises: StoreUnavailable.
        """
        name = f"{job}-{identifier}{attempt and '.'}{attempt}"
        with _reachable():
            if priority == FIRST and self._may_begin_at_once():
                with SetWorkflowID(name):
                    DBOS.start_workflow(self._workflows[job], identifier)
                return
            options: EnqueueOptions = {
                "workflow_name": job,
                "queue_name": QUEUE,
                "workflow_id": name,
                "app_version": VERSION,
                "priority": priority,
                "queue_partition_key": asker,
            }
            self._connected().enqueue(options, identifier)

    def _may_begin_at_once(self) -> bool:
        """Return whether there is nobody to stand in line with, and this is no step of a job."""
        is_idle = self.launched and self._busy.value < self._running.per_user
        return is_idle and DBOS.workflow_id is None

    def stop(self, *, grace: float) -> None:
        """Begin nothing more, and leave what is unfinished after `grace` seconds to the restart."""
        if self.launched:
            # dbos looks once a second whether it may end, and not at once.
            seconds = int(grace) if self._busy.value else 0
            DBOS.destroy(workflow_completion_timeout_sec=seconds, destroy_registry=True)
            self._workflows = {}
        if self._client is not None:
            self._client.destroy()
            self._client = None

    def _connected(self) -> DBOSClient:
        if self._client is None:
            self._client = DBOSClient(system_database_url=self._url)
        return self._client

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name=APPLICATION,
            system_database_url=self._url,
            executor_id=self._running.slot,
            application_version=VERSION,
            log_level="WARNING",
            console_log_level="CRITICAL",
            max_executor_threads=2 * self._running.workers,
        )

    def _registered(self, name: str, work: Workflow) -> Any:
        @DBOS.workflow(name=name, max_recovery_attempts=MOST_RECOVERIES)
        def workflow(identifier: str) -> None:
            with self._busy:
                work(identifier)

        return workflow


def step(name: str, request: Identified, work: Callable[[], Value], *, tries: int = 3) -> Value:
    """Return what a step of a job gives; a step that was finished before a crash is not redone.

    What Slack or the database refuses is tried again, after a second and after five.
    Raises: StepFailed, with a sentence for the asker; no other error, and none of its words, gets
            into the engine's rows.
    """

    def guarded() -> Value:
        try:
            return work()
        except Exception as error:
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


def _failure(error: Exception, name: str, identifier: str) -> StepFailed:
    if isinstance(error, StepFailed):
        return error
    if isinstance(error, DeliveryError | StoreUnavailable):
        logger.warning("request %s: step %s: %s", identifier, name, type(error).__name__)
        return StepFailed(problem(error, request_id=identifier), may_pass=True)
    logger.error("request %s: step %s failed", identifier, name, exc_info=error)
    return StepFailed(problem(error, request_id=identifier))


@contextmanager
def _reachable() -> Iterator[None]:
    """Translate what a database that does not answer makes the engine raise."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreUnavailable(type(error).__name__) from error


class _Counter:
    """Counts how many threads are inside; safe to enter from all of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.value = 0

    def __enter__(self) -> None:
        with self._lock:
            self.value += 1

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self.value -= 1
