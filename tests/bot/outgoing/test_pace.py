from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import RateLimited, StoreUnavailable
from bot.outgoing.clients import Clients
from bot.outgoing.pace import MOST_SECONDS, POST, RULES, Pace
from bot.outgoing.slack_api import call
from bot.store import Store
from tests.bot.delivering import settings_of
from tests.slack import SlackStandIn


class Clock:
    """Whose time passes by sleeping alone."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, tzinfo=UTC)
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database_url: str, clock: Clock) -> Iterator[Store]:
    store = Store.open(database_url, clock=clock)
    store.migrate()
    yield store
    store.close()


def pace_of(store: Store, clock: Clock, team: str = "T1") -> Pace:
    return Pace(store.turns, team, sleep=clock.sleep)


def test_pace_lets_a_lone_call_go_at_once(store: Store, clock: Clock) -> None:
    for method in (*RULES, "auth.test"):
        pace_of(store, clock).wait(method, "C1")

    assert clock.slept == []


def test_pace_is_kept_by_all_processes_together(store: Store, clock: Clock) -> None:
    for _ in range(7):
        pace_of(store, clock).wait(POST, "C1")

    assert clock.slept == [1.0, 1.0]


def test_pace_tells_channels_and_workspaces_apart(store: Store, clock: Clock) -> None:
    for number in range(20):
        pace_of(store, clock, team=f"T{number % 2}").wait(POST, f"C{number % 5}")

    assert clock.slept == []


def test_pace_tells_channels_apart_for_messages_alone(store: Store, clock: Clock) -> None:
    for number in range(RULES["chat.update"].burst + 1):
        pace_of(store, clock).wait("chat.update", f"C{number}")

    assert len(clock.slept) == 1


def test_pace_waits_with_everybody_when_slack_asked_one_to(store: Store, clock: Clock) -> None:
    one = pace_of(store, clock)
    one.wait(POST, "C1")
    one.hold(30)
    pace_of(store, clock).wait(POST, "C1")
    pace_of(store, clock).wait(POST, "C2")

    assert clock.slept == [30.0]


def test_pace_does_not_wait_for_too_long(store: Store, clock: Clock) -> None:
    pace = pace_of(store, clock)
    pace.wait(POST, "C1")
    pace.hold(MOST_SECONDS + 1)

    with pytest.raises(RateLimited, match="61 s"):
        pace.wait(POST, "C1")
    assert clock.slept == []


def test_pace_holds_nothing_that_has_no_turns(store: Store, clock: Clock) -> None:
    pace = pace_of(store, clock)
    pace.wait(POST, "C1")
    pace.wait("auth.test")
    pace.hold(30)
    pace.wait(POST, "C1")

    assert clock.slept == []


def test_pace_is_no_hindrance_without_a_database(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> float:
        raise StoreUnavailable("OperationalError")

    monkeypatch.setattr(store.turns, "take", fail)
    monkeypatch.setattr(store.turns, "hold", fail)
    pace = pace_of(store, clock)
    pace.wait(POST, "C1")
    pace.hold(30)

    assert clock.slept == []


def test_clients_of_two_processes_never_post_too_fast(store: Store, clock: Clock) -> None:
    with SlackStandIn(posts_per_second=1.0) as slack:

        def sleep(seconds: float) -> None:
            clock.sleep(seconds)
            slack.clock.advance(seconds)

        processes = [
            Clients.single(settings_of(slack), sleep=sleep, turns=store.turns) for _ in range(2)
        ]
        for number in range(12):
            client = processes[number % 2].of("T0TEAM")
            call(client.chat_postMessage, channel="C0GENERAL", text=str(number))

        assert len(slack.messages("C0GENERAL")) == 12
        assert slack.violations == []
    assert clock.slept == [1.0] * 7


def test_clients_of_two_processes_wait_together(store: Store, clock: Clock) -> None:
    with SlackStandIn() as slack:

        def sleep(seconds: float) -> None:
            clock.sleep(seconds)
            slack.clock.advance(seconds)

        one, other = (
            Clients.single(settings_of(slack), sleep=sleep, turns=store.turns).of("T0TEAM")
            for _ in range(2)
        )
        slack.fail("chat.postMessage", status=429, retry_after=20)
        # As long as the first one waits, the second one must not try.
        one.retry_handlers[0]._sleep = lambda seconds: call(
            other.chat_postMessage, channel="C0GENERAL", text="meanwhile"
        )
        call(one.chat_postMessage, channel="C0GENERAL", text="a")

        assert slack.violations == []
        assert len(slack.messages("C0GENERAL")) == 2
    assert [round(seconds) for seconds in clock.slept] == [20]
