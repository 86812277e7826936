"""What a message says, read from the arguments and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.block_kit.schema import walk
from tests.slack.context import Context
from tests.slack.conversations import Channel
from tests.slack.errors import SlackError
from tests.slack.records import Json

MARKDOWN_CHARACTERS = 12_000
TIMESTAMP = re.compile(r"\d{9,}\.\d{6}")

# Slack documents no sum over all blocks, but refuses long ones. Measured by its users: one
# markdown block may hold 13,297 characters, and 13,172 beside a divider; so each block counts
# for about 125 more than its text.
BLOCKS_CHARACTERS = 13_422
BLOCK_OVERHEAD = 125


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Text, blocks and attachments, good enough to be shown."""

    text: str
    blocks: list[Json]
    attachments: list[Json]
    metadata: Json | None

    def fields(self, context: Context) -> dict[str, Any]:
        """Return them as the fields of a Message."""
        return {
            "text": self.text,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": context.files_in_blocks(self.blocks),
        }


def read_content(context: Context, arguments: Arguments) -> Content:
    """Return what the arguments say, or raise what Slack would answer."""
    text, blocks = arguments.text("text"), arguments.blocks()
    markdown = arguments.text("markdown_text")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_CHARACTERS:
        raise SlackError("msg_too_long")
    attachments = arguments.decoded("attachments") or []
    if not (text or blocks or markdown or attachments):
        raise SlackError("no_text")
    context.check_blocks(blocks)
    if sum(_weights(blocks)) > BLOCKS_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    return Content(
        text=text or markdown,
        blocks=blocks,
        attachments=attachments,
        metadata=_metadata(arguments),
    )


def _weights(blocks: list[Json]) -> Iterator[int]:
    for node, _ in walk(blocks, ""):
        if isinstance(node.get("text"), str):
            yield len(node["text"])
    yield BLOCK_OVERHEAD * len(blocks)


def _metadata(arguments: Arguments) -> Json | None:
    metadata = arguments.decoded("metadata", error="invalid_metadata_format")
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict) or not {"event_type", "event_payload"} <= metadata.keys():
        raise SlackError("invalid_metadata_schema")
    return metadata


def thread_of(context: Context, arguments: Arguments, channel: Channel) -> str | None:
    """Return the thread to post in.

    Slack takes any timestamp: one that belongs to no message makes a reply that nobody sees.
    """
    ts = arguments.text("thread_ts")
    if not ts:
        return None
    if not TIMESTAMP.fullmatch(ts):
        raise SlackError("invalid_thread_ts", details=[f"{ts} is not a valid thread_ts"])
    workspace = context.workspace
    parent = workspace.find(channel.id, ts)
    if parent is None:
        if ts not in workspace.removed:
            workspace.violation(f"thread_ts {ts} is no message of {channel.id}: nobody sees that")
        return ts
    if parent.thread_ts not in (None, ts):
        workspace.violation(f"thread_ts {ts} is a reply: use its parent's")
    return parent.thread_ts or ts
