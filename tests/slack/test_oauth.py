"""Installing the app in several workspaces, as its own web pages and Bolt would."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.oauth import AuthorizeUrlGenerator

from tests.slack import SlackStandIn
from tests.slack.clients import Stubborn, client_of, refusal, served_wsgi
from tests.slack.stand_in import Team

Json = dict[str, Any]
REDIRECT = "http://127.0.0.1:3000/slack/oauth_redirect"


@pytest.fixture
def team(slack: SlackStandIn) -> Team:
    """Return a workspace in which nobody has installed the app yet."""
    return slack.add_workspace("Acme", installed=False)


@pytest.fixture
def secrets(slack: SlackStandIn) -> Json:
    known = slack.oauth_environment()
    return {
        "client_id": known["SLACK_CLIENT_ID"],
        "client_secret": known["SLACK_CLIENT_SECRET"],
    }


@pytest.fixture
def anonymous(slack: SlackStandIn) -> WebClient:
    return WebClient(base_url=slack.api_url, retry_handlers=[])


def address(slack: SlackStandIn, *, scopes: str = "chat:write,commands") -> str:
    generator = AuthorizeUrlGenerator(
        client_id=slack.oauth_environment()["SLACK_CLIENT_ID"],
        scopes=scopes.split(","),
        redirect_uri=REDIRECT,
        authorization_url=slack.authorize_url,
    )
    return generator.generate(state="s3cret")


def code_of(team: Team, slack: SlackStandIn) -> str:
    sent_to = team.consent(address(slack), user="U0BOSS")
    return parse_qs(urlsplit(sent_to).query)["code"][0]


def installed(team: Team, slack: SlackStandIn, anonymous: WebClient, secrets: Json) -> Any:
    code = code_of(team, slack)
    return anonymous.oauth_v2_access(**secrets, code=code, redirect_uri=REDIRECT)


def test_the_page_names_the_app_its_wishes_and_the_workspaces(
    slack: SlackStandIn, team: Team
) -> None:
    with urllib.request.urlopen(address(slack)) as page:
        text = page.read().decode()
    assert "explain asks to be let in" in text
    assert "<li>chat:write</li><li>commands</li>" in text
    assert f'<option value="{team.team_id}">Acme</option>' in text


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"client_id": "1.1", "scope": "commands"}, "invalid_client_id"),
        ({"scope": ""}, "no_scopes"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"scope": "commands", "redirect_uri": "http://evil.example"}, "bad_redirect_uri"),
    ],
)
def test_the_page_refuses_an_address_that_is_wrong(
    slack: SlackStandIn, secrets: Json, query: Json, error: str
) -> None:
    slack.manifest.redirect_urls.add("http://127.0.0.1:3000")
    whole = urlencode({"client_id": secrets["client_id"], **query})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{slack.authorize_url}?{whole}")
    with caught.value as answer:
        assert (answer.code, answer.read().decode()) == (400, error)


class Browser(urllib.request.HTTPRedirectHandler):
    """Follows no redirect but remembers it."""

    sent_to = ""

    def redirect_request(self, *redirect: Any) -> None:
        self.sent_to = redirect[-1]


def pressed(slack: SlackStandIn, team: Team, decision: str) -> dict[str, list[str]]:
    """Return the query with which the browser comes back to the app."""
    browser = Browser()
    form = urlencode({"team": team.team_id, "decision": decision}).encode()
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.build_opener(browser).open(address(slack), data=form)
    caught.value.close()
    assert browser.sent_to.startswith(REDIRECT)
    return parse_qs(urlsplit(browser.sent_to).query)


def test_allowing_leads_back_to_the_app_with_a_code(
    slack: SlackStandIn, team: Team, anonymous: WebClient, secrets: Json
) -> None:
    query = pressed(slack, team, "allow")
    assert query["state"] == ["s3cret"]
    answer = anonymous.oauth_v2_access(**secrets, code=query["code"][0], redirect_uri=REDIRECT)
    assert answer["team"] == {"id": team.team_id, "name": "Acme"}


def test_denying_leads_back_to_the_app_without_one(slack: SlackStandIn, team: Team) -> None:
    assert pressed(slack, team, "deny") == {"error": ["access_denied"], "state": ["s3cret"]}


def test_an_installation_has_what_was_consented_to(
    slack: SlackStandIn, team: Team, anonymous: WebClient, secrets: Json
) -> None:
    answer = installed(team, slack, anonymous, secrets)
    assert answer["access_token"] == team.bot_token
    assert (answer["bot_user_id"], answer["scope"]) == (team.bot_user_id, "chat:write,commands")
    assert answer["authed_user"] == {"id": "U0BOSS"}
    assert "refresh_token" not in answer.data
    assert client_of(team).auth_test()["team_id"] == team.team_id


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_id": "1.1"}, "invalid_client_id"),
        ({"client_secret": "no"}, "bad_client_secret"),
        ({"code": "no"}, "invalid_code"),
        ({"redirect_uri": "http://127.0.0.1:3000/"}, "bad_redirect_uri"),
        ({"grant_type": "password"}, "invalid_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "xoxe-1-no"}, "invalid_refresh_token"),
    ],
)
def test_a_code_is_exchanged_by_the_app_alone(
    slack: SlackStandIn,
    team: Team,
    anonymous: WebClient,
    secrets: Json,
    wrong: Json,
    error: str,
) -> None:
    given = {**secrets, "code": code_of(team, slack), "redirect_uri": REDIRECT}
    assert refusal(anonymous.oauth_v2_access, **{**given, **wrong}) == error


def test_a_code_is_exchanged_once(
    slack: SlackStandIn, team: Team, anonymous: WebClient, secrets: Json
) -> None:
    given = {**secrets, "code": code_of(team, slack), "redirect_uri": REDIRECT}
    anonymous.oauth_v2_access(**given)
    assert refusal(anonymous.oauth_v2_access, **given) == "invalid_code"


def test_a_code_is_good_for_ten_minutes(
    slack: SlackStandIn, team: Team, anonymous: WebClient, secrets: Json
) -> None:
    given = {**secrets, "code": code_of(team, slack), "redirect_uri": REDIRECT}
    slack.clock.advance(601)
    assert refusal(anonymous.oauth_v2_access, **given) == "invalid_code"


@pytest.fixture
def rotating(slack: SlackStandIn) -> Iterator[None]:
    slack.manifest.rotates_tokens = True
    yield
    slack.manifest.rotates_tokens = False


@pytest.mark.usefixtures("rotating")
def test_a_rotating_token_expires_and_is_refreshed(
    slack: SlackStandIn, team: Team, anonymous: WebClient, secrets: Json
) -> None:
    first = installed(team, slack, anonymous, secrets)
    old = client_of(team)
    assert (first["access_token"][:10], first["expires_in"]) == ("xoxe.xoxb-", 43200)
    slack.clock.advance(43200)
    assert refusal(old.auth_test) == "token_expired"
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = anonymous.oauth_v2_access(**secrets, **again)
    assert client_of(team).token == second["access_token"]
    assert client_of(team).auth_test()["ok"]
    assert refusal(anonymous.oauth_v2_access, **secrets, **again) == "invalid_refresh_token"


@pytest.mark.usefixtures("rotating")
def test_the_last_two_rotating_tokens_are_good(
    slack: SlackStandIn, team: Team, anonymous: WebClient, secrets: Json
) -> None:
    answer = installed(team, slack, anonymous, secrets)
    clients = [client_of(team)]
    for _ in range(2):
        again = {"grant_type": "refresh_token", "refresh_token": answer["refresh_token"]}
        answer = anonymous.oauth_v2_access(**secrets, **again)
        clients.append(client_of(team))
    assert refusal(clients[0].auth_test) == "token_revoked"
    assert all(client.auth_test()["ok"] for client in clients[1:])


def test_revoking_ends_a_token_and_is_told(slack: SlackStandIn, client: WebClient) -> None:
    slack.subscriptions.add("tokens_revoked")
    with served_wsgi(Stubborn("200 OK")) as url:
        slack.connect_http(url)
        assert not client.auth_revoke(test=True)["revoked"]
        assert client.auth_revoke()["revoked"]
        slack.wait_for_events()
    assert [event["type"] for event in slack.events] == ["tokens_revoked"]
    assert refusal(client.auth_test) == "token_revoked"
