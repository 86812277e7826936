"""The WebSocket itself, spoken by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import aiohttp
import pytest
from slack_sdk import WebClient

from tests.slack import Ack, SlackStandIn
from tests.slack.clients import client_of

Json = dict[str, Any]
Talk = Callable[[aiohttp.ClientWebSocketResponse], Coroutine[Any, Any, Any]]


def address(slack: SlackStandIn) -> str:
    opened = client_of(slack).apps_connections_open(app_token=slack.app_token)
    return str(opened["url"])


def speak(slack: SlackStandIn, talk: Talk) -> Any:
    """Return what `talk` makes of one connection."""

    async def run() -> Any:
        async with aiohttp.ClientSession() as session, session.ws_connect(address(slack)) as socket:
            return await talk(socket)

    return asyncio.run(run())


def during(slack: SlackStandIn, work: Callable[[], Ack], talk: Talk) -> tuple[Ack, Any]:
    """Return what `work` gives while `talk` answers on a connection, and what talk gives."""

    async def run(socket: aiohttp.ClientWebSocketResponse) -> tuple[Ack, Any]:
        await socket.receive_json()
        with ThreadPoolExecutor(1) as pool:
            pending: Future[Ack] = pool.submit(work)
            said = await talk(socket)
            return await asyncio.wrap_future(pending), said

    acknowledged, said = speak(slack, run)
    return acknowledged, said


async def acknowledge(socket: aiohttp.ClientWebSocketResponse, **more: Any) -> Json:
    envelope: Json = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"], **more})
    return envelope


def test_a_connection_is_greeted(slack: SlackStandIn) -> None:
    hello = speak(slack, lambda socket: socket.receive_json())
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert "app_id" in hello["connection_info"]


def test_a_command_comes_in_an_envelope(slack: SlackStandIn) -> None:
    ack, envelope = during(slack, lambda: slack.command("/explain", "hi"), acknowledge)
    assert ack.ok
    assert (envelope["type"], envelope["payload"]["text"]) == ("slash_commands", "hi")
    assert envelope["accepts_response_payload"]


def test_a_connection_lost_before_the_answer_is_no_answer(slack: SlackStandIn) -> None:
    async def talk(socket: aiohttp.ClientWebSocketResponse) -> None:
        await socket.receive_json()
        await asyncio.to_thread(slack.drop_connections)

    ack, _ = during(slack, lambda: slack.command("/explain", "hi"), talk)
    assert (ack.status, ack.timed_out) == (0, False)


def test_an_event_comes_in_an_envelope_with_its_attempt(slack: SlackStandIn) -> None:
    ack, envelope = during(slack, lambda: slack.event({"type": "app_mention"}), acknowledge)
    assert ack.ok
    assert (envelope["type"], envelope["retry_attempt"]) == ("events_api", 0)


def test_an_event_wants_no_payload_back(slack: SlackStandIn) -> None:
    async def talk(socket: aiohttp.ClientWebSocketResponse) -> None:
        await acknowledge(socket, payload={"text": "hi"})

    during(slack, lambda: slack.event({"type": "app_mention"}), talk)
    assert slack.violations == ["events_api: answered with an unwanted payload"]


def test_an_envelope_acknowledged_twice_is_a_violation(slack: SlackStandIn) -> None:
    async def talk(socket: aiohttp.ClientWebSocketResponse) -> None:
        envelope = await acknowledge(socket)
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        await socket.ping()
        await asyncio.to_thread(slack.wait_until, lambda: bool(slack.violations))

    during(slack, lambda: slack.command("/explain", "hi"), talk)
    assert slack.violations == ["socket: acknowledged an envelope twice"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("hello", "socket: sent something that is not JSON"),
        ("{}", "socket: sent a message without envelope_id"),
        ("[]", "socket: sent a message without envelope_id"),
    ],
)
def test_a_message_that_makes_no_sense_is_a_violation(
    slack: SlackStandIn, text: str, complaint: str
) -> None:
    async def talk(socket: aiohttp.ClientWebSocketResponse) -> None:
        await socket.send_str(text)
        await asyncio.to_thread(slack.wait_until, lambda: bool(slack.violations))

    speak(slack, talk)
    assert slack.violations == [complaint]


def test_a_ticket_opens_one_connection(slack: SlackStandIn) -> None:
    async def twice() -> int:
        url = address(slack)
        async with aiohttp.ClientSession() as session, session.ws_connect(url):
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                await session.ws_connect(url)
            return caught.value.status

    assert asyncio.run(twice()) == 403
    assert slack.violations == ["socket: connected with a used or unknown ticket"]


def test_an_eleventh_connection_is_sent_away(slack: SlackStandIn) -> None:
    async def eleven() -> list[Json]:
        async with aiohttp.ClientSession() as session:
            sockets = [await session.ws_connect(address(slack)) for _ in range(11)]
            first_words = [await socket.receive_json() for socket in sockets]
            for socket in sockets:
                await socket.close()
        return first_words

    *greetings, farewell = asyncio.run(eleven())
    assert [word["type"] for word in greetings] == ["hello"] * 10
    assert (farewell["type"], farewell["reason"]) == ("disconnect", "too_many_websockets")


@pytest.mark.parametrize(("reason", "hangs_up"), [("warning", False), ("refresh_requested", True)])
def test_a_disconnect_announces_itself(slack: SlackStandIn, reason: Any, hangs_up: bool) -> None:
    async def talk(socket: aiohttp.ClientWebSocketResponse) -> tuple[Json, int]:
        await socket.receive_json()
        await asyncio.to_thread(slack.disconnect, reason)
        return await socket.receive_json(), slack.n_connections

    message, n_connections = speak(slack, talk)
    assert (message["type"], message["reason"]) == ("disconnect", reason)
    assert n_connections == (0 if hangs_up else 1)


def test_a_refreshed_connection_is_closed_in_the_end(slack: SlackStandIn) -> None:
    async def talk(socket: aiohttp.ClientWebSocketResponse) -> aiohttp.WSMsgType:
        await socket.receive_json()
        await asyncio.to_thread(slack.disconnect, "refresh_requested")
        await socket.receive_json()
        return (await socket.receive()).type

    assert speak(slack, talk) is aiohttp.WSMsgType.CLOSE


def test_a_ping_is_answered(slack: SlackStandIn) -> None:
    async def run() -> aiohttp.WSMessage:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(address(slack), autoping=False) as socket,
        ):
            await socket.receive_json()
            await socket.ping(b"sdk-ping-pong:1")
            return await socket.receive()

    message = asyncio.run(run())
    assert (message.type, message.data) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1")


def test_opening_connections_needs_its_own_scope(slack: SlackStandIn, client: WebClient) -> None:
    slack._backstage.app.token.scopes.clear()
    answer = client.api_call
    with pytest.raises(Exception, match="missing_scope"):
        answer("apps.connections.open", headers={"Authorization": f"Bearer {slack.app_token}"})
