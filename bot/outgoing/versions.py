"""The same message for a place that takes less, or where it needs a reason."""

from __future__ import annotations

from bot.markup import mrkdwn
from bot.messages.message import Block, Message
from bot.messages.summary import NO_PICTURE


def with_note(message: Message, sentence: str) -> Message:
    """Return the message with a sentence of our own at its end, in Slack's markup."""
    note: Block = {"type": "context", "elements": [mrkdwn(sentence)]}
    blocks = [*message.blocks, note] if message.blocks else []
    return Message(f"{message.text}\n{sentence}", blocks)


def picture_of(message: Message) -> Message | None:
    """Return the message's pictures alone, or None if it has none."""
    pictures = [block for block in message.blocks if _is_picture(block)]
    return (
        Message(" ".join(block["alt_text"] for block in pictures), pictures) if pictures else None
    )


def without_picture(message: Message) -> Message:
    """Return the message without its pictures, saying so; others are returned as they are."""
    if picture_of(message) is None:
        return message
    blocks = [block for block in message.blocks if not _is_picture(block)]
    return with_note(Message(message.text, blocks), NO_PICTURE)


def _is_picture(block: Block) -> bool:
    return block.get("type") == "image" and "slack_file" in block
