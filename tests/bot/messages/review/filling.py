"""Windows as they come back when somebody sends them off, and what stands in them."""

from __future__ import annotations

from itertools import chain
from typing import Any

from bot.messages.message import Message
from tests.slack.choices import Value, filled, state_of

Json = dict[str, Any]


def sent_off(view: Json, **values: Value) -> Json:
    """Return a window in which somebody filled in these fields and left the others."""
    opened = view | {"state": {"values": state_of(view["blocks"])}}
    return opened | {"state": {"values": filled(opened, values)}}


def field(view: Json, name: str) -> Json:
    (block,) = [block for block in view["blocks"] if block.get("block_id") == name]
    element: Json = block["element"]
    return element


def clickable(shown: Message | list[Json]) -> dict[str, Json]:
    """Return buttons and menus by their action ids."""
    blocks = shown.blocks if isinstance(shown, Message) else shown
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    beside = [block["accessory"] for block in blocks if "accessory" in block]
    return {element["action_id"]: element for element in [*chain.from_iterable(rows), *beside]}


def types(shown: Message) -> list[str]:
    return [block["type"] for block in shown.blocks]
