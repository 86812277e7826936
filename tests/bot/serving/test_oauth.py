"""The pages with which workspaces install the app."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from bot.serving.oauth import INSTALL_PATH, REDIRECT_PATH, SCOPES, authorize_url
from bot.settings import Secret
from tests.bot.installing import Installing, installing
from tests.bot.store.remains import remains
from tests.slack import SlackStandIn
from tests.slack.stand_in import Team

MANIFEST = Path(__file__).resolve().parents[3] / "manifest.json"


@pytest.fixture
def bot(slack: SlackStandIn, tmp_path: Path) -> Iterator[Installing]:
    with installing(slack, tmp_path) as bot:
        yield bot


@pytest.fixture
def team(slack: SlackStandIn) -> Team:
    """Return a workspace in which nobody has installed the app yet."""
    return slack.add_workspace("Acme", installed=False)


def test_scopes_are_those_of_the_manifest() -> None:
    scopes = json.loads(MANIFEST.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]

    assert sorted(SCOPES) == sorted(scopes)


@pytest.mark.parametrize(
    ("api_url", "page"),
    [
        ("https://slack.com/api/", "https://slack.com/oauth/v2/authorize"),
        ("https://slack-gov.com/api/", "https://slack-gov.com/oauth/v2/authorize"),
        ("http://127.0.0.1:80/sub/api/", "http://127.0.0.1:80/sub/oauth/v2/authorize"),
        ("http://127.0.0.1:80/", "http://127.0.0.1:80/oauth/v2/authorize"),
    ],
)
def test_authorize_url_is_beside_the_api(api_url: str, page: str) -> None:
    assert authorize_url(api_url) == page


def test_page_leads_to_slack_with_all_that_it_wants_to_know(
    slack: SlackStandIn, bot: Installing
) -> None:
    page = bot.browser.open(INSTALL_PATH)

    address = urlsplit(page.link)
    query = parse_qs(address.query)
    assert page.status == 200
    assert page.link.startswith(f"{slack.authorize_url}?")
    assert query["client_id"] == [slack.oauth_environment()["SLACK_CLIENT_ID"]]
    assert query["scope"] == [",".join(SCOPES)]
    assert bot.browser.cookie.endswith(f"={query['state'][0]}")


def test_pages_keep_their_addresses_and_cookies_to_themselves(bot: Installing) -> None:
    first, last = bot.browser.open(INSTALL_PATH), bot.browser.open(REDIRECT_PATH)

    assert "Secure" in first.headers["set-cookie"]
    assert "HttpOnly" in first.headers["set-cookie"]
    for page in (first, last):
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("team=T012AB3CD", ["T012AB3CD"]),
        ("team=T01%26redirect_uri%3Dhttps://evil.example", None),
        ("team=%22%3E%3Cscript%3E", None),
        ("team=", None),
    ],
)
def test_page_passes_on_a_workspace_and_nothing_else(
    bot: Installing, query: str, named: list[str] | None
) -> None:
    address = parse_qs(urlsplit(bot.browser.open(f"{INSTALL_PATH}?{query}").link).query)

    assert address.get("team") == named
    assert "redirect_uri" not in address


@pytest.mark.parametrize("path", ["/", "/slack/install/", "/slack/events", "/slack/oauth"])
def test_pages_have_two_addresses_alone(bot: Installing, path: str) -> None:
    assert bot.browser.open(path).status == 404


def test_consent_ends_in_an_installation(bot: Installing, team: Team) -> None:
    page = bot.browser.install(team)

    kept = bot.bot(team)
    assert page.status == 200
    assert "explain is in Acme" in page.text
    assert "/explain" in page.text
    assert page.link.startswith(f"slack://app?team={team.team_id}")
    assert kept is not None
    assert kept.bot_token == team.bot_token
    assert kept.bot_user_id == team.bot_user_id
    assert bot.browser.cookie.endswith("=deleted")


@pytest.mark.parametrize(
    "name", ["<b>Acme</b>", "A & B", '"x"', "👩‍👩‍👧 工作", "شركة", "*stars*", "n" * 200]
)
def test_last_page_shows_the_workspaces_name_as_it_is(
    slack: SlackStandIn, bot: Installing, name: str
) -> None:
    page = bot.browser.install(slack.add_workspace(name, installed=False))

    title = page.text.partition("<h1>")[2].partition("</h1>")[0]
    plain = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert title == f"explain is in {plain.replace(chr(34), '&quot;')}"


def test_each_workspace_has_its_own_token(slack: SlackStandIn, bot: Installing, team: Team) -> None:
    other = slack.add_workspace("Other", installed=False)
    for workspace in (team, other):
        assert bot.browser.install(workspace).status == 200

    assert bot.clients.of(team.team_id).token == team.bot_token
    assert bot.clients.of(other.team_id).token == other.bot_token != team.bot_token


def test_new_token_of_a_workspace_counts_at_once(bot: Installing, team: Team) -> None:
    bot.browser.install(team)
    old = bot.clients.of(team.team_id).token
    team.uninstall()
    bot.browser.install(team)

    assert bot.clients.of(team.team_id).token == team.bot_token != old


def test_cancelling_installs_nothing(bot: Installing, team: Team) -> None:
    page = bot.browser.install(team, allow=False)

    assert page.status == 200
    assert "Nothing was installed" in page.text
    assert page.link == "install"
    assert bot.bot(team) is None


def test_another_browser_cannot_end_what_this_one_began(bot: Installing, team: Team) -> None:
    address = bot.browser.consent(team)
    bot.browser.cookie = ""
    page = bot.browser.open(address)

    assert page.status == 400
    assert "same browser" in page.text
    assert bot.bot(team) is None


@pytest.mark.parametrize("keeps_cookie", [True, False])
def test_a_link_works_once(bot: Installing, team: Team, keeps_cookie: bool) -> None:
    address = bot.browser.consent(team)
    cookie = bot.browser.cookie
    assert bot.browser.open(address).status == 200
    if keeps_cookie:
        bot.browser.cookie = cookie
    page = bot.browser.open(address)

    assert page.status == 400
    assert "start again" in page.text


def test_a_state_that_has_expired_is_refused(bot: Installing, team: Team) -> None:
    address = bot.browser.consent(team)
    with bot.store.engine.begin() as connection:
        connection.execute(text("UPDATE explain_oauth_states SET expires = '2020-01-01'"))
    page = bot.browser.open(address)

    assert page.status == 400
    assert "ten minutes" in page.text
    assert bot.bot(team) is None


def test_a_code_that_has_expired_is_refused(
    slack: SlackStandIn, bot: Installing, team: Team
) -> None:
    address = bot.browser.consent(team)
    slack.clock.advance(601)
    page = bot.browser.open(address)

    assert page.status == 400
    assert "does not work any more" in page.text
    slack.violations.clear()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "same browser"),
        ("state=", "same browser"),
        ("state=x&code=y", "same browser"),
        ("code=%00%ff", "same browser"),
        ("error=access_denied", "Nothing was installed"),
        ("error=invalid_scope", "invalid_scope"),
        ("error=%3Cscript%3Ealert(1)%3C/script%3E", "unknown"),
        ("error=%F0%9F%91%8D", "unknown"),
        ("error=" + "x" * 5000, "unknown"),
    ],
)
def test_redirect_that_somebody_made_up_gets_a_page(
    bot: Installing, caplog: pytest.LogCaptureFixture, query: str, shown: str
) -> None:
    page = bot.browser.open(f"{REDIRECT_PATH}?{query}")

    assert page.status in (200, 400)
    assert shown in page.text
    assert "<script>" not in page.text
    assert "alert" not in caplog.text


@pytest.mark.parametrize("method", ["oauth.v2.access", "auth.test"])
@pytest.mark.parametrize(
    "trouble",
    [{"status": 500}, {"drop_connection": True}, {"retry_after": 600}, {"error": "internal_error"}],
    ids=str,
)
def test_slack_that_does_not_answer_is_told(
    slack: SlackStandIn, bot: Installing, team: Team, method: str, trouble: dict[str, Any]
) -> None:
    for workspace in (slack, team):
        workspace.fail(method, times=50, **trouble)
    page = bot.browser.install(team)

    assert page.status == 503
    assert "Slack does not answer" in page.text
    assert bot.bot(team) is None


def test_wrong_secret_is_told_with_slacks_word_for_it(
    slack: SlackStandIn, team: Team, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with installing(slack, tmp_path, client_secret=Secret("quincunx")) as bot:
        page = bot.browser.install(team)

    assert page.status == 400
    assert "bad_client_secret" in page.text
    assert "bad_client_secret" in caplog.text
    assert "quincunx" not in page.text + caplog.text
    slack.violations.clear()


def test_database_that_cannot_be_reached_is_told(bot: Installing, team: Team) -> None:
    address = bot.browser.consent(team)
    database = Path(str(bot.store.engine.url.database))
    bot.store.close()
    database.unlink()
    database.mkdir()

    for page in (bot.browser.open(address), bot.browser.open(INSTALL_PATH)):
        assert page.status == 503
        assert "My database cannot be reached" in page.text
        assert page.link == "install"


def test_defect_ends_in_a_page_without_details(
    slack: SlackStandIn, bot: Installing, team: Team, caplog: pytest.LogCaptureFixture
) -> None:
    with bot.store.engine.begin() as connection:
        connection.execute(text("DROP TABLE explain_bots"))
    page = bot.browser.install(team)

    assert page.status == 500
    assert "Something went wrong on my side" in page.text
    assert "explain_bots" not in page.text
    assert "an installation failed" in caplog.text


def test_organisation_is_asked_for_a_workspace(
    slack: SlackStandIn, bot: Installing, team: Team
) -> None:
    address = team.consent(
        bot.browser.open(INSTALL_PATH).link, user="U0BOSS", whole_organisation=True
    )
    page = bot.browser.open(address)

    assert page.status == 400
    assert "one workspace" in page.text
    assert len(slack.calls_to("auth.revoke")) == 1
    assert bot.bot(team) is None


@pytest.mark.parametrize("rotates", [True, False])
def test_no_secret_of_an_installation_can_be_read_anywhere(
    slack: SlackStandIn,
    bot: Installing,
    team: Team,
    caplog: pytest.LogCaptureFixture,
    rotates: bool,
) -> None:
    slack.manifest.rotates_tokens = rotates
    with caplog.at_level(logging.DEBUG):
        address = bot.browser.consent(team)
        bot.browser.open(address)
        bot.browser.open(address)

    kept = bot.bot(team)
    assert kept is not None
    secrets = [kept.bot_token, kept.bot_refresh_token, parse_qs(urlsplit(address).query)["code"][0]]
    assert (kept.bot_refresh_token is not None) == rotates
    for secret in filter(None, [*secrets, slack.oauth_environment()["SLACK_CLIENT_SECRET"]]):
        assert remains(bot.store, secret) == []
        assert secret not in caplog.text
        assert all(secret not in page.text for page in bot.browser.pages)


def test_token_that_is_about_to_expire_is_renewed_in_the_store(
    slack: SlackStandIn, bot: Installing, team: Team
) -> None:
    slack.manifest.rotates_tokens = True
    bot.browser.install(team)
    first = bot.bot(team)
    assert first is not None
    assert bot.clients.of(team.team_id).token == first.bot_token
    first.bot_token_expires_at = 1
    bot.installations.save_bot(first)
    bot.clients.forget(team.team_id)

    renewed = bot.clients.of(team.team_id).token
    second = bot.bot(team)
    assert second is not None
    assert renewed == second.bot_token == team.bot_token != first.bot_token
    assert second.bot_refresh_token != first.bot_refresh_token
