"""A local stand-in for Slack: it plays Slack over real HTTP and a real WebSocket, strictly.

with SlackStandIn() as slack:
    start_the_app(slack.environment())
    slack.command("/explain", "bugs are smart animals")
    message = slack.wait_for_messages("C0GENERAL")[0]
    assert slack.violations == []
"""

from __future__ import annotations

from tests.slack.envelopes import typed
from tests.slack.records import Ack, Call, Message, Refusal, Response
from tests.slack.stand_in import SlackStandIn

__all__ = ["Ack", "Call", "Message", "Refusal", "Response", "SlackStandIn", "typed"]
