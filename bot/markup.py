"""Text from people, made safe to show in Slack."""

from __future__ import annotations

import re
from typing import Any

from explain_core.heatmap.visible import visible
from explain_core.heatmap.wording import quoted

QUOTE_LIMIT = 300
WORD_LIMIT = 30
# What Slack takes in one text; a picture's description and a button take less.
TEXT_LIMIT = 3000

# Slack has no escape for what formats a text, but knows each of these in one shape only.
_LOOK_ALIKES = str.maketrans(
    {
        "*": "\N{ASTERISK OPERATOR}",
        "~": "\N{TILDE OPERATOR}",
        "`": "\N{MODIFIER LETTER GRAVE ACCENT}",
    }
)
_EMOJI_NAMES = re.compile(r":([\w+-]+):")
_COLON = "\N{MODIFIER LETTER COLON}"
_OUTER_UNDERSCORES = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")  # those inside a word mean nothing


def escape(text: str) -> str:
    """Return the text with Slack's three control characters as entities.

    "<!channel> & co" -> "&lt;!channel&gt; &amp; co", which names everybody and rings nobody.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inert(text: str) -> str:
    """Return one line that formats nothing, with look-alikes of the characters that would.

    For what cannot have a text object of its own, such as the name of a label or a model within a
    sentence of ours. What people write goes through `plain`, as it was typed.
    """
    unmarked = _OUTER_UNDERSCORES.sub(lambda run: " " * len(run[0]), visible(text))
    unnamed = _EMOJI_NAMES.sub(rf"{_COLON}\1{_COLON}", unmarked)
    return escape(unnamed.translate(_LOOK_ALIKES).strip())


def plain(text: str, limit: int = TEXT_LIMIT) -> dict[str, Any]:
    """Return a text object in which *stars*, _lines_ and :smile: stay what was typed.

    Slack has no escape for its formatting characters; an object that knows no formatting
    is the one place where they mean nothing. Entities are decoded there as well.
    """
    return {"type": "plain_text", "text": fitted(text, limit), "emoji": False}


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


def fitted(text: str, limit: int) -> str:
    """Return the text escaped, shortened to what then has at most `limit` characters.

    fitted("a < b and more", 10) -> "a &lt; b…"
    """
    kept = limit
    escaped = escape(shorten(text, kept))
    while len(escaped) > limit:
        # No entity has more than five characters, so this never takes away too much.
        kept -= max(1, (len(escaped) - limit) // 5)
        escaped = escape(shorten(text, kept))
    return escaped


def word_of(text: str) -> str:
    """Return a word as it can stand in a list, whichever way it runs; the end of a long one cut."""
    return quoted(shorten(visible(text[:TEXT_LIMIT]), WORD_LIMIT))


def quote(text: str) -> str:
    """Return the text in quotation marks, on one line; a long one shortened, and saying so."""
    shown = visible(shorten(text, QUOTE_LIMIT))
    if len(text) <= QUOTE_LIMIT and len(shown) <= QUOTE_LIMIT:
        return f"“{shown}”"
    return f"“{shorten(shown, QUOTE_LIMIT)}” (shortened; {len(text):,} characters in all)"
