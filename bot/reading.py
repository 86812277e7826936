"""Messages as people see them."""

from __future__ import annotations

import re

from bot.request import unescape

# What stands in a message for something that a person sees as a name: <@U1>, <#C1|general>,
# <!here>, <!subteam^S1|@team>, <https://example.org|the site>.
_REFERENCE = re.compile(r"<([@#!]|(?=[a-z][a-z0-9+.-]*:))([^<>|]+)(?:\|([^<>]*))?>")


def as_read(markup: str) -> str:
    """Return a message's text as people see it, without Slack's own marks.

    as_read("<@U1|ada>: see <https://example.org|this> &amp; <!here>") -> "@ada: see this & @here"
    """
    return unescape(_REFERENCE.sub(_seen, markup)).strip()


def _seen(reference: re.Match[str]) -> str:
    sign, target, shown = reference.groups()
    match sign:
        case "@":
            return f"@{shown or 'someone'}"
        case "#":
            return f"#{shown or 'channel'}"
        case "!":
            return shown or f"@{target.partition('^')[0]}"
        case _:
            return shown or target
