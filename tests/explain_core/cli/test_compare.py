"""The `explain compare` command, called as a person would."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from explain_core.cli.main import main

TEXT = "bugs are smart animals"
OTHER = "bugs are bad animals"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tiny_model: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["compare", *arguments, "--model", str(tiny_model), "--color", "never"])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def record_of(run: Run, path: Path, *arguments: str) -> dict[str, dict[str, object]]:
    code, _, err = run(*arguments, "--out", str(path))
    assert (code, err) == (0, "")
    record: dict[str, dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return record


def test_compare_shows_two_texts(run: Run) -> None:
    code, out, err = run(TEXT, OTHER)

    assert (code, err) == (0, "")
    assert "A: first text" in out
    assert "B: second text" in out
    assert "What differs most" in out


def test_compare_explains_both_texts_for_the_label_of_the_first(run: Run, tmp_path: Path) -> None:
    record = record_of(run, tmp_path / "a.json", "i love this", "the movie is horrible")

    assert record["left"]["target"] == record["left"]["label"]
    assert record["right"]["target"] == record["left"]["label"]


def test_compare_explains_both_texts_for_a_label_that_is_given(run: Run, tmp_path: Path) -> None:
    record = record_of(run, tmp_path / "a.json", TEXT, OTHER, "--target", "neutral")

    assert (record["left"]["target"], record["right"]["target"]) == ("neutral", "neutral")


@pytest.mark.parametrize(
    "flags",
    [["--targets", "negative,POSITIVE"], ["--targets", "negative", "--targets", "positive"]],
)
def test_compare_shows_one_text_for_two_labels(run: Run, tmp_path: Path, flags: list[str]) -> None:
    record = record_of(run, tmp_path / "a.json", TEXT, *flags)

    assert record["left"]["text"] == record["right"]["text"] == TEXT
    assert (record["left"]["target"], record["right"]["target"]) == ("negative", "positive")


def test_compare_shows_one_text_under_two_models(
    run: Run, tiny_model: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(tiny_model, tmp_path / "other"))
    record = record_of(run, tmp_path / "a.json", TEXT, "--models", f"{tiny_model},{other}")

    assert record["normalized"] is True
    assert record["left"]["model"] != record["right"]["model"]
    assert record["left"]["target"] == record["right"]["target"]


def test_compare_writes_every_kind_of_file(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.png", "b.html", "c.JSON")]
    code, out, _ = run(TEXT, OTHER, *(part for file in files for part in ("--out", str(file))))

    assert code == 0
    assert files[0].read_bytes().startswith(b"\x89PNG")
    assert "smart" in files[1].read_text(encoding="utf-8")
    assert len(json.loads(files[2].read_text(encoding="utf-8"))["pairs"]) == 4
    assert all(f"wrote {file}" in out for file in files)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--score", "margin"], "two texts"),
        ([TEXT, "--targets", "negative"], "two names with a comma"),
        ([TEXT, "--targets", "negative,"], "two names with a comma"),
        ([TEXT, "--models", "a,b,c"], "two names with a comma"),
        ([TEXT, "--targets", "negative,funny"], "no label 'funny'"),
        ([TEXT, "--models", "a,b", "--targets", "c,d"], "either two models or two labels"),
        ([TEXT, "--targets", "negative,positive", "--target", "neutral"], "nothing beside"),
        ([TEXT, OTHER, "--out", "a.pdf"], ".png, .html or .json"),
        ([TEXT, ""], "no text"),
        ([TEXT, "--models", "no-such-model,sentiment"], "no-such-model"),
    ],
)
def test_compare_says_in_one_line_what_is_wrong(run: Run, arguments: list[str], told: str) -> None:
    code, _, err = run(*arguments)

    assert code == 2
    assert told in err
    assert err.count("\n") == 1
