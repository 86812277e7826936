"""A stand-in Slack for each test, which has to end without a complaint about the bot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.slack import SlackStandIn
from tests.slack.clients import PATIENCE


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(ack_limit=PATIENCE) as slack:
        yield slack
        assert slack.violations == []
