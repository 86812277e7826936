from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.checks.finding import Finding
from bot.checks.moderation import check_moderation
from bot.settings import Secret
from tests.bot.running import settings_for
from tests.slack import SlackStandIn


def found(slack: SlackStandIn, **settings: object) -> dict[str, Finding]:
    findings = check_moderation(settings_for(slack, mode="http", **settings))
    return {finding.item: finding for finding in findings}


def review_channel(slack: SlackStandIn, **about: bool) -> Finding:
    slack.add_channel("C0REVIEW", name="review", members=[slack.bot_user_id], **about)
    return found(slack, review_channel="C0REVIEW")["moderation"]


def test_check_moderation_needs_no_review_channel(slack: SlackStandIn) -> None:
    assert found(slack)["moderation"].verdict == "ok"


def test_check_moderation_sees_the_review_channel(slack: SlackStandIn) -> None:
    finding = review_channel(slack, is_private=True)

    assert finding.verdict == "ok"
    assert "#review" in finding.says


def test_check_moderation_names_an_archived_review_channel(slack: SlackStandIn) -> None:
    assert review_channel(slack, is_archived=True).verdict == "wrong"


def test_check_moderation_names_a_review_channel_that_the_bot_does_not_see(
    slack: SlackStandIn,
) -> None:
    finding = found(slack, review_channel="C0NOWHERE")["moderation"]

    assert finding.verdict == "wrong"
    assert "channel_not_found" in finding.says


def test_check_moderation_notes_that_the_bot_is_no_member(slack: SlackStandIn) -> None:
    slack.add_channel("C0REVIEW", name="review")
    finding = found(slack, review_channel="C0REVIEW")["moderation"]

    assert finding.verdict == "note"
    assert "invite it" in finding.says


def test_check_moderation_does_without_the_scope_to_look(slack: SlackStandIn) -> None:
    slack.scopes.difference_update({"channels:read", "groups:read", "im:read", "mpim:read"})

    assert found(slack, review_channel="C0GENERAL")["moderation"].verdict == "note"


TOKENS: dict[str, tuple[Callable[[SlackStandIn], str], str]] = {
    "good": (lambda slack: slack.user_token("U0ADMIN"), "ok"),
    "without the scope": (lambda slack: slack.user_token("U0ADMIN", ["users:read"]), "wrong"),
    "not of Slack": (lambda slack: "xoxp-made-up", "wrong"),
}


@pytest.mark.parametrize("kind", TOKENS)
def test_check_moderation_tries_the_admin_token_without_showing_it(
    slack: SlackStandIn, kind: str
) -> None:
    make, verdict = TOKENS[kind]
    slack.add_user("U0ADMIN", is_admin=True)
    token = make(slack)
    finding = found(slack, admin_token=Secret(token))["admin token"]
    slack.violations.clear()

    assert finding.verdict == verdict
    assert token not in finding.says
