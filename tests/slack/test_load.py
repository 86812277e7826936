"""Many people, many connections, many messages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import aiohttp
import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import PATIENCE, client_of, connected, echo_app
from tests.slack.conftest import RunApp
from tests.slack.manifest import Manifest

Json = dict[str, Any]


def test_at_once_sends_everything_and_loses_nothing(slack: SlackStandIn, run_app: RunApp) -> None:
    run_app(echo_app(slack))
    texts = [f"text {i}" for i in range(50)]
    acks = slack.at_once([partial(slack.command, "/explain", text) for text in texts])
    assert all(ack.ok for ack in acks)
    messages = slack.wait_for_messages("C0GENERAL", n=50, timeout=PATIENCE)
    assert {message.text for message in messages} == {f"You said {text}" for text in texts}
    assert slack.violations == []


def test_each_command_goes_to_one_of_the_connections(slack: SlackStandIn) -> None:
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(connected(slack, echo_app(slack)))
        slack.wait_for_connections(2, timeout=PATIENCE)
        slack.at_once([partial(slack.command, "/explain", str(i)) for i in range(12)])
        slack.wait_for_messages("C0GENERAL", n=12, timeout=PATIENCE)
        assert len(slack.calls_to("chat.postMessage")) == 12


@pytest.fixture
def patient() -> Iterator[SlackStandIn]:
    """Slack that sends an event again after a moment, with someone to send it to by then."""
    with SlackStandIn(ack_limit=PATIENCE, manifest=Manifest()) as stand_in:
        yield stand_in


def test_an_event_of_a_dead_connection_goes_to_a_living_one(patient: SlackStandIn) -> None:
    client = client_of(patient)

    def address() -> str:
        return str(client.apps_connections_open(app_token=patient.app_token)["url"])

    async def talk() -> tuple[Json, Json]:
        async with aiohttp.ClientSession() as session:
            sockets = [await session.ws_connect(address()) for _ in range(2)]
            for socket in sockets:
                await socket.receive_json()
            sending = asyncio.create_task(asyncio.to_thread(patient.event, {"type": "any"}))
            reads = [asyncio.create_task(socket.receive_json()) for socket in sockets]
            done, _ = await asyncio.wait(reads, return_when=asyncio.FIRST_COMPLETED)
            (first,) = done
            dead = sockets[reads.index(first)]
            # Nothing is said on the way out, as when a process is killed.
            transport = dead._response.connection.transport  # type: ignore[union-attr]
            transport.abort()  # type: ignore[union-attr]
            alive = sockets[1 - reads.index(first)]
            second = await reads[1 - reads.index(first)]
            await alive.send_json({"envelope_id": second["envelope_id"]})
            ack = await sending
            assert [again.ok for again in ack.redeliveries] == [True]
            await alive.close()
            return first.result(), second

    first, second = asyncio.run(talk())
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "connection_failed")


def test_a_command_of_a_dead_connection_is_not_sent_again(slack: SlackStandIn) -> None:
    client = client_of(slack)

    async def talk() -> list[str]:
        url = str(client.apps_connections_open(app_token=slack.app_token)["url"])
        async with aiohttp.ClientSession() as session:
            socket = await session.ws_connect(url)
            await socket.receive_json()
            sending = asyncio.create_task(asyncio.to_thread(slack.command, "/explain", "hi"))
            await socket.receive_json()
            await asyncio.to_thread(slack.drop_connections)
            await sending
        return [message.text for message in slack.seen_only_by("U0ALICE")]

    assert asyncio.run(talk()) == ["/explain failed with the error “dispatch_failed”"]


def test_forget_leaves_nothing_behind_but_the_complaints(
    slack: SlackStandIn, client: WebClient
) -> None:
    client.chat_postMessage(channel="C0GENERAL", text="a")
    slack.violations.append("something")
    slack.forget()
    assert (slack.messages("C0GENERAL"), slack.calls) == ([], [])
    assert slack.violations == ["something"]
