"""Several workspaces on one bot: they install it, use it, and remove it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.assembly import Bot
from bot.errors import AccessRevoked
from bot.serving.http_server import EVENTS_PATH, HttpServer
from bot.serving.install_server import InstallServer
from bot.serving.servers import Servers
from bot.settings import Mode
from tests.bot.fakes import FakeExplainer
from tests.bot.installing import Browser, browser_at, installing, oauth_settings
from tests.bot.processes import bot_process
from tests.bot.running import running
from tests.bot.store.remains import remains
from tests.slack import SlackStandIn
from tests.slack.stand_in import Team


@pytest.fixture
def teams(slack: SlackStandIn) -> list[Team]:
    return [slack.add_workspace(name, installed=False) for name in ("Acme", "Other")]


@contextmanager
def open_to_all(slack: SlackStandIn, *, mode: Mode = "http") -> Iterator[tuple[Bot, Browser]]:
    with running(slack, FakeExplainer(), mode=mode, **oauth_settings(slack)) as bot:
        server = bot.server.servers[0] if isinstance(bot.server, Servers) else bot.server
        assert isinstance(server, HttpServer | InstallServer)
        yield bot, browser_at(slack, f"http://127.0.0.1:{server.port}")


def answer(team: Team, text: str) -> str:
    """Return what the workspace's channel sees after a command there."""
    assert team.command("/explain", text).ok
    return team.wait_for_messages("C0GENERAL", n=1)[-1].text


def test_each_workspace_is_answered_in_its_own_channel(
    slack: SlackStandIn, teams: list[Team]
) -> None:
    with open_to_all(slack) as (_, browser):
        for team in teams:
            assert browser.install(team).status == 200
        said = [answer(team, f"good {team.team_id}") for team in teams]

    assert all(team.team_id in text for team, text in zip(teams, said, strict=True))
    assert [len(team.messages("C0GENERAL")) for team in teams] == [1, 1]


def test_socket_mode_serves_the_pages_beside_the_socket(
    slack: SlackStandIn, teams: list[Team]
) -> None:
    with open_to_all(slack, mode="socket") as (_, browser):
        assert browser.install(teams[0]).status == 200
        assert "good" in answer(teams[0], "good")
        assert browser.open("/healthz").status == 200
        assert browser.open(EVENTS_PATH).status == 404


def test_workspace_that_removes_the_app_is_forgotten_alone(
    slack: SlackStandIn, teams: list[Team]
) -> None:
    leaving, staying = teams
    with open_to_all(slack) as (bot, browser):
        for team in teams:
            browser.install(team)
            answer(team, "good")
        leaving.uninstall()
        slack.wait_for_events()

        assert remains(bot.store, leaving.team_id) == []
        assert remains(bot.store, staying.team_id) != []
        with pytest.raises(AccessRevoked):
            bot.clients.of(leaving.team_id)
        assert staying.command("/explain", "better").ok
        assert len(staying.wait_for_messages("C0GENERAL", n=2)) == 2


def test_workspace_that_installs_the_app_again_is_answered(
    slack: SlackStandIn, teams: list[Team]
) -> None:
    with open_to_all(slack) as (_, browser):
        browser.install(teams[0])
        teams[0].uninstall()
        slack.wait_for_events()
        browser.install(teams[0])

        assert "good" in answer(teams[0], "good")


def test_workspace_without_an_installation_is_told_so(slack: SlackStandIn) -> None:
    with open_to_all(slack):
        ack = slack.command("/explain", "good")

    assert ack.ok
    assert any("install it again" in message.text for message in slack.seen_only_by("U0ALICE"))


@pytest.mark.parametrize("key", [Fernet.generate_key().decode(), "hunter2"], ids=["other", "none"])
def test_process_whose_key_does_not_fit_ends_with_one_line(
    slack: SlackStandIn, teams: list[Team], tmp_path: Path, key: str
) -> None:
    with installing(slack, tmp_path) as bot:
        bot.browser.install(teams[0])

    settings = slack.oauth_environment() | {"STORE_KEY": key}
    with bot_process("works", slack, database=tmp_path / "bot.db", **settings) as process:
        assert process.wait() == 1
        (line,) = process.output.splitlines()

    assert "STORE_KEY" in line
    assert key not in line
