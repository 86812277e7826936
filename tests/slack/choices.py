"""What people choose in elements, in the shape that payloads have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.slack.block_kit.schema import walk
from tests.slack.records import Json

# Where the choice stands in a payload, and which field of the element it begins with.
FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
STATELESS = {"overflow"}
OFFERED = {"static_select", "radio_buttons", "overflow", "checkboxes", "multi_static_select"}
Value = str | Sequence[str] | None


def elements_of(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every element that can be used, with the block that it is in."""
    for block in blocks:
        for node, _ in walk(block, ""):
            if "action_id" in node:
                yield block, node


def used(element: Json, value: Value) -> Json:
    """Return the element as an action payload shows it, with what was chosen.

    value: of the option, the person, the channel or the date; a list where many may be chosen.
    """
    about: Json = {"type": element["type"], "action_id": element["action_id"]}
    match element["type"]:
        case "button":
            kept = {key: element[key] for key in ("text", "value", "style") if key in element}
            return about | kept
        case "icon_button":
            return about | {"value": element.get("value", "")}
        case "feedback_buttons":
            sides = [element["positive_button"], element["negative_button"]]
            side = next((s for s in sides if s["value"] == value), None)
            if side is None:
                raise LookupError(f"there is no feedback button with value {value!r}")
            return about | {"value": side["value"], "text": side["text"]}
    return about | chosen(element, value)


def chosen(element: Json, value: Value) -> Json:
    """Return the one field that holds what was chosen."""
    name = FIELDS[element["type"]][0]
    if element["type"] in OFFERED:
        options = _offered(element, [value] if isinstance(value, str) else list(value or ()))
        if name == "selected_options":
            return {name: options}
        return {name: options[0] if options else None}
    if name == "selected_option" and isinstance(value, str):
        return {name: {"text": {"type": "plain_text", "text": value}, "value": value}}
    if name.startswith("selected_") and name.endswith("s"):
        return {name: [value] if isinstance(value, str) else list(value or ())}
    return {name: value}


def _offered(element: Json, values: Sequence[str]) -> list[Json]:
    options = [node for node, _ in walk(element, "") if "value" in node and "text" in node]
    known = {option["value"]: option for option in options}
    for value in values:
        if value not in known:
            raise LookupError(f"there is no option {value!r}, only {', '.join(known)}")
    return [known[value] for value in values]


def state_of(blocks: Sequence[Json]) -> Json:
    """Return the values with which a view or a message begins, by block and action."""
    values: Json = {}
    for block, element in elements_of(blocks):
        kind = element["type"]
        if kind not in FIELDS or kind in STATELESS:
            continue
        name, initial = FIELDS[kind]
        nothing: Any = [] if name.endswith("s") and name != "files" else None
        state = {"type": kind, name: element.get(initial, nothing)}
        values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def filled(view: Json, values: Json) -> Json:
    """Return the state of a modal in which a person has filled in `values`.

    values: by block_id, either what was chosen in the block's one element, or whole states by
            action_id, as `{"text": "hello"}` or
            `{"text": {"value": {"type": "plain_text_input", "value": "hello"}}}`.
    """
    state = dict(view["state"]["values"])
    for block_id, value in values.items():
        states = value if isinstance(value, dict) else _simple(view, block_id, value)
        state[block_id] = {**state.get(block_id, {}), **states}
    return state


def _simple(view: Json, block_id: str, value: Value) -> Json:
    found = [e for block, e in elements_of(view["blocks"]) if block["block_id"] == block_id]
    if len(found) != 1:
        raise LookupError(f"block {block_id!r} has {len(found)} elements")
    (element,) = found
    return {element["action_id"]: {"type": element["type"], **chosen(element, value)}}


def missing(view: Json, state: Json) -> Iterator[str]:
    """Yield what Slack's own client would not let a person submit."""
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        name = FIELDS[element["type"]][0]
        given = state.get(block["block_id"], {}).get(element["action_id"], {}).get(name)
        if not given and not block.get("optional"):
            yield f"{block['block_id']} is empty"
        if isinstance(given, str) and len(given) > element.get("max_length", len(given)):
            yield f"{block['block_id']} is too long"
        if isinstance(given, str) and given and len(given) < element.get("min_length", 0):
            yield f"{block['block_id']} is too short"
        if isinstance(given, list) and len(given) > element.get("max_selected_items", len(given)):
            yield f"{block['block_id']} has too many"
        if element["type"] == "number_input" and given and not _is_allowed(element, given):
            yield f"{block['block_id']} is no number that is allowed"


def _is_allowed(element: Json, given: str) -> bool:
    try:
        number = float(given)
    except ValueError:
        return False
    if not element["is_decimal_allowed"] and "." in given:
        return False
    least, most = element.get("min_value", "-inf"), element.get("max_value", "inf")
    return float(least) <= number <= float(most)
