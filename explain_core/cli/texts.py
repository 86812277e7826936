"""The text that a command is about: its arguments, or what is piped into it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import BinaryIO

from explain_core.errors import BadOption, NotUnicode

_MOST_BYTES = 1 << 20  # far more than the longest text takes, with white space around it


def given_text(words: Sequence[str]) -> str:
    """Return the text of the command line or of standard input."""
    piped = sys.stdin is not None and not sys.stdin.isatty()
    if sys.stdin is not None and (list(words) == ["-"] or (not words and piped)):
        return _read(sys.stdin.buffer)
    if not words:
        raise BadOption("TEXT", "", 'a text, such as: explain "bugs are smart animals"')
    return " ".join(words)


def _read(stream: BinaryIO) -> str:
    content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        wanted = "one text, less than a megabyte; explain batch takes files of many"
        raise BadOption("TEXT", "standard input", wanted)
    try:
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise NotUnicode(error.start) from None
