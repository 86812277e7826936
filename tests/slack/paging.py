"""Cursors: how Slack gives a long list in pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from tests.slack.arguments import Arguments
from tests.slack.errors import SlackError

T = TypeVar("T")


def paged(
    arguments: Arguments, found: Sequence[T], *, default: int = 100, most: int = 1_000
) -> tuple[list[T], str]:
    """Return one page, and the cursor of the next one or "" if there is none."""
    limit = arguments.integer("limit", default)
    if not 0 <= limit <= most:
        raise SlackError("invalid_limit")
    start = _position(arguments.text("cursor"))
    end = start + (limit or default)
    return list(found[start:end]), _cursor(end) if len(found) > end else ""


def _cursor(position: int) -> str:
    """Return a place in a list as nobody should read or make it up: `bmV4dDoyMDA=`."""
    return base64.b64encode(f"next:{position}".encode()).decode()


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "next":
            return int(position)
    except (binascii.Error, ValueError):
        pass
    raise SlackError("invalid_cursor")
