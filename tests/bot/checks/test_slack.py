from __future__ import annotations

from collections.abc import Iterator
from email.utils import formatdate
from typing import Any

import pytest

from bot.checks.finding import Finding
from bot.checks.slack import OPTIONAL_SCOPES, _clock, _scopes, check_slack
from bot.serving.oauth import SCOPES
from bot.settings import Mode, Secret
from tests.bot.running import settings_for
from tests.slack import SlackStandIn


@pytest.fixture(autouse=True)
def _refusals_are_wanted(slack: SlackStandIn) -> Iterator[None]:
    yield
    slack.violations.clear()


def findings(slack: SlackStandIn, mode: Mode, **changes: Any) -> dict[str, Finding]:
    found = list(check_slack(settings_for(slack, mode=mode, **changes)))
    assert not any(secret in f.says for f in found for secret in secrets(slack))
    return {finding.item: finding for finding in found}


def secrets(slack: SlackStandIn) -> list[str]:
    return [slack.bot_token, slack.app_token, slack.signing_secret, "-other"]


def verdicts(found: dict[str, Finding]) -> dict[str, str]:
    return {item: finding.verdict for item, finding in found.items()}


def test_check_slack_finds_nothing_wrong_in_socket_mode(slack: SlackStandIn) -> None:
    found = findings(slack, "socket")

    assert verdicts(found) == dict.fromkeys(
        ["token", "scopes", "clock", "app token", "socket"], "ok"
    )


def test_check_slack_says_what_it_cannot_see_in_http_mode(slack: SlackStandIn) -> None:
    assert verdicts(findings(slack, "http")) == {
        "token": "ok",
        "scopes": "ok",
        "clock": "ok",
        "requests": "note",
    }


def test_check_slack_leaves_no_connection_open(slack: SlackStandIn) -> None:
    findings(slack, "socket")

    assert not slack.command("/explain", "x").ok


@pytest.mark.parametrize(
    ("setting", "value", "item", "key"),
    [
        ("bot_token", Secret("xoxb-other"), "token", "SLACK_BOT_TOKEN"),
        ("app_token", Secret("xapp-other"), "app token", "SLACK_APP_TOKEN"),
        ("api_url", "http://127.0.0.1:1/api/", "slack", "SLACK_API_URL"),
    ],
)
def test_check_slack_names_the_setting_that_is_wrong(
    slack: SlackStandIn, setting: str, value: object, item: str, key: str
) -> None:
    found = findings(slack, "socket", **{setting: value})

    assert found[item].verdict == "wrong"
    assert key in found[item].says


@pytest.mark.parametrize(("client_id", "verdict"), [("good", "ok"), ("other", "wrong")])
def test_check_slack_tries_client_id_and_secret(
    slack: SlackStandIn, client_id: str, verdict: str
) -> None:
    environment = slack.oauth_environment()
    changes = {
        "bot_token": None,
        "client_id": environment["SLACK_CLIENT_ID"] if client_id == "good" else client_id,
        "client_secret": Secret(environment["SLACK_CLIENT_SECRET"]),
    }

    assert findings(slack, "http", **changes)["client"].verdict == verdict


@pytest.mark.parametrize(
    ("missing", "verdict"),
    [
        (frozenset(), "ok"),
        (OPTIONAL_SCOPES, "note"),
        ({"chat:write"}, "wrong"),
        ({"chat:write"} | OPTIONAL_SCOPES, "wrong"),
        (set(SCOPES), "wrong"),
    ],
)
def test_scopes_are_compared_with_the_manifest(missing: set[str], verdict: str) -> None:
    found = _scopes(",".join(scope for scope in SCOPES if scope not in missing))

    assert found.verdict == verdict
    assert all(scope in found.says for scope in missing - OPTIONAL_SCOPES)


@pytest.mark.parametrize(
    ("off", "verdict"),
    [(0, "ok"), (-20, "ok"), (90, "note"), (-90, "note"), (400, "wrong"), (-400, "wrong")],
)
def test_clock_is_compared_with_slacks(off: int, verdict: str) -> None:
    assert (
        _clock(formatdate(1_800_000_000, usegmt=True), now=1_800_000_000 + off).verdict == verdict
    )


@pytest.mark.parametrize("date", ["", "soon", "Mon, 99 Foo 2026"])
def test_clock_says_that_slack_did_not_tell_the_time(date: str) -> None:
    assert _clock(date, now=0).verdict == "note"
