"""What the commands say on standard error, and their exit codes."""

from __future__ import annotations

import os
import sys

FAILED, BAD_INPUT, LEFT_OUT, INTERRUPTED = 1, 2, 3, 130


def complain(message: str, code: int) -> int:
    """Say in one line what is wrong; return the exit code."""
    say(" ".join(message.splitlines()))
    return code


def say(message: str) -> None:
    print(f"explain: {message}", file=sys.stderr, flush=True)


def warn(message: Warning | str, *_: object) -> None:
    """Show a warning as a line of ours; stands in for `warnings.showwarning`."""
    say(str(message))


def wants_color() -> bool:
    """Return whether standard output shows colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
