"""Layout blocks, with the limits of Slack's reference."""

from __future__ import annotations

from tests.slack.block_kit.elements import (
    BUTTONS,
    MULTI_PICKERS,
    PICKERS,
    PICKERS_IN_INPUT,
    action_id,
    any_text,
    block_id,
    confirm,
    element,
    image_element,
    menu_options,
    number_input,
    picture,
    plain_text,
    plain_text_input,
    rich_text_input,
    short_input,
)
from tests.slack.block_kit.schema import (
    Check,
    anything,
    array,
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


def block(required: dict[str, Check], optional: dict[str, Check], *rules: Check) -> Check:
    return record({"type": anything, **required}, {"block_id": block_id, **optional}, *rules)


accessory = typed({**BUTTONS, **PICKERS, **MULTI_PICKERS, "image": image_element})
text_in_context = {
    kind: record({"type": anything, "text": string(3000)}, {"emoji": boolean, "verbatim": boolean})
    for kind in ("mrkdwn", "plain_text")
}
input_elements = {
    **PICKERS_IN_INPUT,
    **MULTI_PICKERS,
    "plain_text_input": plain_text_input,
    "email_text_input": short_input,
    "url_text_input": short_input,
    "number_input": number_input,
    "rich_text_input": rich_text_input,
    "file_input": element(
        {},
        {
            "action_id": anything,
            "filetypes": array(string(20), maximum=100),
            "max_files": integer(1, 10),
        },
    ),
}

section = block(
    {},
    {
        "text": any_text(3000),
        "fields": array(any_text(2000), maximum=10),
        "accessory": accessory,
        "expand": boolean,
    },
    needs_any_of("text", "fields"),
)
header = block({"text": plain_text(150)}, {})
divider = block({}, {})
image = block(
    {"alt_text": string(2000)},
    {**picture, "title": plain_text(2000)},
    needs_one_of("image_url", "slack_file"),
)
context = block(
    {"elements": array(typed({**text_in_context, "image": image_element}), maximum=10)}, {}
)
action_elements = typed({**BUTTONS, **PICKERS, **MULTI_PICKERS})
actions = block({"elements": array(action_elements, maximum=25)}, {})
feedback = record(
    {"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)}
)
context_action_elements = {
    "feedback_buttons": element(
        {"positive_button": feedback, "negative_button": feedback}, {"action_id": action_id}
    ),
    "icon_button": element(
        {"icon": one_of("trash"), "text": plain_text(75)},
        {
            "action_id": action_id,
            "value": string(2000),
            "confirm": confirm,
            "accessibility_label": string(75),
            "visible_to_user_ids": array(string(255), maximum=100),
        },
    ),
}
context_actions = block({"elements": array(typed(context_action_elements), maximum=5)}, {})
input_block = block(
    {"label": plain_text(2000), "element": typed(input_elements)},
    {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
)
markdown = block({"text": string(12_000)}, {})
rich_text = block(
    {
        "elements": array(
            typed(
                {
                    kind: record({"type": anything, "elements": anything}, extra)
                    for kind, extra in {
                        "rich_text_section": {},
                        "rich_text_list": {
                            "style": one_of("bullet", "ordered"),
                            "indent": integer(0, 8),
                            "offset": integer(0, 10**6),
                            "border": integer(0, 1),
                        },
                        "rich_text_preformatted": {"border": integer(0, 1), "language": string(40)},
                        "rich_text_quote": {"border": integer(0, 1)},
                    }.items()
                }
            ),
            minimum=0,
            maximum=10_000,
        )
    },
    {},
)
video = block(
    {
        "alt_text": string(2000),
        "title": plain_text(200),
        "thumbnail_url": url(),
        "video_url": url(),
    },
    {
        "author_name": string(50),
        "description": plain_text(200),
        "provider_icon_url": url(),
        "provider_name": string(255),
        "title_url": url(),
    },
)
table = block(
    {"rows": array(array(anything, maximum=20), maximum=100)},
    {"column_settings": array(anything, minimum=0, maximum=20)},
)

ACTIONABLE = frozenset({*BUTTONS, *input_elements, *context_action_elements})

EVERYWHERE: dict[str, Check] = {
    "section": section,
    "header": header,
    "divider": divider,
    "image": image,
    "context": context,
    "actions": actions,
    "rich_text": rich_text,
    "video": video,
}
MESSAGE_BLOCKS = {
    **EVERYWHERE,
    "context_actions": context_actions,
    "markdown": markdown,
    "table": table,
    "input": input_block,
}
MODAL_BLOCKS = {**EVERYWHERE, "input": input_block}
HOME_BLOCKS = {**EVERYWHERE, "input": input_block}

options_answer = record(
    {},
    {"options": menu_options, "option_groups": anything},
    needs_one_of("options", "option_groups"),
)
