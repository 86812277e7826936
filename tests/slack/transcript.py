"""Messages as a person at a terminal can read them; pictures become files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.slack.records import Json, Message


def lines_of(message: Message, folder: Path) -> list[str]:
    """Return a message as lines of plain text, its pictures written to `folder`."""
    audience = f" (only {message.ephemeral_to} sees this)" if message.ephemeral_to else ""
    edited = " (edited)" if message.edited else ""
    head = f"{message.user} in {message.channel}{audience}{edited}:"
    said = list(_blocks(message)) or message.text.splitlines()
    return [head, *(f"  {line}" for line in said), *_pictures(message, folder)]


def _blocks(message: Message) -> Iterator[str]:
    for block in message.blocks:
        match block:
            case {"type": "image", "alt_text": str(alt_text)}:
                yield f"[picture: {alt_text}]"
            case {"type": "divider"}:
                yield "---"
            case _:
                yield from _texts(block)


def _texts(node: object) -> Iterator[str]:
    """Yield all texts inside a block; those of buttons and menus stand in brackets."""
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        own = node.get("text")
        if isinstance(own, str):
            yield from own.splitlines()
        elif isinstance(own, dict) and "action_id" in node:
            yield f"[{own.get('text')}]"
        else:
            for name in ("text", "fields", "elements", "accessory", "label"):
                yield from _texts(node.get(name))


def _pictures(message: Message, folder: Path) -> Iterator[str]:
    for file in message.files:
        yield f"  picture: {_written(file, folder)}"


def _written(file: Json, folder: Path) -> Path:
    path = folder / f"{file['id']}-{Path(file['name']).name}"
    path.write_bytes(file["bytes"] or b"")
    return path


class Transcript:
    """Remembers what has been shown, so that each message appears once, and again if edited."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shown: set[tuple[str, str, str]] = set()

    def fresh(self, messages: list[Message]) -> list[str]:
        """Return the lines of those messages that have not been shown as they stand now."""
        lines: list[str] = []
        for message in sorted(messages, key=lambda m: m.ts):
            key = (message.ts, message.text, str(message.blocks))
            if key not in self._shown and message.via != "person":
                self._shown.add(key)
                lines += lines_of(message, self._folder)
        return lines
