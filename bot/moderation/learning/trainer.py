"""Trains a model in a process of its own, which leaves the processor to everybody else."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# What the libraries of the process read; more threads than one would take turns with the answers,
# and giving large blocks of memory back after each step takes a fifth of the time.
MODEST = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "MALLOC_TRIM_THRESHOLD_": "4000000000",
    "MALLOC_MMAP_THRESHOLD_": "4000000000",
}

SECRET_PREFIXES = ("SLACK_", "STORE_", "DATABASE_")

# By which `explain_core.train` says that its input is to blame.
WRONG_INPUT = 2


class TrainingFailed(Exception):
    """how: what is known, without a word of any message.

    wrong_input: whether the same again would fail again.
    """

    def __init__(self, how: str, *, wrong_input: bool = False) -> None:
        self.how = how
        self.wrong_input = wrong_input
        super().__init__(how)


class Trainer(Protocol):
    def train(self, lines: Iterable[str], *, model: str, out: Path) -> None:
        """Write a new model and its report.json to a directory, or go on with doing so.

        lines: the verdicts, as JSON.
        model: a shipped model's name, or the directory of one.
        Raises: TrainingFailed.
        """


@dataclass(frozen=True, slots=True)
class TrainerProcess:
    """Ends with the process that started it; what it has done until then is gone on with.

    command: what is run, before the options of `explain_core.train --from-verdicts`.
    """

    command: Sequence[str] = (sys.executable, "-m", "bot.moderation.learning.training_process")

    def train(self, lines: Iterable[str], *, model: str, out: Path) -> None:
        # The texts are in a file without a name, which goes with the processes that hold it.
        with tempfile.TemporaryFile("w+", encoding="ascii") as verdicts:
            verdicts.writelines(lines)
            verdicts.flush()
            verdicts.seek(0)
            number = verdicts.fileno()
            options = ["--from-verdicts", f"/dev/fd/{number}", "--model", model, "--out", str(out)]
            self._run([*self.command, *options], pass_fds=(number,))

    def _run(self, command: Sequence[str], *, pass_fds: Sequence[int]) -> None:
        # It reads its standard input to its end, which comes when this process ends.
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(),
            pass_fds=pass_fds,
        ) as process:
            assert process.stderr is not None
            try:
                last = _last_line(process.stderr)
                code = process.wait()
            except BaseException:
                process.kill()
                raise
        if code == WRONG_INPUT:
            raise TrainingFailed(last, wrong_input=True)
        if code != 0:
            raise TrainingFailed(f"exit code {code}")


def _environment() -> dict[str, str]:
    """Return this process's environment without what opens Slack or the database."""
    harmless = {
        key: value for key, value in os.environ.items() if not key.startswith(SECRET_PREFIXES)
    }
    return harmless | MODEST


def _last_line(stream: Iterable[bytes]) -> str:
    """Return the last line that says something, reading all of them."""
    last = b""
    for line in stream:
        last = line.strip() or last
    return last.decode(errors="replace")
