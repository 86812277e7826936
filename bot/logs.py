"""Log lines that can be read and shared: no message text, no addresses, no tokens.

A line about one request begins with "request %s: ", its id being the first argument; written as
JSON, the id is a field of its own.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from bot.settings import LogFormat

OUR_PACKAGES = ("bot", "explain_core")
TEXT_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
ABOUT_REQUEST = "request %s: "

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


class JsonFormatter(QuietFormatter):
    """Writes one object a line: time, level, logger, message; request and exception if any."""

    def format(self, record: logging.LogRecord) -> str:
        values = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        match record.args:
            case (identifier, *_) if str(record.msg).startswith(ABOUT_REQUEST):
                values["request"] = str(identifier)
        if record.exc_info:
            values["exception"] = self.formatException(record.exc_info)
        return json.dumps(values)


def set_up_logging(level: str, stream: TextIO | None = None, *, format: LogFormat = "") -> None:
    """Send log lines to standard error; `level` counts for this project's own packages only.

    slack_bolt and slack_sdk write whole request bodies at DEBUG, response_urls at INFO and
    here and there somebody's text as a WARNING; their loggers are kept quiet one by one.

    format: "" for text in a terminal, and JSON where a program reads the lines.
    """
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    in_text = format == "text" or (not format and stream.isatty())
    handler.setFormatter(QuietFormatter(TEXT_LINE) if in_text else JsonFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for package in OUR_PACKAGES:
        logging.getLogger(package).setLevel(level)
    # It warns whenever a request waits for a thread, which is what its queue is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.captureWarnings(True)
    threading.excepthook = _log_thread_failure


def _log_thread_failure(failure: threading.ExceptHookArgs) -> None:
    """Log what ended a thread; Python itself would print the exception's words."""
    name = failure.thread.name if failure.thread is not None else "unknown"
    value = failure.exc_value or failure.exc_type()
    logging.getLogger("bot").error("thread %s failed", name, exc_info=value)
