from __future__ import annotations

import pytest

from bot.errors import Busy, DeliveryError, MessageGone, MissingScope, RateLimited, Stopping
from bot.messages.problem import problem
from explain_core.errors import EmptyText, ModelNotFound, NotFinite, TextTooLong, UnknownTarget


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (EmptyText(), "There is no text to explain"),
        (TextTooLong(50_000, 40_000), "Send a shorter part of it."),
        (UnknownTarget("<!here>", ["negative"]), "'&lt;!here&gt;'"),
        (NotFinite("a <score>"), "a &lt;score&gt;"),
        (ModelNotFound("/secret/path", "gone"), "The model does not work at the moment"),
        (ValueError("/secret/path"), "Something went wrong on my side"),
        (Busy(500), "500 requests are waiting"),
        (Stopping(), "Please ask again in a minute"),
        (MessageGone(), "has been deleted"),
        (MissingScope("chat:write"), "`chat:write`"),
        (RateLimited(30), "in about 30 s"),
        (DeliveryError("fatal_error"), "fatal_error"),
    ],
)
def test_problem_tells_what_happened(error: Exception, told: str) -> None:
    text = problem(error, request_id="0123456789ab")

    assert told in text
    assert "/secret/path" not in text


@pytest.mark.parametrize("error", [ModelNotFound("x", "y"), ValueError()])
def test_problem_gives_the_number_that_the_log_has(error: Exception) -> None:
    assert "0123456789ab" in problem(error, request_id="0123456789ab")


def test_problem_formats_nothing_that_was_typed() -> None:
    text = problem(UnknownTarget("*x* `y` ~z~ :smile:", ["negative"]), request_id="1")

    assert not set("*`~") & set(text)
    assert ":smile:" not in text
    assert "Choose one of: negative." in text


def test_problem_shortens_an_endless_list_of_labels() -> None:
    text = problem(UnknownTarget("x", [f"label {i}" for i in range(1000)]), request_id="1")

    assert len(text) < 600
    assert text.endswith("…")
