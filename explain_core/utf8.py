"""Whether a text is one."""

from __future__ import annotations


def is_utf8(text: str) -> bool:
    """Return whether UTF-8 can hold the text: it cannot hold half a character, a lone surrogate."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
