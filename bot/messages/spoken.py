"""Blocks in words alone, for notifications and for who hears a message instead of seeing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.messages.message import Block, Message

# Slack asks for no more than 4,000 characters beside the blocks.
LIMIT = 3_900


def message_of(blocks: Sequence[Block]) -> Message:
    """Return a message whose text says what its blocks say."""
    return Message(in_words(blocks), list(blocks))


def in_words(blocks: Sequence[Block]) -> str:
    """Return what blocks say, in Slack's markup, a line each; lines that do not fit are left out.

    Buttons and menus say nothing.
    """
    lines, room = [], LIMIT
    for line in _lines(blocks):
        if len(line) < room:
            lines.append(line)
            room -= len(line) + 1
    return "\n".join(lines)


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block["type"]:
            case "header":
                yield block["text"]["text"]
            case "section":
                parts = [block["text"]] if "text" in block else []
                yield from (part["text"] for part in [*parts, *block.get("fields", [])])
            case "context":
                yield from (part["text"] for part in block["elements"] if "text" in part)
            case "image":
                yield block["alt_text"]
