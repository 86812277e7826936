"""Slash commands to real Bolt apps, over real HTTP and a real WebSocket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App

from tests.slack import SlackStandIn, typed
from tests.slack.clients import PATIENCE, bolt_app, connected, echo_app, served
from tests.slack.conftest import RunApp
from tests.slack.signing import Signature

Json = dict[str, Any]


@pytest.mark.parametrize(
    "text", ["bugs are smart", "", "a&b=c+d %20", "喜欢 🙂", "two\nlines", '"quoted"']
)
def test_command_reaches_the_app_as_it_was_typed(
    slack: SlackStandIn, run_app: RunApp, text: str
) -> None:
    run_app(echo_app(slack))
    assert slack.command("/explain", text).ok
    assert slack.wait_for_messages("C0GENERAL")[0].text == f"You said {text}"
    assert slack.violations == []


def test_typed_gives_what_slack_makes_of_a_text() -> None:
    assert typed("<b> & &amp;") == "&lt;b&gt; &amp; &amp;amp;"


def test_command_tells_who_asked_and_where(slack: SlackStandIn, run_app: RunApp) -> None:
    app, told = bolt_app(slack), []

    @app.command("/explain")
    def explain(ack: Any, command: Json) -> None:
        told.append((command["user_id"], command["channel_id"], command["channel_name"]))
        ack()

    run_app(app)
    direct = slack.direct_message("U0BOB")
    slack.command("/explain", "hi")
    slack.command("/explain", "hi", user="U0BOB", channel=direct)
    assert told == [("U0ALICE", "C0GENERAL", "general"), ("U0BOB", direct, "directmessage")]


def test_command_shows_the_acknowledgements_text_to_the_asker(
    slack: SlackStandIn, run_app: RunApp
) -> None:
    app = bolt_app(slack)

    @app.command("/explain")
    def explain(ack: Any) -> None:
        ack("Usage: /explain <text>")

    run_app(app)
    slack.command("/explain", user="U0ALICE")
    (message,) = slack.seen_only_by("U0ALICE")
    assert (message.text, message.via) == ("Usage: /explain <text>", "ack")
    assert slack.messages("C0GENERAL") == []


def test_command_shows_an_acknowledgement_to_all_if_asked_to(
    slack: SlackStandIn, run_app: RunApp
) -> None:
    app = bolt_app(slack)

    @app.command("/explain")
    def explain(ack: Any) -> None:
        ack(text="Hello everybody", response_type="in_channel")

    run_app(app)
    slack.command("/explain")
    assert [m.text for m in slack.messages("C0GENERAL")] == ["Hello everybody"]


def test_command_blames_an_acknowledgement_with_bad_blocks(
    slack: SlackStandIn, run_app: RunApp
) -> None:
    app = bolt_app(slack)

    @app.command("/explain")
    def explain(ack: Any) -> None:
        ack(blocks=[{"type": "sections"}])

    run_app(app)
    slack.command("/explain")
    (violation,) = slack.violations
    assert violation.startswith("/explain: invalid_command_response: invalid_blocks")


def test_command_without_any_app_is_noted(slack: SlackStandIn) -> None:
    ack = slack.command("/explain", "hi")
    assert (ack.status, ack.timed_out, ack.ok) == (0, False, False)
    assert slack.violations == ["/explain: the app could not be reached"]


def test_command_that_nobody_handles_is_noted(slack: SlackStandIn) -> None:
    with served(bolt_app(slack)) as url:
        slack.connect_http(url)
        assert slack.command("/unheard").status == 404
    assert slack.violations == ["/unheard: answered with HTTP status 404"]


@pytest.fixture
def hasty() -> Iterator[SlackStandIn]:
    with SlackStandIn(ack_limit=0.2) as slack:
        yield slack


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_command_acknowledged_too_late_is_a_violation(hasty: SlackStandIn, mode: str) -> None:
    app, release = bolt_app(hasty), threading.Event()

    @app.command("/explain")
    def explain(ack: Any) -> None:
        release.wait(PATIENCE)
        ack()

    with served(app) as url, connected(hasty, app):
        if mode == "http":
            hasty.connect_http(url)
        ack = hasty.command("/explain", "hi")
        release.set()
    assert (ack.timed_out, ack.ok) == (True, False)
    assert hasty.violations == ["/explain: no answer within 0.2 s"]


@pytest.mark.parametrize(
    ("signature", "offset"), [("bad", 0), ("none", 0), ("good", -600), ("good", 600)]
)
def test_a_forged_or_stale_command_is_turned_away_by_bolt(
    slack: SlackStandIn, signature: Signature, offset: float
) -> None:
    with served(echo_app(slack)) as url:
        slack.connect_http(url)
        ack = slack.command("/explain", "hi", signature=signature, timestamp_offset=offset)
    assert ack.status == 401
    assert (slack.violations, slack.messages("C0GENERAL")) == ([], [])


def test_an_app_that_believes_a_forger_is_blamed(slack: SlackStandIn) -> None:
    app = App(client=bolt_app(slack).client, request_verification_enabled=False)
    app.command("/explain")(lambda ack: ack())
    with served(app) as url:
        slack.connect_http(url)
        slack.command("/explain", "hi", signature="bad")
    assert slack.violations == ["/explain: a forged or stale request was accepted"]
