from __future__ import annotations

import pytest

from bot.errors import Busy, StoreUnavailable
from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn
from tests.slack.envelopes import typed


@pytest.mark.parametrize("text", ["so what", "我喜欢 🦄", "<!channel> & x", "", "x" * 40_000])
def test_step_hands_over_its_text_once(slack: SlackStandIn, text: str) -> None:
    with listening(slack) as bot:
        step = slack.run_function("explain_text", {"text": typed(text)}, redeliver=1)

    assert (bot.request.text, bot.request.origin) == (text, "function")
    assert bot.request.function_execution == step.id
    assert step.state == "running"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Busy(500), "500 requests are waiting"),
        (StoreUnavailable("OperationalError"), "I cannot reach my database"),
        (RuntimeError("internal"), "Something went wrong on my side"),
    ],
)
def test_step_that_is_refused_fails_with_a_sentence(
    slack: SlackStandIn, error: Exception, told: str
) -> None:
    with listening(slack, error=error):
        step = slack.run_function("explain_text", {"text": "so what"})

    assert step.state == "failed"
    assert told in str(step.error)
    assert "internal" not in str(step.error)
