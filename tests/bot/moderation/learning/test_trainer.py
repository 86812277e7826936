from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.moderation.learning.trainer import TrainingFailed
from tests.bot.moderation.schooled import is_alive, trainer
from tests.bot.processes import ROOT
from tests.waiting import wait_until

LINES = [f"{json.dumps({'text': 'x', 'verdict': 'agree', 'flagged': ['toxic']})}\n"]

# A process that trains and waits for it, as the bot does.
PARENT = """
import sys
from pathlib import Path
from tests.bot.moderation.schooled import trainer
trainer("waits").train(["{}\\n"], model="moderation", out=Path(sys.argv[1]))
"""


def test_trainer_is_given_the_verdicts_without_a_file_of_their_own(tmp_path: Path) -> None:
    trainer().train(LINES, model="moderation", out=tmp_path / "out")
    asked = json.loads((tmp_path / "out/asked.json").read_text())
    assert asked["lines"] == [json.loads(LINES[0])]
    assert asked["model"] == "moderation"


@pytest.mark.parametrize(
    ("behaviour", "wrong_input", "how"),
    [("refuses", True, "train: it is wrong"), ("dies", False, "exit code -9")],
)
def test_trainer_tells_how_it_failed(
    tmp_path: Path, behaviour: str, wrong_input: bool, how: str
) -> None:
    with pytest.raises(TrainingFailed) as caught:
        trainer(behaviour).train(LINES, model="moderation", out=tmp_path / "out")
    assert (caught.value.wrong_input, caught.value.how) == (wrong_input, how)


def test_trainer_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(out)], cwd=ROOT)
    try:
        wait_until(lambda: (out / "pid").exists() and (out / "pid").read_text() != "")
    finally:
        parent.kill()
        parent.wait()
    pid = int((out / "pid").read_text())
    wait_until(lambda: not is_alive(pid))


def test_training_process_ends_with_its_standard_input(tmp_path: Path) -> None:
    verdicts = tmp_path / "verdicts.jsonl"
    os.mkfifo(verdicts)  # which nobody writes to, so that reading it does not end
    command = [sys.executable, "-m", "bot.moderation.learning.training_process"]
    options = ["--from-verdicts", str(verdicts), "--out", str(tmp_path / "out")]
    process = subprocess.Popen([*command, *options], cwd=ROOT, stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(60) != 0


def test_training_process_is_as_nice_as_can_be_and_says_what_is_wrong(tmp_path: Path) -> None:
    verdicts = tmp_path.with_suffix(".jsonl")
    verdicts.write_text("{}\n")
    code = (
        "import os, sys; from bot.moderation.learning import training_process as t; "
        f"sys.argv[1:] = ['--from-verdicts', {str(verdicts)!r}, '--out', {str(tmp_path)!r}]; "
        "code = t.main(); print(os.nice(0), code)"
    )
    kept_open, held = os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            stdin=kept_open,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(kept_open)
        os.close(held)
    assert "line 1: 'text' must be a text" in done.stderr
    assert done.stdout.split() == ["19", "2"]
