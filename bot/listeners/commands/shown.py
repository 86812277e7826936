"""What the person who typed a command sees in its place."""

from __future__ import annotations

from slack_bolt import Ack

from bot.messages.message import Message


def acknowledge(ack: Ack, message: Message | None) -> None:
    """Acknowledge a command; a message is for the one who typed it alone."""
    if message is None:
        ack()
    else:
        ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
