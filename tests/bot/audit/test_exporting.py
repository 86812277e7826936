from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.audit import export
from bot.audit.exporting import HEADER
from bot.store import Store
from tests.bot.audit.conftest import Run
from tests.bot.store.samples import DAY, ODD_TEXTS, START, TEAM, USER, Clock, entry

FIELDS: dict[str, Any] = {
    "verdict": "overrule",
    "measure": "none",
    "model": "moderation",
    "model_hash": "abc",
    "baseline": "pad",
    "points": 33,
    "delta": -1e-9,
    "thresholds": {"toxic": 0.5},
    "probabilities": {"toxic": 0.1 + 0.2},
    "attributions": [0.5, -0.25],
}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_csv_has_what_was_decided_and_shown(store: Store) -> None:
    told = {"note": "no", "words": "bad", "colleague": "U9"}
    store.audit.append(entry("decided", case="c1", channel="C1", fields=FIELDS, told=told))
    (recorded,) = store.audit.entries(TEAM)

    (row,) = table(export([recorded], "csv"))

    assert list(row) == list(HEADER)
    assert (row["team"], row["entry"], row["when"]) == (TEAM, "1", START.isoformat())
    assert (row["event"], row["case"], row["channel"]) == ("decided", "c1", "C1")
    assert (row["who"], row["verdict"], row["words"], row["note"]) == (
        USER,
        "overrule",
        "bad",
        "no",
    )
    assert (row["points"], float(row["delta"])) == ("33", -1e-9)
    assert json.loads(row["probabilities"]) == {"toxic": 0.1 + 0.2}
    assert json.loads(row["other_fields"]) == {"attributions": [0.5, -0.25]}
    assert json.loads(row["other_told"]) == {"colleague": "U9"}
    assert (row["previous"], row["hash"]) == ("", recorded.hash)


@pytest.mark.parametrize(
    "note", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\N{FULLWIDTH EQUALS SIGN}1+1", "\r=1"]
)
def test_csv_has_no_cell_that_a_spreadsheet_would_run(store: Store, note: str) -> None:
    store.audit.append(
        entry("decided", channel=note, fields={"verdict": note, "x": note}, told={"note": note})
    )

    (row,) = table(export(store.audit.entries(TEAM), "csv"))

    assert row["note"] == row["verdict"] == row["channel"] == f"'{note}"
    assert not [cell for cell in row.values() if re.match(r"\s*[=+\-@]", cell)]


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
@pytest.mark.parametrize("format", ["csv", "json"])
def test_every_text_can_be_exported(store: Store, text: str, format: Any) -> None:
    store.audit.append(entry("decided", told={"note": text, "text": text, "why": text}))

    content = export(store.audit.entries(TEAM), format).decode()

    if format == "json":
        (told,) = json.loads(content)["entries"]
        assert told["told"].get("note", "") == text
    else:
        assert len(table(content.encode())) == 1


def test_json_has_all_of_an_entry(recorded: Store) -> None:
    told = json.loads(export(recorded.audit.entries(TEAM), "json"))["entries"]

    assert [row["entry"] for row in told] == [1, 2, 3]
    assert told[0]["told"] == {"note": "note 1"}
    assert told[0]["user"] == USER
    assert told[1]["previous"] == told[0]["hash"]
    assert told[0]["digests"].keys() == {"note", "user"}


def test_erased_values_are_named(recorded: Store) -> None:
    recorded.erase(TEAM, USER)

    row = table(export(recorded.audit.entries(TEAM), "csv"))[0]

    assert (row["who"], row["note"], row["erased"]) == ("", "", "note user")


@pytest.mark.parametrize(("format", "content"), [("csv", ",".join(f'"{name}"' for name in HEADER))])
def test_no_entries_are_a_file_with_a_header(format: Any, content: str) -> None:
    assert export([], format).decode() == f"{content}\n"
    assert json.loads(export([], "json")) == {"entries": []}


@pytest.mark.parametrize(("name", "first"), [("record.csv", b'"team"'), ("record.JSON", b"{")])
def test_command_writes_a_file_for_its_owner(
    recorded: Store, run: Run, tmp_path: Path, name: str, first: bytes
) -> None:
    file = tmp_path / name

    assert run("export", "-o", str(file)) == 0
    assert file.read_bytes().startswith(first)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_command_without_a_file_prints(
    recorded: Store, run: Run, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("export", "--format", "json") == 0
    assert len(json.loads(capsysbinary.readouterr().out)["entries"]) == 3


def exported(run: Run, tmp_path: Path, *arguments: str) -> list[str]:
    file = tmp_path / "record.csv"
    assert run("export", "-o", str(file), *arguments) == 0
    return [row["note"] for row in table(file.read_bytes())]


def test_command_filters_by_day_channel_and_workspace(
    store: Store, run: Run, tmp_path: Path, clock: Clock
) -> None:
    for number in (1, 2, 3):
        store.audit.append(entry(channel=f"C{number}", told={"note": f"{number}"}))
        clock.advance(DAY)
    store.audit.append(entry(team="T99", told={"note": "other"}))

    wanted = [
        ("--since", "2026-03-02", "--team", TEAM),
        ("--until", "2026-03-02"),
        ("--since", "2026-03-02", "--until", "2026-03-02"),
        ("--since", "2026-03-02T12:00:01+00:00", "--until", "2026-03-03T13:00:00+01:00"),
        ("--until", "9999-12-31", "--channel", "C2"),
        ("--team", "T99"),
    ]

    found = [exported(run, tmp_path, *arguments)[:3] for arguments in wanted]

    assert found == [["2", "3"], ["1", "2"], ["2"], [], ["2"], ["other"]]


def test_command_puts_the_export_on_record(recorded: Store, run: Run, tmp_path: Path) -> None:
    exported(run, tmp_path, "--since", "2026-03-01")

    last = recorded.audit.entries(TEAM)[-1]

    assert (last.event, last.fields["entries"], last.fields["format"]) == ("exported", 3, "csv")
    assert recorded.audit.verify(TEAM).intact


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", ""])
def test_command_refuses_what_is_no_day(
    recorded: Store, run: Run, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("export", "--since", day)

    assert "write it like 2026-03-01" in capsys.readouterr().err


def test_command_that_cannot_write_says_so_and_records_nothing(
    recorded: Store, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "-o", str(tmp_path / "nowhere" / "record.csv")) == 1
    assert "a file in a directory that exists" in capsys.readouterr().err
    assert len(recorded.audit.entries(TEAM)) == 3


def test_command_leaves_an_older_file_when_the_database_is_gone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "record.csv"
    file.write_text("older")

    assert run("export", "-o", str(file), DATABASE_URL="sqlite:////nowhere/explain.db") == 1
    assert file.read_text() == "older"
