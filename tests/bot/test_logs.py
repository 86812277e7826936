from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from bot.logs import set_up_logging

NAMES = ("", "bot", "explain_core", "waitress.queue")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Log lines as a process would write them; the test run's own set-up comes back after."""
    before = [(logger, logger.level) for logger in map(logging.getLogger, NAMES)]
    handlers = logging.getLogger().handlers
    stream = io.StringIO()
    set_up_logging("DEBUG", stream)
    yield stream
    logging.getLogger().handlers = handlers
    for logger, level in before:
        logger.setLevel(level)


def test_logs_have_our_own_lines_at_the_wanted_level(stream: io.StringIO) -> None:
    logging.getLogger("bot.answer").debug("request %s: answered", "0123456789ab")

    assert stream.getvalue().endswith("DEBUG bot.answer: request 0123456789ab: answered\n")


@pytest.mark.parametrize(
    "name", ["slack_bolt.App", "slack_sdk.web.base_client", "slack_sdk.webhook.client", "urllib3"]
)
def test_logs_leave_out_what_libraries_say_in_passing(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("the whole body")

    assert stream.getvalue() == ""


def test_logs_show_where_an_exception_came_from_but_not_its_words(stream: io.StringIO) -> None:
    text = "what somebody typed"
    try:
        raise ValueError(text)
    except ValueError:
        logging.getLogger("bot").exception("request failed")

    assert "test_logs_show_where" in stream.getvalue()
    assert stream.getvalue().endswith("ValueError\n")
    assert text not in stream.getvalue()
