"""Cursors: how Slack gives a long list in pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from tests.slack.arguments import Arguments
from tests.slack.errors import SlackError

T = TypeVar("T")


def paged(arguments: Arguments, found: Sequence[T], *, default: int = 100) -> tuple[list[T], str]:
    """Return one page, and the cursor of the next one or "" if there is none."""
    cursor, limit = arguments.text("cursor", "0") or "0", arguments.integer("limit", default)
    if not cursor.isdigit():
        raise SlackError("invalid_cursor")
    start = int(cursor)
    end = start + (limit or default)
    return list(found[start:end]), str(end) if len(found) > end else ""
