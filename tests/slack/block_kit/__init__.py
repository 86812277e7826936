"""Block Kit as Slack checks it: `check_message` and `check_view` return what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.slack.block_kit.blocks import HOME_BLOCKS, MESSAGE_BLOCKS, MODAL_BLOCKS
from tests.slack.block_kit.elements import plain_text
from tests.slack.block_kit.schema import (
    Check,
    anything,
    array,
    at,
    boolean,
    record,
    string,
    typed,
    walk,
)

__all__ = ["check_message", "check_view"]

# Says whether an image block may show this `slack_file` now; None for yes.
FileRule = Callable[[dict[str, Any]], str | None]

message_blocks = array(typed(MESSAGE_BLOCKS), minimum=0, maximum=50)
CUMULATIVE_MARKDOWN = 12_000


def check_message(blocks: object, *, file_rule: FileRule) -> list[str]:
    """Return what Slack would say against the blocks of a message; nothing if they are good."""
    problems = list(message_blocks(blocks, "/blocks"))
    problems += _unique_ids(blocks, "/blocks")
    problems += _markdown_length(blocks)
    problems += _pictures(blocks, "/blocks", file_rule)
    return problems


def _unique_ids(blocks: object, pointer: str) -> Iterator[str]:
    """Each block_id may occur once in a message, each action_id once in a block."""
    yield from _unique("block_id", blocks, pointer)
    if isinstance(blocks, list):
        for index, block in enumerate(blocks):
            yield from _unique("action_id", block, f"{pointer}/{index}")


def _unique(field: str, blocks: object, pointer: str) -> Iterator[str]:
    seen: set[object] = set()
    for node, where in walk(blocks, pointer):
        value = node.get(field)
        if isinstance(value, str):
            if value in seen:
                yield at(f"`{field}` {value} already exists", f"{where}/{field}")
            seen.add(value)


def _markdown_length(blocks: object) -> Iterator[str]:
    nodes = [node for node, _ in walk(blocks, "/blocks") if node.get("type") == "markdown"]
    if sum(len(str(node.get("text", ""))) for node in nodes) > CUMULATIVE_MARKDOWN:
        yield at(f"markdown blocks exceed {CUMULATIVE_MARKDOWN} characters together", "/blocks")


def _pictures(blocks: object, pointer: str, file_rule: FileRule) -> Iterator[str]:
    for node, where in walk(blocks, pointer):
        source = node.get("slack_file")
        if node.get("type") == "image" and isinstance(source, dict):
            complaint = file_rule(source)
            if complaint is not None:
                yield at(complaint, f"{where}/slack_file")


def _view(blocks: dict[str, Check], required: dict[str, Check]) -> Check:
    return record(
        {
            "type": anything,
            "blocks": array(typed(blocks), minimum=0, maximum=100),
            **required,
        },
        {
            "callback_id": string(255, minimum=0),
            "private_metadata": string(3000, minimum=0),
            "external_id": string(255, minimum=0),
        }
        | (MODAL_FIELDS if "title" in required else {}),
        *((_submit_for_input,) if "title" in required else ()),
    )


MODAL_FIELDS: dict[str, Check] = {
    "submit": plain_text(24),
    "close": plain_text(24),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}


def _submit_for_input(view: object, pointer: str) -> Iterator[str]:
    if not isinstance(view, dict) or "submit" in view:
        return
    blocks = view.get("blocks")
    if isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    ):
        yield at("missing required field: submit", pointer)


views = typed(
    {
        "modal": _view(MODAL_BLOCKS, {"title": plain_text(24)}),
        "home": _view(HOME_BLOCKS, {}),
    }
)


def check_view(view: object, *, file_rule: FileRule) -> list[str]:
    """Return what Slack would say against a modal or an App Home."""
    problems = list(views(view, "/view"))
    blocks = view.get("blocks") if isinstance(view, dict) else None
    problems += _unique_ids(blocks, "/view/blocks")
    problems += _pictures(blocks, "/view/blocks", file_rule)
    problems += _one_focus(blocks)
    return problems


def _one_focus(blocks: object) -> Iterator[str]:
    """At most one element of a view may have the cursor at first."""
    nodes = walk(blocks, "/view/blocks")
    focused = [where for node, where in nodes if node.get("focus_on_load") is True]
    for where in focused[1:]:
        yield at("only one element may have focus_on_load", f"{where}/focus_on_load")
