"""What the windows about cases have in common: their frame, their fields, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.markup import plain
from bot.messages.blocks import Element, field
from bot.messages.message import Block

View = dict[str, Any]

TITLE_LIMIT = 24
# What Slack takes in one field.
FIELD_LIMIT = 3_000


def window(title: str, blocks: Sequence[Block], *, about: str = "") -> View:
    """Return a window that only shows something; `about` comes back with what is clicked in it."""
    view: View = {
        "type": "modal",
        "title": plain(title, TITLE_LIMIT),
        "close": plain("Close"),
        "blocks": list(blocks),
    }
    return view | {"private_metadata": about} if about else view


def form(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    submit: str,
    about: str = "",
) -> View:
    """Return a window that can be sent off; `about` comes back with it."""
    return window(title, blocks, about=about) | {
        "callback_id": callback_id,
        "submit": plain(submit, TITLE_LIMIT),
        "close": plain("Cancel"),
    }


def text_field(
    name: str,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    optional: bool = False,
    lines: bool = True,
    placeholder: str = "",
    limit: int = FIELD_LIMIT,
) -> Block:
    """Return a field to write in; `lines` makes it more than one line high."""
    element: Element = {"type": "plain_text_input", "multiline": lines, "max_length": limit}
    if value:
        element["initial_value"] = value[:limit]
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return field(name, label, element, hint=hint, optional=optional)


def about_of(view: Mapping[str, Any]) -> str:
    """Return what `about` was when the window was opened, "" if there was nothing."""
    return _text(view.get("private_metadata"))


def written(view: Mapping[str, Any], name: str) -> str:
    """Return what somebody wrote in a field, without white space around it."""
    return _text(_state(view, name).get("value")).strip()


def chosen(view: Mapping[str, Any], name: str) -> str:
    """Return the one thing chosen in a field: an option, a person, a conversation or a day."""
    state = _state(view, name)
    keys = ("selected_user", "selected_conversation", "selected_channel", "selected_date")
    found = [_mapping(state.get("selected_option")).get("value"), *map(state.get, keys)]
    return next(filter(None, map(_text, found)), "")


def all_chosen(view: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return everything chosen in a field: options, people or conversations."""
    state = _state(view, name)
    found = [_mapping(option).get("value") for option in _list(state.get("selected_options"))]
    for key in ("selected_users", "selected_conversations", "selected_channels"):
        found += _list(state.get(key))
    return tuple(filter(None, map(_text, found)))


def _state(view: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    values = _mapping(_mapping(view.get("state")).get("values"))
    return _mapping(_mapping(values.get(name)).get(name))


def _mapping(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""
