from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_sdk.oauth.installation_store import Bot, InstallationStore

from bot.errors import AccessRevoked, DeliveryError, Unreachable
from bot.outgoing.backoff import Backoff
from bot.outgoing.clients import Clients
from bot.outgoing.slack_api import call, web_client
from bot.settings import Secret
from tests.bot.delivering import clients_of, settings_of
from tests.slack import SlackStandIn
from tests.slack.manifest import read_manifest

REDIRECT_URL = "http://127.0.0.1/slack/oauth_redirect"


class Installations(InstallationStore):
    """Installations by team, and how often they were looked up."""

    def __init__(self, *bots: Bot) -> None:
        self.bots = {str(bot.team_id): bot for bot in bots}
        self.n_looked_up = 0

    def find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        self.n_looked_up += 1
        return self.bots.get(str(team_id))

    def save_bot(self, bot: Bot) -> None:
        self.bots[str(bot.team_id)] = bot


def installation(token: str, team: str = "T0TEAM", **changes: object) -> Bot:
    values: dict[str, object] = {
        "team_id": team,
        "bot_token": token,
        "bot_id": "B0BOT",
        "bot_user_id": "U0BOT",
        "installed_at": time.time(),
    }
    return Bot(**values | changes)  # type: ignore[arg-type]


def installed(slack: SlackStandIn, installations: Installations, now: list[float]) -> Clients:
    """Return clients whose time is what `now` says last."""
    app = slack.oauth_environment()
    settings = settings_of(
        slack,
        bot_token=None,
        client_id=app["SLACK_CLIENT_ID"],
        client_secret=Secret(app["SLACK_CLIENT_SECRET"]),
    )
    return Clients.installed(
        installations, settings, sleep=slack.clock.advance, now=lambda: now[-1]
    )


def test_single_gives_one_client_for_every_workspace(slack: SlackStandIn) -> None:
    clients = clients_of(slack)

    assert clients.of("T0TEAM") is clients.of("T0TEAM")
    assert clients.of("T0TEAM").token == clients.of("T0OTHER").token == slack.bot_token


def test_single_asks_once_who_the_bot_is(slack: SlackStandIn) -> None:
    clients = clients_of(slack)
    names = {clients.bot_name(team) for team in ("T0TEAM", "T0TEAM", "T0OTHER")}

    assert names == {"explain"}
    assert clients.bot_user("T0TEAM") == slack.bot_user_id
    assert len(slack.calls_to("auth.test")) == 1


def test_identity_is_what_bolt_wants_to_know(slack: SlackStandIn) -> None:
    identity = clients_of(slack).identity("T0TEAM")

    assert identity.bot_token == slack.bot_token
    assert identity.bot_user_id == slack.bot_user_id
    assert identity.bot_id


def test_identity_without_an_answer_is_not_remembered(slack: SlackStandIn) -> None:
    clients = clients_of(slack)
    slack.fail("auth.test", status=500, times=1 + len(list(Backoff())))
    with pytest.raises(Unreachable):
        clients.identity("T0TEAM")

    assert clients.bot_name("T0TEAM") == "explain"


def test_identity_with_a_bad_token_is_refused(slack: SlackStandIn) -> None:
    slack.revoke_token()

    with pytest.raises(AccessRevoked, match="install it again"):
        clients_of(slack).identity("T0TEAM")


def test_installed_gives_each_workspace_its_own_token(slack: SlackStandIn) -> None:
    one, two = installation("xoxb-1", "T0ONE"), installation("xoxb-2", "T0TWO")
    clients = installed(slack, Installations(one, two), [0.0])

    assert (clients.of("T0ONE").token, clients.of("T0TWO").token) == ("xoxb-1", "xoxb-2")


def test_installed_knows_nothing_of_other_workspaces(slack: SlackStandIn) -> None:
    clients = installed(slack, Installations(), [0.0])

    with pytest.raises(AccessRevoked) as caught:
        clients.of("T0OTHER")
    assert caught.value.code == "not_installed"


def test_installed_looks_a_token_up_again_after_a_while(slack: SlackStandIn) -> None:
    installations, now = Installations(installation("xoxb-1")), [0.0]
    clients = installed(slack, installations, now)
    clients.of("T0TEAM")
    installations.save_bot(installation("xoxb-2"))

    assert clients.of("T0TEAM").token == "xoxb-1"
    assert installations.n_looked_up == 1
    now.append(301.0)
    assert clients.of("T0TEAM").token == "xoxb-2"


def test_clients_of_one_workspace_do_not_wait_for_those_of_another(slack: SlackStandIn) -> None:
    asked, answered, in_time = Event(), Event(), []

    def tokens(team: str, /) -> str:
        if team == "T0SLOW":
            asked.set()
            in_time.append(answered.wait(30))
        return f"xoxb-{team}"

    clients = Clients(tokens, api_url=slack.api_url)
    slow = Thread(target=clients.of, args=("T0SLOW",))
    slow.start()
    assert asked.wait(30)
    token = clients.of("T0QUICK").token
    answered.set()
    slow.join()

    assert token == "xoxb-T0QUICK"
    assert in_time == [True]


def test_using_forgets_a_token_that_was_revoked(slack: SlackStandIn) -> None:
    installations = Installations(installation("xoxb-1"))
    clients = installed(slack, installations, [0.0])
    slack.fail("auth.test", error="token_revoked")
    with pytest.raises(AccessRevoked), clients.using("T0TEAM") as client:
        call(client.auth_test)
    installations.save_bot(installation(slack.bot_token))

    with clients.using("T0TEAM") as client:
        assert call(client.auth_test)["ok"]


def test_using_keeps_the_token_after_other_failures(slack: SlackStandIn) -> None:
    installations = Installations(installation(slack.bot_token))
    clients = installed(slack, installations, [0.0])
    slack.fail("auth.test", error="team_access_not_granted")
    with pytest.raises(DeliveryError), clients.using("T0TEAM") as client:
        call(client.auth_test)

    assert clients.of("T0TEAM") is client
    assert installations.n_looked_up == 1


@pytest.fixture
def rotating() -> Iterator[SlackStandIn]:
    """A Slack whose bot tokens last for half a day."""
    manifest = replace(read_manifest(), rotates_tokens=True, redirect_urls={REDIRECT_URL})
    with SlackStandIn(manifest=manifest) as slack:
        yield slack
        assert slack.violations == []


def consented(slack: SlackStandIn, *, minutes_left: float = 60.0) -> Installations:
    """Return a fresh installation, as it will be when its token lasts that long."""
    app = slack.oauth_environment()
    client_id, client_secret = app["SLACK_CLIENT_ID"], app["SLACK_CLIENT_SECRET"]
    page = f"https://slack.com/oauth/v2/authorize?client_id={client_id}&scope=chat:write"
    query = parse_qs(urlsplit(slack.consent(page)).query)
    given = web_client(None, slack.api_url).oauth_v2_access(
        client_id=client_id, client_secret=client_secret, code=query["code"][0]
    )
    bot = installation(
        str(given["access_token"]),
        bot_refresh_token=given["refresh_token"],
        bot_token_expires_at=int(time.time() + 60 * minutes_left),
    )
    return Installations(bot)


def test_installed_renews_a_token_before_it_expires(rotating: SlackStandIn) -> None:
    installations = consented(rotating)
    old = installations.bots["T0TEAM"]
    client = installed(rotating, installations, [0.0]).of("T0TEAM")

    kept = installations.bots["T0TEAM"]
    assert client.token == kept.bot_token != old.bot_token
    assert kept.bot_refresh_token != old.bot_refresh_token
    assert call(client.auth_test)["ok"]


def test_installed_leaves_a_token_alone_that_lasts(rotating: SlackStandIn) -> None:
    installations = consented(rotating, minutes_left=600)
    old = installations.bots["T0TEAM"]

    assert installed(rotating, installations, [0.0]).of("T0TEAM").token == old.bot_token
    assert len(rotating.calls_to("oauth.v2.access")) == 1


def test_installed_renews_a_token_once_for_all_threads(rotating: SlackStandIn) -> None:
    clients = installed(rotating, consented(rotating), [0.0])
    tokens: list[str | None] = []
    threads = [Thread(target=lambda: tokens.append(clients.of("T0TEAM").token)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(tokens), len(set(tokens))) == (8, 1)


def test_installed_takes_the_token_that_another_process_has_renewed(
    rotating: SlackStandIn,
) -> None:
    installations = consented(rotating)
    old = installations.bots["T0TEAM"]
    renewed = installed(rotating, installations, [0.0]).of("T0TEAM").token
    late = LateReader(old, installations.bots["T0TEAM"])

    assert installed(rotating, late, [0.0]).of("T0TEAM").token == renewed
    assert [refusal.error for refusal in rotating.refusals] == ["invalid_refresh_token"]
    rotating.violations.clear()


class LateReader(Installations):
    """Reads an installation just before another process writes it anew."""

    def __init__(self, old: Bot, new: Bot) -> None:
        super().__init__(old)
        self.new = new

    def find_bot(self, **which: Any) -> Bot | None:
        found = super().find_bot(**which)
        self.save_bot(self.new)
        return found


@pytest.mark.parametrize("trouble", [{"drop_connection": True}, {"status": 500}])
def test_installed_uses_a_token_that_cannot_be_renewed_while_it_lasts(
    rotating: SlackStandIn, trouble: dict[str, Any]
) -> None:
    installations = consented(rotating)
    rotating.fail("oauth.v2.access", times=50, **trouble)
    old = installations.bots["T0TEAM"].bot_token

    assert installed(rotating, installations, [0.0]).of("T0TEAM").token == old


def test_installed_has_no_token_when_the_last_one_has_expired(rotating: SlackStandIn) -> None:
    installations = consented(rotating, minutes_left=-1)
    rotating.fail("oauth.v2.access", error="internal_error", times=50)

    with pytest.raises(AccessRevoked) as caught:
        installed(rotating, installations, [0.0]).of("T0TEAM")
    assert caught.value.code == "token_expired"


def test_installed_tells_nobody_the_tokens(
    rotating: SlackStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    installations = consented(rotating)
    rotating.fail("oauth.v2.access", error="internal_error", times=50)
    with caplog.at_level(logging.DEBUG):
        installed(rotating, installations, [0.0]).of("T0TEAM")

    assert "could not be renewed" in caplog.text
    assert "xoxe" not in caplog.text
