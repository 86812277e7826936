from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.data import main as data
from bot.moderation.cases.case import Mark
from bot.moderation.learning.verdict_file import json_lines, verdict_cases, verdict_line
from bot.store import Store
from explain_core.train.verdicts.reading import read_verdicts
from tests.bot.moderation.schooled import DECIDED, decide, decided

TEAM, OTHER = "T0TEAM", "T0OTHER"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with closing(Store.open(database_url)) as store:
        store.migrate()
        yield store


def ids(store: Store, team: str | None = TEAM, **changes: Any) -> list[str]:
    return [case.id for case in verdict_cases(store, team, **changes)]


def test_verdict_cases_are_in_the_order_of_the_decisions(store: Store) -> None:
    for number in (2, 0, 1):
        decide(store, decided(TEAM, number))
    assert ids(store) == ["case0", "case1", "case2"]


def test_verdict_cases_are_of_one_workspace_or_of_all(store: Store) -> None:
    decide(store, decided(TEAM, 0))
    decide(store, decided(OTHER, 1))
    assert ids(store) == ["case0"]
    assert sorted(ids(store, None)) == ["case0", "case1"]


def test_verdict_cases_leave_out_what_was_decided_later(store: Store) -> None:
    for number in range(3):
        decide(store, decided(TEAM, number))
    assert ids(store, until=DECIDED + timedelta(minutes=1)) == ["case0", "case1"]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "open", "verdict": "", "decided": None},
        {"state": "appealed"},
        {"text": "", "has_text": False},
        {"text": " \n"},
        {"text": "half \ud800"},
        {"probabilities": {}},
    ],
    ids=["undecided", "appealed", "forgotten", "empty", "no unicode", "not scored"],
)
def test_verdict_cases_leave_out_what_teaches_nothing(
    store: Store, changes: dict[str, Any]
) -> None:
    decide(store, decided(TEAM, 0, **changes))
    decide(store, decided(TEAM, 1))
    assert ids(store) == ["case1"]


@pytest.mark.parametrize(
    "text",
    ["you 😀👍🏽", "你是白痴", "أنت أحمق", "<!channel> *stars* </s>", "a\x00b\u2028c", "x " * 5000],
)
def test_what_is_written_can_be_read_for_training(tmp_path: Path, text: str) -> None:
    case = decided(TEAM, 0, text=text, marks=(Mark(start=0, end=1, kind="matters"),))
    path = tmp_path / "verdicts.jsonl"
    path.write_text("".join(json_lines([verdict_line(case)])), encoding="ascii")
    (verdict,) = read_verdicts(path, {"toxic": 0.5, "insult": 0.5})
    assert (verdict.text, verdict.verdict) == (text, "overrule")
    assert (verdict.marks[0].start, verdict.marks[0].end) == (0, 1)


def test_where_nothing_was_flagged_the_nearest_label_is_at_issue(tmp_path: Path) -> None:
    case = decided(TEAM, 0, probabilities={"toxic": 0.4, "insult": 0.1})
    path = tmp_path / "verdicts.jsonl"
    path.write_text("".join(json_lines([verdict_line(case)])), encoding="ascii")
    (verdict,) = read_verdicts(path, {"toxic": 0.5, "insult": 0.5})
    assert verdict.flagged == ("toxic",)


def test_marks_behind_the_end_are_left_out() -> None:
    case = decided(TEAM, 0, text="short", marks=(Mark(start=0, end=99, kind="matters"),))
    assert verdict_line(case)["marks"] == []


def test_data_verdicts_writes_a_file_for_its_owner_alone(
    store: Store, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        decide(store, decided(TEAM, number))
    out = tmp_path / "out.jsonl"
    command = ["verdicts", str(out), "--team", TEAM]
    assert data(command, {"DATABASE_URL": database_url}, env_file=tmp_path / ".env") == 0
    assert "with 3 verdicts" in capsys.readouterr().out
    assert [json.loads(line)["case"] for line in out.read_text().splitlines()] == [
        "case0",
        "case1",
        "case2",
    ]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_data_verdicts_says_if_it_cannot_write(
    store: Store, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["verdicts", str(tmp_path / "nowhere" / "out.jsonl")]
    assert data(command, {"DATABASE_URL": database_url}, env_file=tmp_path / ".env") == 1
    assert "could not be written" in capsys.readouterr().err
