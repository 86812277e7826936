"""The durable engine: dbos, set up for one process of the bot.

A job is a workflow whose input is an id and whose steps leave small values behind; what people
wrote stays in the store. A job that was begun is gone on with after a crash, from the step that
was under way; one that waits in the queue stays there until some worker takes it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from dbos import (
    DBOS,
    DBOSClient,
    DBOSConfig,
    EnqueueOptions,
    ScheduleInput,
    SetWorkflowID,
    StepOptions,
)
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.durable.dropped import Dropped
from bot.durable.lines import FIRST, Running, is_urgent, line_of
from bot.durable.outages import outlast_outages
from bot.errors import StoreUnavailable

logger = logging.getLogger(__name__)

Workflow = Callable[[str], None]
Jobs = Mapping[str, Workflow]

APPLICATION = "explain"

# Jobs of one version are not taken up by a process of another one. It is raised only with a change
# that cannot go on with the steps of a job begun before; everything else survives a deploy.
VERSION = "1"

# A process that ends takes its jobs up again; far beyond what deploys and bad luck can add up to.
MOST_RECOVERIES = 30

# What is not part of any line: jobs that were resumed, and those on a schedule.
SPARE_THREADS = 8


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is done again and again, each time by one of all processes.

    cron: when, in UTC. A time at which no process was at work is left out, so the work itself has
          to see what is due.
    """

    name: str
    cron: str
    work: Callable[[], None]


class Engine:
    """Accepts jobs from the start, and works on them from `launch` on."""

    def __init__(self, url: str, running: Running) -> None:
        self._url = url
        self._running = running
        self._client: DBOSClient | None = None
        self._connecting = threading.Lock()
        self._workflows: dict[str, Any] | None = None
        self._busy = _AtWork()
        self._dropped = Dropped(lambda: self.client, running.slot)

    @property
    def launched(self) -> bool:
        return self._workflows is not None

    def migrate(self) -> None:
        """Create the engine's own tables, or bring them up to date."""
        with reachable():
            DBOS.migrate(self._url)

    def launch(self, jobs: Jobs, *, schedules: Sequence[Schedule] = ()) -> None:
        """Begin to work: on what this slot left unfinished, and on what waits in the queue."""
        outlast_outages()
        DBOS(config=self._config())
        workflows = {name: self._registered(name, work) for name, work in jobs.items()}
        scheduled = [_scheduled(schedule) for schedule in schedules]
        with reachable():
            DBOS.launch()
            for line in self._running.lines():
                DBOS.register_queue(
                    line.name,
                    worker_concurrency=line.places,
                    partition_worker_concurrency=ceil(line.places * self._running.per_team),
                    polling_interval_sec=line.poll,
                    on_conflict="always_update",
                )
            if scheduled:
                DBOS.apply_schedules(scheduled)
        self._workflows = workflows

    def submit(
        self, job: str, identifier: str, *, team: str, priority: int = FIRST, attempt: str = ""
    ) -> None:
        """Write the job down; the same job, id and attempt again is not done twice.

        What somebody sits waiting for begins at once if there is room, and does not wait for the
        next look into the queue.
        Raises: StoreUnavailable.
        """
        name = f"{job}-{identifier}{attempt and '.'}{attempt}"
        with reachable():
            workflows = self._workflows
            if workflows is not None and is_urgent(priority) and self._may_begin_at_once():
                with SetWorkflowID(name):
                    DBOS.start_workflow(workflows[job], identifier)
                return
            options: EnqueueOptions = {
                "workflow_name": job,
                "queue_name": line_of(priority),
                "workflow_id": name,
                "app_version": VERSION,
                "priority": priority,
                "queue_partition_key": team or "none",
            }
            self.client.enqueue(options, identifier)

    def take_up_dropped(self) -> None:
        """Begin again what stands as begun by this process, and what no thread of it is at.

        To be called about once a minute; for how it is found see `Dropped`.
        """
        if self._workflows is None or self._busy.n >= self._threads:
            # With all threads at work, what has just been taken waits for one.
            return
        try:
            with reachable():
                again = self._dropped.look(list(self._workflows), at_work=lambda: self._busy.ids)
        except StoreUnavailable:
            # Whatever the reason is, the next time is soon enough.
            return
        for job in again:
            logger.error("%s was dropped, and is begun again", job)

    def _may_begin_at_once(self) -> bool:
        """Return whether there is room, and this is no step of a job."""
        return self._busy.n < self._running.workers and DBOS.workflow_id is None

    def stop(self, *, grace: float) -> None:
        """Begin nothing more, and leave what is unfinished after `grace` seconds to the restart."""
        if self.launched:
            # dbos looks once a second whether it may end, and not at once.
            seconds = int(grace) if self._busy.n else 0
            DBOS.destroy(workflow_completion_timeout_sec=seconds, destroy_registry=True)
            self._workflows = None
        if self._client is not None:
            self._client.destroy()
            self._client = None

    @property
    def client(self) -> DBOSClient:
        """What the engine has written down, for processes that do not work themselves too."""
        with self._connecting:
            if self._client is None:
                self._client = connected(self._url)
            return self._client

    @property
    def _threads(self) -> int:
        return self._running.workers + sum(line.places for line in self._running.lines())

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name=APPLICATION,
            system_database_url=self._url,
            executor_id=self._running.slot,
            application_version=VERSION,
            log_level="WARNING",
            console_log_level="CRITICAL",
            max_executor_threads=self._threads + SPARE_THREADS,
        )

    def _registered(self, name: str, work: Workflow) -> Any:
        @DBOS.workflow(name=name, max_recovery_attempts=MOST_RECOVERIES)
        def workflow(identifier: str) -> None:
            with self._busy.at(DBOS.workflow_id or name), metrics.job(name):
                work(identifier)

        return workflow


def _scheduled(schedule: Schedule) -> ScheduleInput:
    @DBOS.workflow(name=schedule.name)
    def workflow(due: datetime, context: Any) -> None:
        DBOS.run_step(StepOptions(name=schedule.name), schedule.work)

    return {
        "schedule_name": schedule.name,
        "workflow_fn": workflow,
        "schedule": schedule.cron,
    }


def connected(url: str) -> DBOSClient:
    """Return a way to what the engine has written down; who calls it closes it by `destroy`."""
    # Whoever asks has three seconds for an answer, also for this one.
    return DBOSClient(
        system_database_url=url, application_name=APPLICATION, retry_connection_errors=False
    )


@contextmanager
def reachable() -> Iterator[None]:
    """Translate what a database that does not answer makes the engine raise."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreUnavailable(type(error).__name__) from error


class _AtWork:
    """What the threads of this process are at."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: list[str] = []

    @property
    def n(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> list[str]:
        with self._lock:
            return list(self._ids)

    @contextmanager
    def at(self, identifier: str) -> Iterator[None]:
        with self._lock:
            self._ids.append(identifier)
        try:
            yield
        finally:
            with self._lock:
                self._ids.remove(identifier)
