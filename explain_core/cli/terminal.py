"""What the commands say on standard error, and their exit codes."""

from __future__ import annotations

import os
import sys
from typing import TextIO

FAILED, BAD_INPUT, LEFT_OUT, INTERRUPTED = 1, 2, 3, 130


def complain(message: str, code: int) -> int:
    """Say in one line what is wrong; return the exit code."""
    say(" ".join(message.splitlines()))
    return code


def say(message: str) -> None:
    if sys.stderr is not None:  # print would take standard output instead
        print(f"explain: {message}", file=sys.stderr, flush=True)


def warn(message: Warning | str, *_: object) -> None:
    """Show a warning as a line of ours; stands in for `warnings.showwarning`."""
    say(str(message))


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether somebody is at the other end of a stream, which is None if it is closed."""
    return stream is not None and stream.isatty()


def wants_color() -> bool:
    """Return whether standard output shows colours (https://no-color.org)."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")
