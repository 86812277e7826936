"""Messages as a person at a terminal can read them; pictures become files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.slack.block_kit.schema import walk
from tests.slack.choices import OFFERED
from tests.slack.controls import controls_of, listed
from tests.slack.records import Json, Message
from tests.slack.render import identified


def lines_of(message: Message, folder: Path) -> list[str]:
    """Return a message as lines of plain text, its pictures written to `folder`."""
    audience = f" (only {message.ephemeral_to} sees this)" if message.ephemeral_to else ""
    edited = " (edited)" if message.edited else ""
    head = f"{message.user} in {message.channel}{audience}{edited}:"
    said = list(_blocks(message.blocks)) or message.text.splitlines()
    pictures = _pictures(message, folder)
    return [head, *(f"  {line}" for line in said), *pictures, *_clickable(message.blocks)]


def lines_of_view(view: Json) -> list[str]:
    """Return a modal or the App Home as lines of plain text."""
    name = "Home" if view["type"] == "home" else f"Window “{view['title']['text']}”"
    head = f"{name} of {view['user']}:" if view.get("user") else f"{name}:"
    return [head, *(f"  {line}" for line in _blocks(view["blocks"])), *_clickable(view["blocks"])]


def _clickable(blocks: Sequence[Json]) -> Iterator[str]:
    controls = controls_of(identified(blocks))
    if controls:
        yield f"  {listed(controls)}"


def _blocks(blocks: Sequence[Json]) -> Iterator[str]:
    for block in blocks:
        match block:
            case {"type": "image", "alt_text": str(alt_text)}:
                yield f"[picture: {alt_text}]"
            case {"type": "divider"}:
                yield "---"
            case {"type": "input", "label": {"text": str(label)}}:
                yield f"{block.get('block_id')}= {label}{_offers(block['element'])}"
            case _:
                yield from _texts(block)


def _offers(element: Json) -> str:
    """Return what can be filled in, where that is a list: ` (public, private)`."""
    if element["type"] not in OFFERED:
        return ""
    options = [node["value"] for node, _ in walk(element, "") if {"text", "value"} <= node.keys()]
    return f" ({', '.join(dict.fromkeys(options))})"


def _texts(node: object) -> Iterator[str]:
    """Yield all texts inside a block, except those of what can be clicked."""
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict) and "action_id" not in node:
        own = node.get("text")
        if isinstance(own, str):
            yield from own.splitlines()
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

    def fresh_view(self, view: Json) -> list[str]:
        """Return the lines of a view, if it has not been shown as it stands now."""
        name = view["id"] if view["type"] == "modal" else f"home of {view.get('user')}"
        key = (name, "", str(view["blocks"]))
        if key in self._shown:
            return []
        self._shown.add(key)
        return lines_of_view(view)
