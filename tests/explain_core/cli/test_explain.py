"""The `explain` command, called as a person would."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from explain_core.cli.main import main

TEXT = "bugs are smart animals"
Explain = Callable[..., tuple[int, str, str]]


@pytest.fixture
def explain(tiny_model: Path, capsys: pytest.CaptureFixture[str]) -> Explain:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["--model", str(tiny_model), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


@pytest.mark.parametrize("words", [[TEXT], TEXT.split(), ["--", TEXT]])
def test_explain_shows_label_and_every_word(explain: Explain, words: Sequence[str]) -> None:
    code, out, err = explain(*words)
    assert (code, err) == (0, "")
    assert any(label in out for label in ("negative", "neutral", "positive"))
    assert all(word in out for word in TEXT.split())


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_explain_reads_standard_input(
    explain: Explain, monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str]
) -> None:
    standard_input(monkeypatch, TEXT.encode() + b"\n")
    code, out, _ = explain(*arguments)
    assert code == 0
    assert "smart" in out


def test_explain_writes_every_kind_of_file(explain: Explain, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.png", "b.html", "c.JSON")]
    code, out, _ = explain(TEXT, *(part for file in files for part in ("--out", str(file))))
    assert code == 0
    assert files[0].read_bytes().startswith(b"\x89PNG")
    assert "smart" in files[1].read_text(encoding="utf-8")
    assert json.loads(files[2].read_text(encoding="utf-8"))["text"] == TEXT
    assert all(f"wrote {file}" in out for file in files)
    assert sorted(tmp_path.iterdir()) == sorted(files)


def test_explain_tells_the_deciding_edit(explain: Explain, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    code, out, _ = explain(TEXT, "--edit", "--out", str(file))
    edit = json.loads(file.read_text(encoding="utf-8"))["deciding_edit"]

    assert code == 0
    assert f"deciding edit: {edit['sentence']}\n" in out


def test_explain_looks_for_no_edit_unless_told(explain: Explain, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    _, out, _ = explain(TEXT, "--out", str(file))

    assert "deciding" not in out + file.read_text(encoding="utf-8")


def test_explain_passes_its_options_on(explain: Explain, tmp_path: Path) -> None:
    out = tmp_path / "e.json"
    options = ["--target", "neutral", "--baseline", "mask", "--score", "margin"]
    explain(TEXT, *options, "--true-label", "Positive", "--max-steps", "7", "--out", str(out))
    record = json.loads(out.read_text(encoding="utf-8"))
    assert [record[key] for key in ("target", "baseline", "score", "true_label", "n_steps")] == [
        "neutral",
        "mask",
        "margin",
        "positive",
        7,
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([""], "no text to explain"),
        (["  \n "], "no text to explain"),
        (["x" * 40_001], "40,001 characters"),
        ([TEXT, "--target", "angry"], "no label 'angry'. Choose one of: negative, neutral"),
        ([TEXT, "--true-label", "7"], "no label '7'"),
        ([TEXT, "--baseline", "zero"], "one of pad, mask"),
        ([TEXT, "--score", "loss"], "one of logit, margin, probability, sum"),
        ([TEXT, "--tolerance", "-1"], "tolerance cannot be -1.0"),
        ([TEXT, "--tolerance", "nan"], "tolerance cannot be nan"),
        ([TEXT, "--max-steps", "1"], "max_steps cannot be 1"),
        ([TEXT, "--out", "picture.gif"], "ends in .png, .html or .json"),
        ([TEXT, "--out", "/no/such/folder/a.png"], "directory that exists"),
        ([TEXT, "--model", "/no/such/model"], "no such file or directory"),
        (["bad \udcff byte"], "not valid Unicode at character 5"),
    ],
)
def test_explain_says_in_one_line_what_is_wrong(
    explain: Explain, arguments: Sequence[str], said: str
) -> None:
    code, out, err = explain(*arguments)
    assert code == 2
    assert out == ""
    assert said in err
    assert err.startswith("explain: ")
    assert err.count("\n") == 1


def test_explain_refuses_input_that_is_not_utf8(
    explain: Explain, monkeypatch: pytest.MonkeyPatch
) -> None:
    standard_input(monkeypatch, b"caf\xe9")
    code, _, err = explain()
    assert code == 2
    assert "UTF-8" in err


def test_explain_reads_no_more_of_its_input_than_a_text_can_have(
    explain: Explain, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            buffer[:] = b"y" * len(buffer)
            return len(buffer)

    stream = io.TextIOWrapper(io.BufferedReader(Endless()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stream)
    code, out, err = explain()
    assert (code, out) == (2, "")
    assert "less than a megabyte" in err


def test_explain_keeps_the_old_file_when_it_cannot_write(
    explain: Explain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.png"
    out.write_bytes(b"old")

    def full(path: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, err = explain(TEXT, "--out", str(out))
    assert code == 2
    assert "No space left on device" in err
    assert out.read_bytes() == b"old"


def test_help_imports_no_heavy_library() -> None:
    program = (
        "import sys\n"
        "from explain_core.cli.main import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit as end:\n    assert end.code == 0\n"
        "heavy = {'torch', 'transformers', 'numpy', 'matplotlib', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "--baseline" in done.stdout


def test_explain_ends_quietly_when_its_reader_leaves(tiny_model: Path) -> None:
    command = f'"{sys.executable}" -m explain_core --model "{tiny_model}" "{TEXT}" | true'
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [[TEXT, "--tolerance", "abc"], [TEXT, "--no-such-option"]])
def test_explain_complains_of_options_in_one_line(
    arguments: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    err = capsys.readouterr().err
    assert ended.value.code == 2
    assert err.startswith("explain: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("redirection", ["<&-", "> /dev/full"])
def test_explain_fails_without_a_trace_when_a_stream_is_closed(
    tiny_model: Path, redirection: str
) -> None:
    command = f'"{sys.executable}" -m explain_core --model "{tiny_model}" {redirection}'
    text = "" if redirection == "<&-" else f'"{TEXT}"'
    done = subprocess.run(
        ["bash", "-c", f"{command} {text}"], capture_output=True, text=True, check=False
    )
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("explain: ")


@pytest.mark.parametrize(
    ("redirection", "text", "code", "said"),
    [(">&-", TEXT, 0, ""), ("2>&-", TEXT, 0, "smart"), ("2>&-", "", 2, "")],
)
def test_explain_does_its_work_when_nobody_listens(
    tiny_model: Path, redirection: str, text: str, code: int, said: str
) -> None:
    command = f'"{sys.executable}" -m explain_core --model "{tiny_model}" "{text}" {redirection}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")
    assert said in done.stdout if said else not done.stdout


def test_explain_prints_what_it_can_where_output_is_not_utf8(tiny_model: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "explain_core", "--model", str(tiny_model), "café 我"],
        env={"PYTHONIOENCODING": "ascii", "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "caf\\xe9" in done.stdout


def test_explain_undoes_evasion_if_it_is_asked_to(explain: Explain, tmp_path: Path) -> None:
    record = tmp_path / "a.json"
    code, out, _ = explain("the 1d10t", "--undo-evasion", "--out", str(record))
    assert code == 0
    assert 'read "1d10t" as "idiot"' in out
    undone = json.loads(record.read_text(encoding="utf-8"))["undone"]
    assert undone == [{"start": 4, "end": 9, "read_as": "idiot"}]


def test_explain_reads_what_was_typed_if_it_is_not_asked(explain: Explain) -> None:
    assert 'as "idiot"' not in explain("the 1d10t")[1]
