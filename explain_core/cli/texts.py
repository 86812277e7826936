"""The text that a command is about: its arguments, or what is piped into it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from explain_core.errors import BadOption, NotUnicode


def given_text(words: Sequence[str]) -> str:
    """Return the text of the command line or of standard input."""
    piped = sys.stdin is not None and not sys.stdin.isatty()
    if sys.stdin is not None and (list(words) == ["-"] or (not words and piped)):
        try:
            return sys.stdin.buffer.read().decode("utf-8-sig").strip()
        except UnicodeDecodeError as error:
            raise NotUnicode(error.start) from None
    if not words:
        raise BadOption("TEXT", "", 'a text, such as: explain "bugs are smart animals"')
    return " ".join(words)
