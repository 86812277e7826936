from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from explain_core.batch.journal import Journal, Paths, Progress, committed_length, progress_of
from explain_core.batch.rows import Place
from explain_core.errors import BadData

SETTINGS = {"target": None, "input": "abc"}
N_ROWS = 200
BAD = {17, 64, 199}


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "out.csv")


def begun(paths: Paths) -> Progress:
    """Leave an unfinished file behind, with one chunk done."""
    with Journal(paths, SETTINGS) as journal:
        journal.commit(b"first\n", b"bad\n", Progress(Place(50, 5, 4), explained=3, bad=1))
        return journal.progress


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "in.csv"
    texts = [" " if n in BAD else f'"text, {n}\nand more"' for n in range(N_ROWS)]
    path.write_text("id,text\n" + "".join(f"{n},{t}\n" for n, t in enumerate(texts)))
    return path


def run(source: Path, out: Path, n: int) -> int:
    program = [sys.executable, "-m", "tests.explain_core.batch.killed"]
    form = out.suffix.removeprefix(".")
    done = subprocess.run([*program, source, out, form, str(n)], check=False)
    return done.returncode


def ids(out: Path) -> list[int]:
    with out.open(encoding="utf-8", newline="") as file:
        if out.suffix == ".csv":
            return [int(row["id"]) for row in csv.DictReader(file, strict=True)]
        return [int(json.loads(line)["input"]["id"]) for line in file]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_run_killed_again_and_again_loses_and_repeats_no_row(
    source: Path, tmp_path: Path, suffix: str
) -> None:
    paths = Paths(tmp_path / f"out{suffix}")
    # Each of these runs comes a little further than it would if it had to begin anew.
    codes = [run(source, paths.out, n) for n in (1, 2, 3, 5, 6, 7, 8, 9, 4, 3, 0)]
    assert codes == [-signal.SIGKILL] * 10 + [0]
    assert ids(paths.out) == [n for n in range(N_ROWS) if n not in BAD]
    with paths.errors.open(newline="") as file:
        assert [int(row["row"]) - 1 for row in csv.DictReader(file)] == sorted(BAD)
    assert sorted(tmp_path.iterdir()) == sorted([paths.out, paths.errors])


@pytest.mark.parametrize("n", [10, 15])
def test_a_run_killed_once_ends_as_if_it_had_not_been(source: Path, tmp_path: Path, n: int) -> None:
    killed, whole = Paths(tmp_path / "killed.jsonl"), Paths(tmp_path / "whole.jsonl")
    assert run(source, killed.out, n) == -signal.SIGKILL
    assert committed_length(killed.out)
    assert run(source, killed.out, 0) == run(source, whole.out, 0) == 0
    assert killed.out.read_bytes() == whole.out.read_bytes()
    assert killed.errors.read_bytes() == whole.errors.read_bytes()


def test_what_no_progress_vouches_for_is_cut_off(paths: Paths) -> None:
    before = begun(paths)
    for path in (paths.out, paths.errors):
        with path.open("ab") as file:
            file.write(b"half a rec")
    with Journal(paths, SETTINGS) as journal:
        assert journal.progress == before
        journal.commit(b"second\n", b"worse\n", Progress(Place(90, 9, 8), explained=6, bad=2))
        journal.finish()
    assert paths.out.read_bytes() == b"first\nsecond\n"
    assert paths.errors.read_bytes() == b'"line","row","problem"\nbad\nworse\n'


def test_nothing_but_results_is_left_at_the_end(paths: Paths) -> None:
    with Journal(paths, SETTINGS) as journal:
        journal.commit(b"all\n", b"", Progress(Place(9, 1, 1), explained=1))
        journal.finish()
    assert [path.name for path in paths.out.parent.iterdir()] == ["out.csv"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (SETTINGS | {"input": "other"}, "input has changed"),
        (SETTINGS | {"target": "positive"}, "begun without --target"),
        (SETTINGS | {"max_steps": 9}, "begun without --max-steps"),
        (SETTINGS | {"labels": ["a"]}, "labels have changed"),
        (SETTINGS | {"fingerprint": {"model": "b"}}, "the model has changed"),
    ],
)
def test_other_input_or_options_are_refused_and_nothing_is_touched(
    paths: Paths, settings: dict[str, object], said: str
) -> None:
    begun(paths)
    before = {path: path.read_bytes() for path in paths.out.parent.iterdir()}
    with pytest.raises(BadData, match=said):
        Journal(paths, settings)
    assert {path: path.read_bytes() for path in paths.out.parent.iterdir()} == before


@pytest.mark.parametrize("restart", [False, True])
def test_a_finished_file_is_replaced_only_if_wished(paths: Paths, restart: bool) -> None:
    paths.out.write_bytes(b"precious\n")
    if restart:
        Journal(paths, SETTINGS, restart=True).__exit__()
        assert paths.out.read_bytes() == b""
    else:
        with pytest.raises(BadData, match="there already, and finished; --restart"):
            Journal(paths, SETTINGS)
        assert paths.out.read_bytes() == b"precious\n"


def test_an_empty_file_is_as_good_as_none(paths: Paths) -> None:
    paths.out.touch()
    with Journal(paths, SETTINGS) as journal:
        assert journal.progress == Progress()


def test_restart_forgets_an_earlier_run(paths: Paths) -> None:
    begun(paths)
    with Journal(paths, {"input": "other"}, restart=True) as journal:
        assert journal.progress == Progress()
    assert paths.out.read_bytes() == b""
    assert not paths.errors.exists()


@pytest.mark.parametrize("name", ["out", "errors"])
def test_results_that_are_gone_are_noticed(paths: Paths, name: str) -> None:
    begun(paths)
    getattr(paths, name).write_bytes(b"x")
    with pytest.raises(BadData, match="gone; --restart"):
        progress_of(paths, SETTINGS, restart=False)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"settings": {}, "progress": {}}'])
def test_damaged_progress_is_refused(paths: Paths, content: bytes) -> None:
    begun(paths)
    paths.progress.write_bytes(content)
    with pytest.raises(BadData, match="damaged; explain batch --restart"):
        progress_of(paths, SETTINGS, restart=False)


def test_two_runs_never_write_one_file(paths: Paths) -> None:
    with Journal(paths, SETTINGS), pytest.raises(BadData, match="another explain batch"):
        Journal(paths, SETTINGS)


def test_a_file_that_cannot_be_written_is_told(paths: Paths) -> None:
    paths.out.mkdir()
    with pytest.raises(BadData, match=r"out\.csv: it cannot be written"):
        Journal(paths, SETTINGS)


def test_committed_length_is_that_of_sure_results(paths: Paths) -> None:
    assert committed_length(paths.out) is None
    begun(paths)
    assert committed_length(paths.out) == len(b"first\n")
