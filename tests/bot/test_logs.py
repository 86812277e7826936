from __future__ import annotations

import io
import json
import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.logs import set_up_logging
from bot.settings import LogFormat

NAMES = ("", "bot", "explain_core", "waitress.queue", "py.warnings")
TEXT = "what somebody typed"

Start = Callable[[LogFormat], io.StringIO]


@pytest.fixture
def start() -> Iterator[Start]:
    """Log lines as a process would write them; the test run's own set-up comes back after."""
    before = [(logger, logger.level) for logger in map(logging.getLogger, NAMES)]
    handlers, hook = logging.getLogger().handlers, threading.excepthook

    def started(format: LogFormat) -> io.StringIO:
        stream = io.StringIO()
        set_up_logging("DEBUG", stream, format=format)
        return stream

    yield started
    logging.captureWarnings(False)
    threading.excepthook = hook
    logging.getLogger().handlers = handlers
    for logger, level in before:
        logger.setLevel(level)


@pytest.fixture(params=["text", "json"])
def stream(start: Start, request: pytest.FixtureRequest) -> io.StringIO:
    return start(request.param)


def fail() -> None:
    raise ValueError(TEXT)


def only_line(stream: io.StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    values: dict[str, Any] = json.loads(line)
    return values


def test_text_lines_have_our_own_messages_at_the_wanted_level(start: Start) -> None:
    stream = start("text")

    logging.getLogger("bot.answering").debug("request %s: answered", "0123456789ab")

    assert stream.getvalue().endswith("DEBUG bot.answering: request 0123456789ab: answered\n")


def test_json_lines_have_the_request_in_a_field(start: Start) -> None:
    stream = start("json")

    logging.getLogger("bot.answering").info("request %s: answered in %.1f s", "0123456789ab", 0.31)

    line = only_line(stream)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "bot.answering",
        "message": "request 0123456789ab: answered in 0.3 s",
        "request": "0123456789ab",
    }


@pytest.mark.parametrize(
    ("message", "arguments", "shown"),
    [
        ("100%", (), "100%"),
        ("one %s", ("一\n🙂\u2028",), "one 一\n🙂\u2028"),
        ("named %(a)s", ({"a": "x"},), "named x"),
        ("request %s: ", (), "request %s: "),
    ],
)
def test_json_lines_are_one_object_each(
    start: Start, message: str, arguments: tuple[object, ...], shown: str
) -> None:
    stream = start("json")

    logging.getLogger("bot").info(message, *arguments)

    assert only_line(stream)["message"] == shown


def test_lines_are_json_where_nobody_watches(start: Start) -> None:
    stream = start("")

    logging.getLogger("bot").info("ready")

    assert only_line(stream)["message"] == "ready"


@pytest.mark.parametrize(
    "name", ["slack_bolt.App", "slack_sdk.web.base_client", "slack_sdk.webhook.client", "urllib3"]
)
def test_logs_leave_out_what_libraries_say_in_passing(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("the whole body")

    assert stream.getvalue() == ""


def test_logs_show_where_an_exception_came_from_but_not_its_words(stream: io.StringIO) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger("bot").exception("request failed")

    assert "in fail" in stream.getvalue()
    assert stream.getvalue().rstrip('"}\n').endswith("ValueError")
    assert TEXT not in stream.getvalue()


def test_logs_show_what_ended_a_thread_but_not_its_words(stream: io.StringIO) -> None:
    thread = threading.Thread(target=fail, name="some-thread")
    thread.start()
    thread.join()

    assert "thread some-thread failed" in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert TEXT not in stream.getvalue()


def test_logs_have_warnings_as_lines_like_the_others(start: Start) -> None:
    stream = start("json")

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("deprecated", stacklevel=1)

    assert only_line(stream)["logger"] == "py.warnings"
