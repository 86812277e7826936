"""Bots that die where a test says, and live again, watched through Slack and the database."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from bot.serving.http_server import EVENTS_PATH
from tests.bot.processes import BotProcess
from tests.slack import SlackStandIn
from tests.waiting import wait_until

# What has been accepted and has not come to its end.
UNFINISHED = "SELECT count(*) FROM {table} WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED')"


class Patient:
    """A bot in one or several processes, which a supervisor brings back to life."""

    def __init__(
        self, process: BotProcess, engine: Engine, *, folder: Path, n_processes: int
    ) -> None:
        self._process = process
        self._engine = engine
        self._folder = folder
        self._n_started = n_processes
        table = "workflow_status" if engine.dialect.name == "sqlite" else "dbos.workflow_status"
        self._unfinished = text(UNFINISHED.format(table=table))

    def dies_at(self, point: str) -> None:
        """Have the process that next comes to this point die there."""
        (self._folder / "point.new").write_text(point)
        (self._folder / "point.new").rename(self._folder / "point")
        self._n_started += 1

    def set(self, mood: str) -> None:
        (self._folder / mood).touch()

    def clear(self, mood: str) -> None:
        (self._folder / mood).unlink()

    @property
    def output(self) -> str:
        return self._process.output

    def wait_until_alive(self) -> None:
        """Return once every process is ready that was started first, or after a death."""
        self._process.wait_for("ready:", n=self._n_started)

    def wait_until_dead(self) -> None:
        wait_until(lambda: not (self._folder / "point").exists())

    def wait_until_done(self) -> None:
        """Return once everything that was accepted has come to its end."""
        wait_until(self._is_done)

    def _is_done(self) -> bool:
        with self._engine.connect() as connection:
            return not connection.scalar(self._unfinished)

    def recover(self) -> None:
        """Wait for a death, for the new life, and for the end of all work."""
        self.wait_until_dead()
        self.wait_until_alive()
        self.wait_until_done()


@contextmanager
def patient(
    slack: SlackStandIn,
    url: str,
    folder: Path,
    *,
    roles: Sequence[str] = ("all",),
    **settings: str,
) -> Iterator[Patient]:
    """Run the bot against the stand-in, in HTTP mode; roles: one for each process."""
    folder.mkdir()
    (folder / "quick").touch()
    port = free_port()
    environment = slack.environment() | {
        "DATABASE_URL": url,
        "SLACK_MODE": "http",
        "PORT": str(port),
    }
    arguments = ["-m", "tests.bot.crash.supervisor", str(folder), *roles]
    process = BotProcess(arguments, environment | settings)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        patient = Patient(process, engine, folder=folder, n_processes=len(roles))
        patient.wait_until_alive()
        slack.connect_http(f"http://127.0.0.1:{port}{EVENTS_PATH}")
        yield patient
    finally:
        engine.dispose()
        process.send(signal.SIGTERM)
        process.wait()
        process.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
