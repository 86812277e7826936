"""`python -m bot` before it has anything to do with Slack."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import bot.__main__
from tests.bot.processes import run_to_end
from tests.slack import SlackStandIn


def test_help_names_every_setting(tmp_path: Path) -> None:
    code, output, _ = run_to_end(["--help"], cwd=tmp_path)

    assert code == 0
    for key in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_MODE"):
        assert key in output


def test_missing_settings_are_one_line_each(tmp_path: Path) -> None:
    code, _, errors = run_to_end([], cwd=tmp_path)

    lines = errors.splitlines()
    assert code == 2
    assert [line.split()[0] for line in lines] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]
    assert all("https://api.slack.com/apps" in line for line in lines)


@pytest.mark.parametrize("in_file", [True, False])
def test_wrong_settings_are_told_without_their_secrets(tmp_path: Path, in_file: bool) -> None:
    wrong = {"SLACK_BOT_TOKEN": "xapp-mixed-up", "SLACK_APP_TOKEN": "xoxb-mixed-up"}
    if in_file:
        lines = [f"{key}={value}" for key, value in wrong.items()]
        (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
        wrong = {}
    code, _, errors = run_to_end([], cwd=tmp_path, **wrong)

    assert code == 2
    assert len(errors.splitlines()) == 2
    assert "mixed-up" not in errors


@pytest.mark.parametrize(
    ("database", "words"),
    [
        ("no-such-directory/bot.db", "no-such-directory"),
        ("not-a-database.db", "python -m bot check"),
    ],
)
def test_database_that_cannot_be_used_is_told_of_in_a_line(
    tmp_path: Path, slack: SlackStandIn, database: str, words: str
) -> None:
    (tmp_path / "not-a-database.db").write_text("quincunx " * 1000, encoding="utf-8")
    settings = slack.environment() | {"DATABASE_URL": f"sqlite:///{database}"}
    code, _, errors = run_to_end([], cwd=tmp_path, **settings)

    assert code == 1
    assert words in errors
    assert "DATABASE_URL" in errors
    assert "Traceback" not in errors


def test_models_can_be_loaded_by_a_process_that_is_spawned() -> None:
    # It imports the module of what it is to call, and cannot do so with `python -m bot` itself.
    assert bot.__main__.load_explainer.__module__ not in ("__main__", "bot.__main__")


def test_migrate_brings_the_database_up_to_date_without_anything_of_slack_s(
    tmp_path: Path,
) -> None:
    for _ in range(2):
        code, _, errors = run_to_end(["migrate"], cwd=tmp_path)
        assert (code, errors) == (0, "")

    with closing(sqlite3.connect(tmp_path / "explain.db")) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert {"explain_requests", "workflow_status"} <= tables


def test_migrate_says_in_a_line_that_it_cannot(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'bot.db'}"
    code, _, errors = run_to_end(["migrate"], cwd=tmp_path, DATABASE_URL=url)

    assert code == 1
    assert len(errors.splitlines()) == 1
