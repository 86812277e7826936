"""A stand-in for each test, and ways to connect an app to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import PATIENCE, client_of, connected, served
from tests.slack.manifest import Manifest


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(ack_limit=PATIENCE, manifest=Manifest()) as stand_in:
        yield stand_in


@pytest.fixture
def client(slack: SlackStandIn) -> WebClient:
    return client_of(slack)


RunApp = Callable[[App], None]


@pytest.fixture(params=["http", "socket"])
def run_app(request: pytest.FixtureRequest, slack: SlackStandIn) -> Iterator[RunApp]:
    """Give a function that connects a Bolt app, once over HTTP and once over a WebSocket."""
    with ExitStack() as stack:

        def run(app: App) -> None:
            if request.param == "http":
                slack.connect_http(stack.enter_context(served(app)))
            else:
                stack.enter_context(connected(slack, app))

        yield run
