"""A local stand-in for Slack: it plays Slack over real HTTP and a real WebSocket, strictly.

with SlackStandIn() as slack:
    start_the_app(slack.environment())
    slack.command("/explain", "bugs are smart animals")
    message = slack.wait_for_messages("C0GENERAL")[0]
    slack.click(message, "agree")
    assert slack.violations == []

What the app may do, hear and offer is what its manifest says; `slack.scopes`,
`slack.subscriptions` and `slack.manifest` change that.
"""

from __future__ import annotations

from tests.slack.envelopes import typed
from tests.slack.functions import Execution
from tests.slack.manifest import Manifest
from tests.slack.records import Ack, Call, Message, Refusal, Response
from tests.slack.stand_in import SlackStandIn, Team

__all__ = [
    "Ack",
    "Call",
    "Execution",
    "Manifest",
    "Message",
    "Refusal",
    "Response",
    "SlackStandIn",
    "Team",
    "typed",
]
