"""`explain batch`, called as a person would."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explain_core.batch.journal import Journal, Progress
from explain_core.cli.main import main
from explain_core.explanation import Explanation

Batch = Callable[..., tuple[int, str, str]]
CONTENT = "id,text\n1,bugs are smart animals\n2,the movie is horrible\n3,\n4,i love this\n"
# Kills its own process at the Nth call for durability.
KILL = """
import os, signal, sys
calls, sync = [0], os.fsync
def fsync(file):
    calls[0] += 1
    if calls[0] == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    sync(file)
os.fsync = fsync
from explain_core.cli.main import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def batch(tiny_model: Path, capsys: pytest.CaptureFixture[str]) -> Batch:
    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["batch", *map(str, arguments), "--model", str(tiny_model)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(CONTENT, encoding="utf-8")
    return path


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_batch_explains_the_good_rows_and_reports_the_bad(
    batch: Batch, source: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / name
    code, said, err = batch(source, "--text", "text", "-o", out)
    assert (code, said) == (3, "")
    assert err.splitlines() == [
        f"explain: {source}, line 4: There is no text to explain: it is empty or only white space.",
        f"explain: wrote {out}: 3 rows explained, 1 left out (see {out}.errors.csv)",
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", name, f"{name}.errors.csv"}
    if name == "out.csv":
        with out.open(encoding="utf-8", newline="") as file:
            assert [row["id"] for row in csv.DictReader(file)] == ["1", "2", "4"]
    else:
        assert [(r["row"], r["line"], r["input"]) for r in records(out)][1:] == [
            (2, 3, {"id": "2", "text": "the movie is horrible"}),
            (4, 5, {"id": "4", "text": "i love this"}),
        ]
    with Path(f"{out}.errors.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["line"], row["row"]) for row in csv.DictReader(file)] == [("4", "3")]


def test_batch_gives_what_explain_gives(batch: Batch, tmp_path: Path, tiny_model: Path) -> None:
    source, out, one = tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "one.json"
    source.write_text('{"text": "bugs are smart animals"}\n', encoding="utf-8")
    options = ["--target", "neutral", "--baseline", "mask", "--score", "margin"]
    options += ["--max-steps", "17", "--tolerance", "0.1"]
    assert batch(source, "-o", out, *options)[0] == 0
    main(["bugs are smart animals", *options, "--out", str(one), "--model", str(tiny_model)])
    (record,) = records(out)
    alone = json.loads(one.read_text(encoding="utf-8"))
    assert Explanation.from_dict(record).words == Explanation.from_dict(alone).words
    for name in ("target", "baseline", "score", "n_steps", "label"):
        assert record[name] == alone[name]


def test_batch_reads_standard_input(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content in (b"text\na\n", b'{"text": "a"}\n'):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        out = tmp_path / "out"
        assert batch("-", "-o", out, "--format", "jsonl", "--restart")[0] == 0
        assert [record["text"] for record in records(out)] == ["a"]


def killed(n: int, *arguments: str | Path, content: bytes = b"") -> int:
    program = [sys.executable, "-c", KILL, str(n), "batch", *map(str, arguments)]
    return subprocess.run(program, input=content, check=False).returncode


def test_batch_killed_part_way_goes_on_where_it_was(
    batch: Batch, tmp_path: Path, tiny_model: Path
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    texts = ["" if n in (5, 140) else f"bugs are smart {n}" for n in range(150)]
    source.write_text("id,text\n" + "".join(f"{n},{t}\n" for n, t in enumerate(texts)))
    # The third chunk is in the file by then, and nothing says so.
    assert killed(10, source, "-o", out, "--model", tiny_model) == -signal.SIGKILL
    assert len(records(out)) == 95
    code, _, err = batch(source, "-o", out)
    assert code == 3
    assert f"going on after row 64 of {source}" in err
    ids = [record["input"]["id"] for record in records(out)]
    assert ids == [str(n) for n in range(150) if n not in (5, 140)]
    with Path(f"{out}.errors.csv").open(newline="") as file:
        assert [row["line"] for row in csv.DictReader(file)] == ["7", "142"]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [(OSError(28, "No space left on device"), 1, "No space left"), (KeyboardInterrupt(), 130, "")],
)
def test_batch_that_cannot_go_on_says_how_to(
    batch: Batch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    said: str,
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    source.write_text("text\n" + "a\n" * 40, encoding="utf-8")
    commit = Journal.commit

    def fail(journal: Journal, results: bytes, errors: bytes, progress: Progress) -> None:
        if progress.place.row > 32:
            raise error
        commit(journal, results, errors, progress)

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "commit", fail)
        stopped, _, err = batch(source, "-o", out)
    assert stopped == code
    assert said in err
    assert "stopped after row 32; the same command goes on from there" in err
    assert err.count("\n") == 1
    assert batch(source, "-o", out)[0] == 0
    assert [record["row"] for record in records(out)] == list(range(1, 41))


def test_batch_says_that_standard_input_cannot_be_gone_on_with(
    batch: Batch, tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, out = b"text\n" + b"a\n" * 40, tmp_path / "out.jsonl"
    arguments = ["-", "-o", out, "--model", tiny_model]
    assert killed(6, *arguments, content=content) == -signal.SIGKILL
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    code, _, err = batch("-", "-o", out)
    assert code == 2
    assert "first 32 rows of standard input" in err
    assert "--restart" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["in.csv", "-o", "out.txt"], "ends in .csv or .jsonl"),
        (["in.csv", "-o", "no/such/out.csv"], "directory that exists"),
        (["in.csv", "-o", "in.csv"], "other than the input"),
        (["in.csv", "-o", "link.csv"], "other than the input"),
        (["in.csv", "-o", "out.csv", "--text", "txt"], "no column 'txt'. .*'id', 'text'"),
        (["no.csv", "-o", "out.csv"], "no.csv: it cannot be opened"),
        ([".", "-o", "out.csv"], "cannot be opened"),
        (["in.csv", "-o", "out.csv", "--score", "loss"], "one of logit"),
        (["in.csv", "-o", "out.csv", "--target", "angry"], "no label 'angry'"),
        (["in.csv", "-o", "done.csv"], "there already, and finished; --restart"),
        (["utf16.csv", "-o", "out.csv"], "UTF-16"),
        (["empty.csv", "-o", "out.csv"], "empty"),
    ],
)
def test_batch_says_in_one_line_what_is_wrong_and_writes_nothing(
    batch: Batch, source: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    folder = source.parent
    monkeypatch.chdir(folder)
    (folder / "link.csv").hardlink_to(source)
    (folder / "done.csv").write_text("done")
    (folder / "utf16.csv").write_text(CONTENT, encoding="utf-16")
    (folder / "empty.csv").touch()
    before = {path: path.read_bytes() for path in folder.iterdir()}
    code, out, err = batch(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("explain: ")
    assert err.count("\n") == 1
    assert re.search(said, err)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_batch_stops_telling_when_bad_rows_are_many(batch: Batch, tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,text\n" + "1\n" * 300 + "2,a\n", encoding="utf-8")
    code, _, err = batch(source, "-o", out)
    assert code == 3
    assert err.count("it has 1 cell, the header 2.") == 100
    assert "further bad rows" in err
    assert Path(f"{out}.errors.csv").read_bytes().count(b"\n") == 301


def test_batch_help_is_light() -> None:
    program = (
        "import sys\n"
        "from explain_core.cli.main import main\n"
        "for word in ('batch', 'report'):\n"
        "    try:\n        main([word, '--help'])\n"
        "    except SystemExit as end:\n        assert end.code == 0\n"
        "heavy = {'torch', 'transformers', 'numpy', 'tqdm', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"--restart" in done.stdout
