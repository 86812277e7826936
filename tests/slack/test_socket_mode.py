"""Bolt's own Socket Mode client against the stand-in."""

from __future__ import annotations

from tests.slack import SlackStandIn
from tests.slack.clients import PATIENCE, connected, echo_app


def test_a_connection_is_replaced_when_slack_asks_for_it(slack: SlackStandIn) -> None:
    with connected(slack, echo_app(slack)):
        slack.disconnect("refresh_requested")
        slack.wait_for_connections(1, timeout=PATIENCE)
        assert slack.command("/explain", "still there?").ok
        slack.wait_for_messages("C0GENERAL")
    assert len(slack.calls_to("apps.connections.open")) == 2
    assert slack.violations == []


def test_several_connections_share_the_work(slack: SlackStandIn) -> None:
    with connected(slack, echo_app(slack)), connected(slack, echo_app(slack)):
        slack.wait_for_connections(2, timeout=PATIENCE)
        for text in "abcd":
            assert slack.command("/explain", text).ok
        said = slack.wait_for_messages("C0GENERAL", n=4, timeout=PATIENCE)
    assert len(said) == 4


def test_dropped_connections_are_gone_at_once(slack: SlackStandIn) -> None:
    with connected(slack, echo_app(slack)) as handler:
        handler.client.auto_reconnect_enabled = False
        slack.drop_connections()
        assert slack.command("/explain", "hello?").status == 0
