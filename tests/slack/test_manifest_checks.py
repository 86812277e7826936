"""What people can do with an app is what its manifest says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import Stubborn, refusal, served_wsgi

HOME = {"type": "home", "blocks": [{"type": "divider"}]}


@pytest.fixture(autouse=True)
def app(slack: SlackStandIn) -> Iterator[None]:
    slack.manifest.commands = {"/explain"}
    slack.manifest.shortcuts = {"explain_text": "global", "explain_message": "message"}
    with served_wsgi(Stubborn("200 OK")) as url:
        slack.connect_http(url)
        yield


def test_a_command_has_to_be_in_the_manifest(slack: SlackStandIn) -> None:
    slack.command("/explain", "hi")
    assert slack.violations == []
    slack.command("/sentiment", "hi")
    assert slack.violations == ["manifest: there is no command /sentiment"]


def test_a_shortcut_has_to_be_in_the_manifest_with_its_kind(slack: SlackStandIn) -> None:
    slack.shortcut("explain_text")
    slack.message_shortcut("explain_message", slack.say("C0GENERAL", "hi"))
    assert slack.violations == []
    slack.shortcut("explain_message")
    assert slack.violations == ["manifest: there is no global shortcut explain_message"]


def test_interactions_have_to_be_switched_on(slack: SlackStandIn) -> None:
    slack.manifest.interactivity = False
    slack.shortcut("explain_text")
    assert slack.violations == ["manifest: interactivity is not switched on"]


def test_a_home_has_to_be_switched_on(slack: SlackStandIn, client: WebClient) -> None:
    slack.manifest.home_tab = False
    assert refusal(client.views_publish, user_id="U0ALICE", view=HOME) == "not_enabled"
    slack.violations.clear()
    slack.open_home()
    assert slack.violations == ["manifest: the app has no home tab to open"]


@pytest.mark.parametrize(("status", "what"), [("500 Broken", "dispatch_failed")])
def test_slack_itself_tells_the_person_that_the_app_did_not_answer(
    slack: SlackStandIn, status: str, what: str
) -> None:
    with served_wsgi(Stubborn(status)) as url:
        slack.connect_http(url)
        slack.command("/explain", "hi")
    (message,) = slack.seen_only_by("U0ALICE")
    assert (message.user, message.text) == ("USLACKBOT", f"/explain failed with the error “{what}”")


def test_a_command_without_any_app_is_answered_by_slack(slack: SlackStandIn) -> None:
    slack._courier.http = None
    acknowledged: Any = slack.command("/explain", "hi")
    assert not acknowledged.ok
    assert [message.via for message in slack.seen_only_by("U0ALICE")] == ["slackbot"]
