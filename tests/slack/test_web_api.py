from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack import SlackStandIn
from tests.slack.methods import METHODS


def error_of(caught: pytest.ExceptionInfo[SlackApiError]) -> Any:
    return caught.value.response["error"]


def post(slack: SlackStandIn, method: str, body: bytes, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(slack.api_url + method, data=body, headers=named)
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read())


def test_auth_test_tells_who_the_bot_is(slack: SlackStandIn, client: WebClient) -> None:
    assert client.auth_test()["user_id"] == slack.bot_user_id


def test_a_token_may_come_in_the_form(slack: SlackStandIn) -> None:
    answer = post(slack, "auth.test", f"token={slack.bot_token}".encode())
    assert answer["ok"]


def test_a_token_inside_json_does_not_count(slack: SlackStandIn) -> None:
    body = json.dumps({"token": slack.bot_token}).encode()
    answer = post(slack, "auth.test", body, Content_Type="application/json")
    assert answer["error"] == "not_authed"


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-somebody-else", "invalid_auth"), ("xoxb", "invalid_auth")],
)
def test_a_call_without_a_good_token_is_refused(
    slack: SlackStandIn, token: str, error: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        WebClient(token, base_url=slack.api_url).auth_test()
    assert error_of(caught) == error
    assert slack.violations == [f"auth.test: {error}"]


def test_an_app_token_does_not_open_the_bots_methods(slack: SlackStandIn) -> None:
    with pytest.raises(SlackApiError) as caught:
        WebClient(slack.app_token, base_url=slack.api_url).auth_test()
    assert error_of(caught) == "not_allowed_token_type"


def test_a_bot_token_does_not_open_connections(slack: SlackStandIn, client: WebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.apps_connections_open(app_token=slack.bot_token)
    assert error_of(caught) == "not_allowed_token_type"


def test_an_app_token_has_to_come_in_the_header(slack: SlackStandIn) -> None:
    answer = post(slack, "apps.connections.open", f"token={slack.app_token}".encode())
    assert answer["error"] == "missing_args"


def test_a_revoked_token_is_refused_without_blame(slack: SlackStandIn, client: WebClient) -> None:
    slack.revoke_token()
    with pytest.raises(SlackApiError) as caught:
        client.auth_test()
    assert error_of(caught) == "token_revoked"
    assert slack.violations == []


def test_an_unknown_method_is_a_violation(slack: SlackStandIn, client: WebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.api_call("chat.shout")
    assert error_of(caught) == "unknown_method"
    assert slack.violations == ["chat.shout: unknown_method"]


@pytest.mark.parametrize(
    "method", [name for name, m in METHODS.items() if m.scopes and m.token == "bot"]
)
def test_a_method_without_its_scope_says_what_is_needed(slack: SlackStandIn, method: str) -> None:
    slack.scopes.clear()
    slack.scopes.add("commands")
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method)
    assert error_of(caught) == "missing_scope"
    assert caught.value.response["needed"] in METHODS[method].scopes
    assert caught.value.response["provided"] == "commands"


def test_a_scope_is_shown_in_the_headers(slack: SlackStandIn, client: WebClient) -> None:
    scopes = client.auth_test().headers["X-OAuth-Scopes"]
    assert set(scopes.split(",")) == slack.scopes


def test_a_method_that_reads_forms_only_refuses_json(slack: SlackStandIn) -> None:
    answer = post(
        slack,
        "files.getUploadURLExternal",
        json.dumps({"filename": "a.png", "length": 1}).encode(),
        Content_Type="application/json",
        Authorization=f"Bearer {slack.bot_token}",
    )
    assert answer["error"] == "invalid_arguments"


def test_calls_remember_arguments_but_no_token(slack: SlackStandIn) -> None:
    post(slack, "auth.test", f"token={slack.bot_token}&a=1".encode())
    (call,) = slack.calls_to("auth.test")
    assert call.arguments == {"a": "1"}


def test_users_info_knows_who_has_been_seen(slack: SlackStandIn, client: WebClient) -> None:
    slack.scopes.add("users:read")
    slack.say("C0GENERAL", "hello", user="U0BOB")
    assert client.users_info(user="U0BOB")["user"]["name"] == "bob"


def test_users_info_does_not_know_strangers(slack: SlackStandIn, client: WebClient) -> None:
    slack.scopes.add("users:read")
    with pytest.raises(SlackApiError) as caught:
        client.users_info(user="U0NOBODY")
    assert error_of(caught) == "user_not_found"
