"""Bots in processes of their own, watched through what they write."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from tests.slack import SlackStandIn

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 180.0


class BotProcess:
    """A running process and the lines it has written to standard error so far."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=clean_environment() | dict(environment),
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._changed = threading.Condition()
        self._lines: list[str] = []
        self._ended = False
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            with self._changed:
                self._lines.append(line)
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def output(self) -> str:
        with self._changed:
            return "".join(self._lines)

    def wait_for(self, words: str, *, n: int = 1) -> str:
        """Return the n-th line with these words in it, once it has been written."""

        def seen() -> str | None:
            found = (line for line in self._lines if words in line)
            return next(islice(found, n - 1, None), None)

        with self._changed:
            self._changed.wait_for(lambda: seen() or self._ended, timeout=TIMEOUT)
            line = seen()
        assert line is not None, f"{words!r} was not written, but:\n{self.output}"
        return line

    def go_on(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self) -> int:
        """Return the exit code, once there is one."""
        code = self._process.wait(TIMEOUT)
        self._reader.join()
        return code

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self.wait()
        for stream in (self._process.stdin, self._process.stderr):
            if stream is not None:
                stream.close()


def clean_environment() -> dict[str, str]:
    """Return this process's environment without anything that is a setting of the bot."""
    ours = (
        "SLACK_",
        "EXPLAIN_",
        "PORT",
        "LOG_LEVEL",
        "SHUTDOWN_",
        "DATABASE_",
        "BOT_",
        "STORE_",
        "REVIEW_",
        "MODERATION_",
        "LEARNED_",
    )
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}


@contextmanager
def bot_process(
    behaviour: str,
    slack: SlackStandIn,
    *,
    role: str = "all",
    database: Path | str | None = None,
    **settings: str,
) -> Iterator[BotProcess]:
    """Run tests/bot/run_bot.py against the stand-in.

    database: a file that outlives the process, or an address; None for one that does not.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = database or Path(folder) / "bot.db"
        url = path if isinstance(path, str) else f"sqlite:///{path}"
        environment = slack.environment() | {"DATABASE_URL": url} | settings
        process = BotProcess(["-m", "tests.bot.run_bot", behaviour, role], environment)
        try:
            yield process
        finally:
            process.close()


def run_to_end(arguments: Sequence[str], *, cwd: Path, **settings: str) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error of a run of `python -m bot`."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=clean_environment() | {"PYTHONPATH": str(ROOT)} | settings,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
