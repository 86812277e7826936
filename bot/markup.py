"""Text from people, made safe to show in Slack."""

from __future__ import annotations

from typing import Any

QUOTE_LIMIT = 300
WORD_LIMIT = 30


def escape(text: str) -> str:
    """Return the text with Slack's three control characters as entities.

    "<!channel> & co" -> "&lt;!channel&gt; &amp; co", which names everybody and rings nobody.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> dict[str, Any]:
    """Return a text object in which *stars*, _lines_ and :smile: stay what was typed.

    Slack has no escape for its formatting characters; an object that knows no formatting
    is the one place where they mean nothing. Entities are decoded there as well.
    """
    return {"type": "plain_text", "text": escape(text), "emoji": False}


def mrkdwn(markup: str) -> dict[str, Any]:
    """Return a text object with formatting, for text of our own; people's goes through `plain`."""
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut between words where there is a gap to cut at.

    shorten("one two three", 9) -> "one two…"
    """
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    gap = max(head.rfind(" "), head.rfind("\n"))
    return (head[:gap] if gap > limit // 2 else head).rstrip() + "…"


def quote(text: str) -> str:
    """Return the text in quotation marks; a long one shortened, and saying so."""
    if len(text) <= QUOTE_LIMIT:
        return f"“{text}”"
    return f"“{shorten(text, QUOTE_LIMIT)}” (shortened; {len(text):,} characters in all)"
