from __future__ import annotations

import pytest
from slack_bolt import Ack

from bot.app import identify
from bot.errors import StartError
from bot.outgoing.clients import Clients
from bot.settings import Mode, Settings
from tests.bot.fakes import FakeExplainer
from tests.bot.running import QUICK, running, settings_for
from tests.slack import SlackStandIn


def clients_of(settings: Settings) -> Clients:
    return Clients.single(settings, backoff=QUICK)


def test_identify_gives_the_name_in_the_workspace(slack: SlackStandIn) -> None:
    clients = clients_of(settings_for(slack, mode="http"))

    assert identify(clients, api_url=slack.api_url).user == "explain"


def test_identify_of_a_revoked_token_says_where_to_get_another(slack: SlackStandIn) -> None:
    slack.revoke_token()
    clients = clients_of(settings_for(slack, mode="http"))

    with pytest.raises(StartError, match=r"token_revoked.*OAuth & Permissions"):
        identify(clients, api_url=slack.api_url)
    slack.violations.clear()


def test_identify_without_slack_says_where_it_looked(slack: SlackStandIn) -> None:
    clients = clients_of(settings_for(slack, mode="http", api_url="http://127.0.0.1:9/api/"))

    with pytest.raises(StartError, match="cannot be reached at http://elsewhere/"):
        identify(clients, api_url="http://elsewhere/")


def test_app_asks_only_once_who_it_is(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer()):
        for _ in range(3):
            slack.command("/explain", "some text")
        slack.wait_for_messages("C0GENERAL", n=3)

    assert len(slack.calls_to("auth.test")) == 1


def test_app_keeps_its_token_beside_oauth_settings_in_the_environment(
    slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "of-another-app")

    with running(slack, FakeExplainer()):
        assert slack.command("/explain", "some text").ok
        slack.wait_for_messages("C0GENERAL")


def test_app_says_that_it_does_not_know_a_command(
    slack: SlackStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    with running(slack, FakeExplainer()):
        slack.command("/other", "quincunx")

    (shown,) = slack.seen_only_by("U0ALICE")
    assert shown.text == "I do not know the command `/other`."
    assert "/other" in caplog.text
    assert "quincunx" not in caplog.text
    slack.violations.clear()


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_app_acknowledges_although_the_listener_fails_right_after(
    slack: SlackStandIn, mode: Mode
) -> None:
    def listen(ack: Ack) -> None:
        ack()
        raise RuntimeError

    with running(slack, FakeExplainer(), mode=mode) as bot:
        bot.app.command("/fails")(listen)
        acks = [slack.command("/fails") for _ in range(5)]

    assert all(ack.ok for ack in acks)
    told = [message.text for message in slack.seen_only_by("U0ALICE")]
    assert len(told) == 5
    assert all("Something went wrong on my side" in text for text in told)
    slack.violations.clear()


def test_app_answers_slacks_check_of_the_certificate(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer()):
        assert slack.ssl_check().ok
