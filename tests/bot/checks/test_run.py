from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.checks import check
from tests.bot.fakes import FakeExplainer
from tests.slack import SlackStandIn


def checked(environment: dict[str, str], folder: Path) -> tuple[int, list[str]]:
    output = io.StringIO()
    given = {"DATABASE_URL": f"sqlite:///{folder / 'bot.db'}"} | environment
    code = check(given, lambda _: FakeExplainer(), env_file=folder / ".env", output=output)
    return code, output.getvalue().splitlines()


def test_check_ends_with_0_if_the_bot_can_run(slack: SlackStandIn, tmp_path: Path) -> None:
    code, lines = checked(slack.environment(), tmp_path)

    assert code == 0
    assert lines[-1] == "The bot can run."
    assert all(line.startswith("ok ") for line in lines[:-1])


def test_check_goes_on_after_what_is_wrong(slack: SlackStandIn, tmp_path: Path) -> None:
    code, lines = checked(slack.environment() | {"SLACK_BOT_TOKEN": "xoxb-other"}, tmp_path)

    assert code == 1
    assert lines[-1] == "Something has to be put right."
    assert any(line.startswith("wrong  token ") for line in lines)
    assert any(line.startswith("ok     model ") for line in lines)
    slack.violations.clear()


def test_check_names_every_setting_that_is_missing(tmp_path: Path) -> None:
    code, lines = checked({}, tmp_path)

    assert code == 1
    assert [line.split()[:3] for line in lines[:-1]] == [
        ["wrong", "settings", "SLACK_BOT_TOKEN"],
        ["wrong", "settings", "SLACK_APP_TOKEN"],
    ]


def test_check_shows_no_words_of_an_error_it_did_not_expect(
    slack: SlackStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("quincunx")

    monkeypatch.setattr("bot.checks.run.check_slack", lambda _: map(fail, [1]))

    code, lines = checked(slack.environment(), tmp_path)

    assert code == 1
    assert "wrong  slack       The check itself failed (ValueError)." in lines
    assert "quincunx" not in "\n".join(lines)
