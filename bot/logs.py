"""Log lines that can be read and shared: no message text, no addresses, no tokens."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import TextIO

OUR_PACKAGES = ("bot", "explain_core")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """Writes where an exception came from, without what it says.

    An exception's own words may quote what somebody typed, or an address with a key in it.
    """

    def formatException(self, ei: ExcInfo) -> str:
        kind, _, trace = ei
        name = kind.__name__ if kind is not None else "unknown error"
        frames = traceback.format_list(traceback.extract_tb(trace))
        return f"{''.join(frames)}{name}"


def set_up_logging(level: str, stream: TextIO | None = None) -> None:
    """Send log lines to standard error; `level` counts for this project's own packages only.

    slack_bolt and slack_sdk write whole request bodies at DEBUG, response_urls at INFO and
    here and there somebody's text as a WARNING; their loggers are kept quiet one by one.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(QuietFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for package in OUR_PACKAGES:
        logging.getLogger(package).setLevel(level)
    # It warns whenever a request waits for a thread, which is what its queue is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
