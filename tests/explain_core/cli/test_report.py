"""`explain report`, called as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explain_core.cli.main import main
from tests.explain_core.explanations import explanation


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "out.jsonl"
    record = explanation("a bad film", {"bad": 1.0}).to_dict()
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return path


def test_report_is_written_beside_the_file(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = results.with_name("out.jsonl.report.html")
    assert main(["report", str(results)]) == 0
    assert capsys.readouterr().out == f"wrote {page}\n"
    assert "1 text explained" in page.read_text(encoding="utf-8")


def test_report_is_written_where_it_is_wished(results: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main(["report", str(results), "-o", str(page)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "page.html"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.jsonl"], "missing.jsonl: there is no such file"),
        (["out.jsonl", "-o", "page.pdf"], "ends in .html"),
        (["out.jsonl", "-o", "no/such/page.html"], "directory that exists"),
        (["broken.jsonl"], "line 1: it is no record that explain batch writes"),
        (["torn.jsonl"], "that explain batch writes (it is not JSON (Expecting ',' delimiter"),
        (["torn.jsonl"], "at character 13)).\n"),
        (["in.csv", "--text", "review"], "no column 'review'"),
    ],
)
def test_report_says_in_one_line_what_is_wrong(
    results: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(results.parent)
    Path("broken.jsonl").write_text('{"text": 1}\n')
    Path("torn.jsonl").write_text('{"text": "a"')
    Path("in.csv").write_text("text\na\n")
    assert main(["report", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.startswith("explain: ")
    assert err.count("\n") == 1
    assert not list(Path().glob("*.html"))
