"""Block Kit, as far as the bot needs it; texts are cut to what Slack takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.markup import fitted, plain
from bot.messages.message import Block

Text = dict[str, Any]
Element = dict[str, Any]

BUTTON_LIMIT = 75
OPTION_LIMIT = 75
HEADER_LIMIT = 150
ALT_TEXT_LIMIT = 2000
MOST_OPTIONS = 100

BETWEEN = "  ·  "  # parts of one line


def section(text: Text, *, accessory: Element | None = None) -> Block:
    block: Block = {"type": "section", "text": text}
    return block if accessory is None else block | {"accessory": accessory}


def fields(*texts: Text) -> Block:
    return {"type": "section", "fields": list(texts)}


def context(*texts: Text) -> Block:
    return {"type": "context", "elements": list(texts)}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER_LIMIT)}


def divider() -> Block:
    return {"type": "divider"}


def image(file: str, alt_text: str) -> Block:
    """Return a picture that has been uploaded to Slack."""
    return {
        "type": "image",
        "slack_file": {"id": file},
        "alt_text": fitted(alt_text, ALT_TEXT_LIMIT),
    }


def actions(*elements: Element) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(
    text: str,
    *,
    action: str,
    value: str,
    spoken: str = "",
    style: str = "",
    confirm: dict[str, Any] | None = None,
) -> Element:
    """Return a button.

    spoken: what screen readers say instead of `text`.
    style:  "primary" or "danger".
    """
    element: Element = {
        "type": "button",
        "text": plain(text, BUTTON_LIMIT),
        "action_id": action,
        "value": value,
    }
    if spoken:
        element["accessibility_label"] = fitted(spoken, BUTTON_LIMIT)
    if style:
        element["style"] = style
    if confirm is not None:
        element["confirm"] = confirm
    return element


def confirmation(title: str, text: str, *, yes: str, no: str) -> dict[str, Any]:
    """Return the question that Slack asks before a click counts."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
        "style": "danger",
    }


def option(text: str, value: str) -> dict[str, Any]:
    return {"text": plain(text, OPTION_LIMIT), "value": value}


def select(
    options: Sequence[dict[str, Any]],
    *,
    action: str,
    placeholder: str = "",
    chosen: str | None = None,
) -> Element:
    """Return a menu; `chosen` is the value of the option that it shows at first."""
    element: Element = {
        "type": "static_select",
        "action_id": action,
        "options": list(options[:MOST_OPTIONS]),
    }
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    first = next((entry for entry in element["options"] if entry["value"] == chosen), None)
    return element if first is None else element | {"initial_option": first}


def overflow(options: Sequence[dict[str, Any]], *, action: str) -> Element:
    return {"type": "overflow", "action_id": action, "options": list(options)}


def field(
    name: str, label: str, element: Element, *, hint: str = "", optional: bool = False
) -> Block:
    """Return a field of a window; its block and its element go by the same name."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": element | {"action_id": name},
        "optional": optional,
    }
    return block | {"hint": plain(hint, 2000)} if hint else block
