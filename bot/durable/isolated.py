"""Work in a process of its own, whose death does no harm to anybody else."""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, TypeVar

from bot.models import Explains, Load
from explain_core.errors import AttributionError, InputError

logger = logging.getLogger(__name__)

Value = TypeVar("Value")

# Longer than any text takes on one slow core, the loading of a model included.
SECONDS = 240

# Several times what a large model needs. Where there is less, the system ends this process first.
MEMORY_BYTES = 8 << 30
FIRST_TO_GO = "1000"

# It keeps its models for what may come next, and then gives their memory back.
IDLE_SECONDS = 60.0

# What a process gets to end by itself when its time is over.
GRACE_SECONDS = 5.0


class Died(Exception):
    """The process ended in the middle of its work; `how` is safe to log."""

    def __init__(self, how: str) -> None:
        self.how = how
        super().__init__(how)


class FailedApart(Exception):
    """The work itself failed in the other process, for no reason that is meant for people."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


@dataclass(frozen=True, slots=True)
class _Task:
    """work: a function of a module; model: where its first argument comes from, "" for none."""

    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    model: str


@dataclass(frozen=True, slots=True)
class _Reply:
    """kind: "done", or what kind of error it was; value: the result, or the error's sentence."""

    kind: str
    value: Any


class Isolated:
    """Does one thing at a time, in a process that is started when there is something to do.

    load:    gives a model by its name; like the work, it must be a function of a module.
    seconds: how long one thing may take.
    """

    def __init__(self, load: Load, *, seconds: int = SECONDS) -> None:
        self._load = load
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None

    def run(self, work: Callable[..., Value], *arguments: Any, model: str = "") -> Value:
        """Return what the function gives; if a model is named, it is the first argument.

        Raises: Died; InputError or AttributionError, with the sentence of the original;
                FailedApart for any other error.
        """
        with self._lock:
            reply = self._reply(_Task(work, arguments, model))
        if reply.kind == "done":
            value: Value = reply.value
            return value
        if reply.kind == "input":
            raise InputError(reply.value)
        if reply.kind == "untrusted":
            raise AttributionError(reply.value)
        raise FailedApart(reply.value)

    def stop(self) -> None:
        """End the process, unless it is at work: then its time is over soon."""
        if self._lock.acquire(blocking=False):
            if self._process is not None and self._connection is not None:
                self._end(self._process, self._connection)
            self._lock.release()

    def _reply(self, task: _Task) -> _Reply:
        while True:
            process, connection = self._started()
            try:
                connection.send(task)
                if connection.poll(self._seconds + GRACE_SECONDS):
                    reply: _Reply = connection.recv()
                    return reply
            except (EOFError, OSError):
                process.join(GRACE_SECONDS)
            code = process.exitcode
            self._end(process, connection)
            # It was idle for long enough, and ended just when it was wanted again.
            if code != 0:
                raise Died(_how(code))

    def _started(self) -> tuple[SpawnProcess, Connection]:
        process, connection = self._process, self._connection
        if process is not None and connection is not None and process.is_alive():
            return process, connection
        context = multiprocessing.get_context("spawn")
        connection, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self._load, self._seconds), name="isolated", daemon=True
        )
        process.start()
        theirs.close()
        self._process, self._connection = process, connection
        return process, connection

    def _end(self, process: SpawnProcess, connection: Connection) -> None:
        process.kill()
        process.join()
        connection.close()
        self._process = self._connection = None


def _how(code: int | None) -> str:
    if code is None:
        return "took too long"
    if code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"


def _serve(connection: Connection, load: Load, seconds: int) -> None:
    """Work until nothing comes any more, or nobody is there to send it."""
    _limit()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    models: dict[str, Explains] = {}
    while connection.poll(IDLE_SECONDS):
        try:
            task: _Task = connection.recv()
        except EOFError:
            return
        # The system sees to it that the time is kept, even if the parent is no more.
        signal.alarm(seconds)
        reply = _done(task, load, models)
        signal.alarm(0)
        try:
            connection.send(reply)
        except OSError:
            return


def _end_with_parent() -> None:
    """Leave nothing behind that computes for a process which was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit() -> None:
    # What it would log may quote a text; the parent says what is to be said.
    logging.disable(logging.CRITICAL)
    # The parent decides when it ends, also where a signal was sent to the whole group.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MEMORY_BYTES if most == resource.RLIM_INFINITY else min(MEMORY_BYTES, most)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, most))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)


def _done(task: _Task, load: Load, models: dict[str, Explains]) -> _Reply:
    try:
        if task.model and task.model not in models:
            models[task.model] = load(task.model)
        first = (models[task.model],) if task.model else ()
        return _Reply("done", task.work(*first, *task.arguments))
    except InputError as error:
        return _Reply("input", str(error))
    except AttributionError as error:
        return _Reply("untrusted", str(error))
    except Exception as error:
        return _Reply("failed", type(error).__name__)
