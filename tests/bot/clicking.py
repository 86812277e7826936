"""What people see and click, in front of the whole bot."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.slack import Message, SlackStandIn

CHANNEL = "C0GENERAL"
ALICE, BOB = "U0ALICE", "U0BOB"


def answer_to(slack: SlackStandIn, text: str = "This movie is horrible") -> Message:
    slack.command("/explain", text)
    return slack.wait_for_messages(CHANNEL)[0]


def private_answer_to(slack: SlackStandIn, text: str, *, channel: str = CHANNEL) -> Message:
    slack.command("/explain", f"--private {text}", channel=channel)
    # On a busy machine, it is first told that the work goes on.
    slack.wait_until(lambda: any(map(_has_buttons, slack.seen_only_by(ALICE))), timeout=30)
    return next(filter(_has_buttons, slack.seen_only_by(ALICE)))


def _has_buttons(message: Message) -> bool:
    return any(block["type"] == "actions" for block in message.blocks)


def told(slack: SlackStandIn, n: int = 1, *, user: str = ALICE) -> Message:
    """Return the n-th message that somebody alone sees, once it is there."""
    slack.wait_until(lambda: len(slack.seen_only_by(user)) >= n, timeout=30)
    return slack.seen_only_by(user)[n - 1]


def id_of(message: Message) -> str:
    """Return the id that the message's buttons carry."""
    (row,) = [block for block in message.blocks if block["type"] == "actions"]
    return str(row["elements"][0]["value"])


def forged(message: Message, identifier: str) -> Message:
    """Return the message with buttons that carry another id."""
    blocks = json.dumps(message.blocks).replace(id_of(message), identifier)
    return replace(message, blocks=json.loads(blocks))
