"""Bots that are started again whenever they are killed, as a platform would do.

python -m tests.bot.crash.supervisor FOLDER ROLE...

Each ROLE is a process with a slot of its own. In FOLDER a test says what is to happen:
    point    where one of the processes dies, by its name in tests.bot.crash.dying
    broken   while it is there, explaining a text with "broken" in it fails
    slow     while it is there, explaining a text with "slow" in it goes on
    quick    if it is there from the start, nothing waits for longer than it has to
All is imported before the first process is split off, so that a new start takes no time.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401  # imported late by the bot, and early here
import psycopg  # noqa: F401
from dbos._queue import Queue

import bot.outgoing.pace
import bot.process
from bot.__main__ import end, main
from tests.bot.crash.dying import Fate, arm
from tests.bot.crash.moody import MOODS, load


class Supervisor:
    def __init__(self, folder: Path, roles: Sequence[str]) -> None:
        self._folder = folder
        self._roles = {f"{role}-{n}": role for n, role in enumerate(roles, start=1)}
        self._slots: dict[int, str] = {}

    def run(self) -> None:
        """Keep one process for each slot, until told to stop."""
        signal.signal(signal.SIGTERM, lambda *_: self._stop())
        for slot in self._roles:
            self._start(slot)
        while True:
            pid, status = os.wait()
            code, slot = os.waitstatus_to_exitcode(status), self._slots.pop(pid)
            print(f"{slot} ended with {code}", file=sys.stderr, flush=True)
            if code != -signal.SIGKILL:
                self._stop()
            self._start(slot)

    def _start(self, slot: str) -> None:
        pid = os.fork()
        if pid:
            self._slots[pid] = slot
            print(f"{slot} is process {pid}", file=sys.stderr, flush=True)
            return
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.environ |= {"BOT_SLOT": slot, MOODS: str(self._folder)}
        arm(Fate(self._folder / "point"))
        end(main([self._roles[slot]], load=load))

    def _stop(self) -> None:
        for pid in self._slots:
            os.kill(pid, signal.SIGKILL)
        os._exit(0)


def quicken() -> None:
    """Look for interrupted jobs every 50 ms, not every second, and call Slack without a pause."""
    defaults: Any = Queue.__init__.__kwdefaults__
    defaults["polling_interval_sec"] = 0.05
    bot.outgoing.pace.RULES = {}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    if (folder / "quick").exists():
        quicken()
    Supervisor(folder, sys.argv[2:]).run()
