"""Which parts of a message would notify people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

MENTION = re.compile(r"<(?:!(?:channel|here|everyone|group)|!subteam\^\w+|@[UW]\w+)(?:\|[^>]*)?>")
BARE_MENTION = re.compile(r"(?<![\w@])@(?:channel|here|everyone)\b")


def pings_of(
    text: str, blocks: Sequence[dict[str, Any]], *, link_names: bool = False
) -> tuple[str, ...]:
    """Return every mention that notifies, in order: `pings_of("<!here> <@U1>", ())` has two.

    link_names: the caller asked Slack to turn a bare `@here` into a mention, too.
    """
    patterns = [MENTION, BARE_MENTION] if link_names else [MENTION]
    passages = [text, *_mrkdwn(blocks)]
    found = [hit for passage in passages for p in patterns for hit in p.findall(passage)]
    return (*found, *_rich_text_mentions(blocks))


def _mrkdwn(node: object) -> Iterator[str]:
    """Yield the texts in which Slack looks for mentions; plain_text and code are not among them."""
    if isinstance(node, dict):
        if node.get("type") in {"mrkdwn", "markdown"} and isinstance(node.get("text"), str):
            yield node["text"]
        for value in node.values():
            yield from _mrkdwn(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _mrkdwn(item)


def _rich_text_mentions(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        match node:
            case {"type": "broadcast", "range": str(audience)}:
                yield f"<!{audience}>"
            case {"type": "user", "user_id": str(user)}:
                yield f"<@{user}>"
            case {"type": "usergroup", "usergroup_id": str(group)}:
                yield f"<!subteam^{group}>"
        for value in node.values():
            yield from _rich_text_mentions(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _rich_text_mentions(item)
