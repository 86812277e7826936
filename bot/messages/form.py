"""The form of the window "Explain text", and what somebody filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.markup import plain
from bot.messages.blocks import MOST_OPTIONS, Element, option, select
from bot.messages.blocks import field as in_form
from bot.messages.choices import VISIBILITIES, key_of
from bot.messages.labels import name_of
from bot.messages.message import Block

# What Slack takes in one field.
TEXT_LIMIT = 3000

# Each block has one field, which goes by the same name.
TEXT, MODEL, TARGET, VISIBILITY, CHANNEL = "text", "model", "target", "visibility", "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What was filled in; "" for what was left open.

    errors: by the block that has to show it; nothing else is to be done if there are any.
    """

    text: str = field(repr=False)
    model: str
    target: str
    visibility: str
    channel: str
    errors: Mapping[str, str]


def form_blocks(
    *,
    models: Sequence[str],
    model: str,
    labels: Mapping[str, Sequence[str]],
    text: str,
    visibility: str,
    language: str,
) -> list[Block]:
    """Return the form, with these values in it at first."""
    return [
        _text_field(text),
        in_form(
            MODEL,
            "Model",
            select([option(name, name) for name in models], action=MODEL, chosen=model),
        ),
        _target_field(labels, language),
        _visibility_field(visibility),
        _channel_field(),
    ]


def submitted(view: Mapping[str, Any]) -> Submitted:
    """Return what somebody filled in; `view` is that of the payload."""
    values = {block: _value(state) for block, state in view["state"]["values"].items()}
    text, model = values.get(TEXT, "").strip(), values.get(MODEL, "")
    owner, _, target = values.get(TARGET, "").rpartition(":")
    errors = {}
    if not text:
        errors[TEXT] = "Write or paste the text that is to be explained."
    if owner and model and owner != model:
        errors[TARGET] = f"Only the model {owner} has this label. Choose that model, or no label."
    return Submitted(
        text=text,
        model=model,
        target=target.strip(),
        visibility=values.get(VISIBILITY, "") or "channel",
        channel=values.get(CHANNEL, ""),
        errors=errors,
    )


def _value(state: Mapping[str, Any]) -> str:
    (element,) = state.values()
    chosen = element.get("selected_option") or {}
    return str(
        chosen.get("value") or element.get("selected_conversation") or element.get("value") or ""
    )


def _text_field(text: str) -> Block:
    element: Element = {
        "type": "plain_text_input",
        "action_id": TEXT,
        "multiline": True,
        "max_length": TEXT_LIMIT,
        "focus_on_load": True,
        "placeholder": plain("Write or paste a text"),
    }
    if text:
        element["initial_value"] = text[:TEXT_LIMIT]
    hint = ""
    if len(text) > TEXT_LIMIT:
        hint = (
            f"Slack takes {TEXT_LIMIT:,} characters here, so this is the beginning of "
            f"{len(text):,}."
        )
    return in_form(TEXT, "Text", element, hint=hint)


def _target_field(labels: Mapping[str, Sequence[str]], language: str) -> Block:
    """Return a menu of the labels, or a line to write one where a menu cannot hold them."""
    everything = [label for names in labels.values() for label in names]
    fits = everything and len(everything) <= MOST_OPTIONS
    if fits and all(key_of(label) == label for label in everything):
        element = _target_menu(labels, language)
        hint = "Left open, the most probable label is explained."
    else:
        element = {"type": "plain_text_input", "action_id": TARGET, "max_length": 200}
        hint = "The name of a label. Left open, the most probable one is explained."
    return in_form(TARGET, "Label to explain", element, hint=hint, optional=True)


def _target_menu(labels: Mapping[str, Sequence[str]], language: str) -> Element:
    groups = [
        {
            "label": plain(model, 75),
            "options": [option(name_of(label, language), f"{model}:{label}") for label in names],
        }
        for model, names in labels.items()
        if names
    ]
    return {
        "type": "static_select",
        "action_id": TARGET,
        "option_groups": groups,
        "placeholder": plain("Most probable label"),
    }


def _visibility_field(visibility: str) -> Block:
    options = [option(text, value) for value, text in VISIBILITIES.items()]
    chosen = next((entry for entry in options if entry["value"] == visibility), options[0])
    element: Element = {
        "type": "radio_buttons",
        "action_id": VISIBILITY,
        "options": options,
        "initial_option": chosen,
    }
    return in_form(VISIBILITY, "Who sees the answer", element)


def _channel_field() -> Block:
    element: Element = {
        "type": "conversations_select",
        "action_id": CHANNEL,
        "default_to_current_conversation": True,
        "response_url_enabled": True,
    }
    hint = "Left open, the answer comes to you as a direct message."
    return in_form(CHANNEL, "Conversation", element, hint=hint, optional=True)
