"""Composition objects and block elements, with the limits of Slack's reference."""

from __future__ import annotations

from collections.abc import Iterator

from tests.slack.block_kit.schema import (
    Check,
    anything,
    array,
    at,
    boolean,
    integer,
    needs_any_of,
    needs_one_of,
    one_of,
    record,
    string,
    typed,
    url,
)


def plain_text(maximum: int) -> Check:
    """A plain_text object."""
    return typed(
        {"plain_text": record({"type": anything, "text": string(maximum)}, {"emoji": boolean})}
    )


def any_text(maximum: int) -> Check:
    """A plain_text or mrkdwn object."""
    mrkdwn = record({"type": anything, "text": string(maximum)}, {"verbatim": boolean})
    plain = record({"type": anything, "text": string(maximum)}, {"emoji": boolean})
    return typed({"mrkdwn": mrkdwn, "plain_text": plain})


action_id = string(255)
block_id = string(255)
placeholder = plain_text(150)

confirm = record(
    {
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    {"style": one_of("primary", "danger")},
)


def option(text: Check, *, with_url: bool = False) -> Check:
    extra = {"url": url()} if with_url else {}
    return record({"text": text, "value": string(150)}, {"description": plain_text(75), **extra})


menu_option = option(plain_text(75))
choice_option = option(any_text(75))
menu_options = array(menu_option, maximum=100)
option_group = record({"label": plain_text(75), "options": menu_options})

slack_file = record({}, {"id": string(255), "url": url()}, needs_one_of("id", "url"))
picture = {
    "image_url": url(),
    "slack_file": slack_file,
}
dispatch_config = record(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), maximum=2)}
)

# What nearly every interactive element may carry.
common: dict[str, Check] = {
    "action_id": action_id,
    "confirm": confirm,
    "focus_on_load": boolean,
    "placeholder": placeholder,
}
multi = {**common, "max_selected_items": integer(1, 100)}


def element(required: dict[str, Check], optional: dict[str, Check], *rules: Check) -> Check:
    return record({"type": anything, **required}, optional, *rules)


def _initial_option_is_offered(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict) or "initial_option" not in value:
        return
    groups = value.get("option_groups") or [{"options": value.get("options") or []}]
    offered = [entry for group in groups for entry in group.get("options", [])]
    if value["initial_option"] not in offered:
        yield at("initial_option must be one of the options", f"{pointer}/initial_option")


def _initial_options_are_offered(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict) or not isinstance(value.get("initial_options"), list):
        return
    groups = value.get("option_groups") or [{"options": value.get("options") or []}]
    offered = [entry for group in groups for entry in group.get("options", [])]
    for index, chosen in enumerate(value["initial_options"]):
        if chosen not in offered:
            where = f"{pointer}/initial_options/{index}"
            yield at("initial_options must be among the options", where)


def _values_differ(value: object, pointer: str) -> Iterator[str]:
    """Each option of a menu needs a value of its own."""
    if not isinstance(value, dict):
        return
    groups = value.get("option_groups") or [{"options": value.get("options") or []}]
    values = [entry.get("value") for group in groups for entry in group.get("options", [])]
    if len(set(values)) < len(values):
        yield at("options must have values that differ", f"{pointer}/options")


def _numbers(value: object, pointer: str) -> Iterator[str]:
    """The numbers of a number_input come as strings, and in order."""
    if not isinstance(value, dict):
        return
    found: dict[str, float] = {}
    for name in ("min_value", "initial_value", "max_value"):
        try:
            found |= {name: float(value[name])} if name in value else {}
        except (TypeError, ValueError):
            yield at("must be a number", f"{pointer}/{name}")
    if list(found.values()) != sorted(found.values()):
        yield at("min_value, initial_value and max_value must be in order", pointer)


def _initial_value_fits(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    given, maximum = value.get("initial_value"), value.get("max_length")
    if isinstance(given, str) and isinstance(maximum, int) and len(given) > maximum:
        yield at(f"must be less than {maximum + 1} characters", f"{pointer}/initial_value")


button = element(
    {"text": plain_text(75)},
    {
        "action_id": action_id,
        "url": url(),
        "value": string(2000, minimum=0),
        "style": one_of("primary", "danger"),
        "confirm": confirm,
        "accessibility_label": string(75),
    },
)
image_element = element(
    {"alt_text": string(2000)}, picture, needs_one_of("image_url", "slack_file")
)
static_choices = {
    "options": menu_options,
    "option_groups": array(option_group, maximum=100),
}
static_select = element(
    {},
    {**common, **static_choices, "initial_option": menu_option},
    needs_one_of("options", "option_groups"),
    _initial_option_is_offered,
    _values_differ,
)
multi_static_select = element(
    {},
    {**multi, **static_choices, "initial_options": menu_options},
    needs_one_of("options", "option_groups"),
    _initial_options_are_offered,
    _values_differ,
)
external = {**common, "min_query_length": integer(0, 1000)}
overflow = element(
    {"options": array(option(plain_text(75), with_url=True), minimum=1, maximum=5)},
    {"action_id": action_id, "confirm": confirm},
)
choices = {"options": array(choice_option, maximum=10)}
checkboxes = element(
    choices,
    {**common, "initial_options": array(choice_option, maximum=10)},
    _initial_options_are_offered,
    _values_differ,
)
radio_buttons = element(
    choices,
    {**common, "initial_option": choice_option},
    _initial_option_is_offered,
    _values_differ,
)
plain_text_input = element(
    {},
    {
        **common,
        "initial_value": string(3000, minimum=0),
        "multiline": boolean,
        "min_length": integer(0, 3000),
        "max_length": integer(1, 3000),
        "dispatch_action_config": dispatch_config,
    },
    _initial_value_fits,
)
typed_in = {
    "action_id": action_id,
    "placeholder": placeholder,
    "focus_on_load": boolean,
    "dispatch_action_config": dispatch_config,
}
short_input = element({}, {**typed_in, "initial_value": string(3000, minimum=0)})
rich_text_input = element({}, {**typed_in, "initial_value": anything})
number_input = element(
    {"is_decimal_allowed": boolean},
    {**typed_in, **dict.fromkeys(("initial_value", "min_value", "max_value"), string(255))},
    _numbers,
)
conversation_filter = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), maximum=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    needs_any_of("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
conversation_fields: dict[str, Check] = {
    **common,
    "initial_conversation": string(255),
    "default_to_current_conversation": boolean,
    "filter": conversation_filter,
}
channel_fields: dict[str, Check] = {**common, "initial_channel": string(255)}

PICKERS: dict[str, Check] = {
    "static_select": static_select,
    "external_select": element({}, {**external, "initial_option": menu_option}),
    "users_select": element({}, {**common, "initial_user": string(255)}),
    "conversations_select": element({}, conversation_fields),
    "channels_select": element({}, channel_fields),
    "checkboxes": checkboxes,
    "radio_buttons": radio_buttons,
    "datepicker": element({}, {**common, "initial_date": string(10, minimum=10)}),
    "timepicker": element(
        {}, {**common, "initial_time": string(5, minimum=5), "timezone": string(255)}
    ),
    "datetimepicker": element({}, {**common, "initial_date_time": integer(10**9, 10**10 - 1)}),
}
# Inside an input block these can ask for an address to answer to.
PICKERS_IN_INPUT: dict[str, Check] = {
    **PICKERS,
    "conversations_select": element({}, {**conversation_fields, "response_url_enabled": boolean}),
    "channels_select": element({}, {**channel_fields, "response_url_enabled": boolean}),
}
ids = array(string(255), minimum=0, maximum=100)
MULTI_PICKERS: dict[str, Check] = {
    "multi_static_select": multi_static_select,
    "multi_external_select": element({}, {**multi, "min_query_length": integer(0, 1000)}),
    "multi_users_select": element({}, {**multi, "initial_users": ids}),
    "multi_conversations_select": element(
        {},
        {
            **multi,
            "initial_conversations": ids,
            "default_to_current_conversation": boolean,
            "filter": conversation_filter,
        },
    ),
    "multi_channels_select": element({}, {**multi, "initial_channels": ids}),
}
BUTTONS: dict[str, Check] = {"button": button, "overflow": overflow}
