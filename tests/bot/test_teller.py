from __future__ import annotations

import threading

import pytest

from bot.errors import DeliveryError
from bot.messages.message import Message
from bot.request import ExplainRequest
from bot.teller import Teller
from tests.bot.fakes import request_for


def test_teller_returns_before_anything_is_said() -> None:
    gate, told = threading.Event(), threading.Event()

    def tell(request: ExplainRequest, message: Message) -> None:
        assert gate.wait(30)
        told.set()

    teller = Teller(tell)
    teller.tell(request_for(), Message("quincunx"))
    assert not told.is_set()
    gate.set()
    teller.stop(grace=30.0)
    assert told.is_set()


@pytest.mark.parametrize("error", [DeliveryError("channel_not_found"), RuntimeError("quincunx")])
def test_teller_outlives_what_cannot_be_told(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    told = []

    def tell(request: ExplainRequest, message: Message) -> None:
        if message.text == "quincunx":
            raise error
        told.append(message.text)

    teller = Teller(tell, workers=1)
    for text in ("quincunx", "second"):
        teller.tell(request_for(), Message(text))
    teller.stop(grace=30.0)

    assert told == ["second"]
    assert type(error).__name__ in caplog.text
    assert "quincunx" not in caplog.text


def test_teller_that_was_stopped_says_nothing_more(caplog: pytest.LogCaptureFixture) -> None:
    told: list[Message] = []
    teller = Teller(lambda request, message: told.append(message))
    teller.stop()
    teller.tell(request_for(), Message("quincunx"))

    assert told == []
    assert "not told" in caplog.text
