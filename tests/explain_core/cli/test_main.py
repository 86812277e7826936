"""Which command is meant by what is typed."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import pytest

from explain_core.cli import batch, compare, explain, report
from explain_core.cli.main import main


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, Namespace]]:
    """Which command ran with which arguments, in a folder that holds a file `texts`."""
    calls: list[tuple[str, Namespace]] = []

    def record(name: str) -> object:
        def run(arguments: Namespace) -> int:
            calls.append((name, arguments))
            return 0

        return run

    for module in (batch, compare, explain, report):
        monkeypatch.setattr(module, "run", record(module.__name__.rpartition(".")[2]))
    (tmp_path / "texts").touch()
    monkeypatch.chdir(tmp_path)
    return calls


@pytest.mark.parametrize(
    ("argv", "command"),
    [
        (["batch", "in.csv", "-o", "out.csv"], "batch"),
        (["batch", "in.JSONL", "-o", "out.csv"], "batch"),
        (["batch", "-", "-o", "out.csv"], "batch"),
        (["batch", "-o", "out.csv", "in"], "batch"),
        (["batch", "missing", "-o", "out.csv"], "batch"),
        (["batch", "texts", "--out", "out.csv"], "batch"),
        (["report", "out.csv"], "report"),
        (["report", "texts"], "report"),
        (["report", "missing.jsonl"], "report"),
        (["compare", "it is good", "it is bad"], "compare"),
        (["compare", "it is good", "it is bad", "--out", "a.png"], "compare"),
        (["compare", "it is good", "--targets", "a,b"], "compare"),
        (["compare", "it", "is", "good", "--models=a,b"], "compare"),
        (["compare", "--models", "a,b", "it is good"], "compare"),
    ],
)
def test_main_takes_a_command_for_one(
    called: list[tuple[str, Namespace]], argv: Sequence[str], command: str
) -> None:
    assert main(argv) == 0
    assert [name for name, _ in called] == [command]


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        (["batch of apples"], "batch of apples"),
        (["batch", "of", "apples"], "batch of apples"),
        (["report", "the", "bug", "--color", "never"], "report the bug"),
        (["--", "batch"], "batch"),
        (["--", "batch", "in.csv"], "batch in.csv"),
        (["Batch"], "Batch"),
        (["compare apples to oranges"], "compare apples to oranges"),
        (["compare", "apples", "to", "oranges"], "compare apples to oranges"),
        (["--", "compare", "a", "b"], "compare a b"),
        (["a", "batch"], "a batch"),
        (["--score", "margin", "report"], "report"),
    ],
)
def test_main_takes_a_text_for_one(
    called: list[tuple[str, Namespace]], argv: Sequence[str], text: str
) -> None:
    assert main(argv) == 0
    ((command, arguments),) = called
    assert (command, " ".join(arguments.text)) == ("explain", text)


@pytest.mark.parametrize(
    "argv",
    [
        ["batch"],
        ["report"],
        ["compare"],
        ["compare", "apples"],
        ["batch", "apples"],
        ["report", "x" * 5000],
    ],
)
def test_main_asks_which_is_meant(
    called: list[tuple[str, Namespace]],
    capsys: pytest.CaptureFixture[str],
    argv: Sequence[str],
) -> None:
    assert main(argv) == 2
    assert called == []
    err = capsys.readouterr().err
    assert f"The command is explain {argv[0]} " in err
    assert f"explain -- {' '.join(argv)}" in err
    assert err.count("\n") == 1
