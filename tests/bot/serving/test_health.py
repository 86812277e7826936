from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import MissingScope, StoreUnavailable, Unreachable
from bot.serving.health import (
    SLACK_SECONDS,
    Pages,
    SlackCheck,
    database_check,
    slack_check,
    socket_check,
)
from bot.settings import Secret
from bot.store import Store
from tests.bot.running import settings_for
from tests.slack import SlackStandIn


def pages_with(waiting: Callable[[], int] = lambda: 0, **checks: str) -> Pages:
    return Pages({name: lambda said=said: said for name, said in checks.items()}, waiting)


def unavailable() -> int:
    raise StoreUnavailable("OperationalError")


def test_healthz_is_ok_whatever_is_missing() -> None:
    page = pages_with(unavailable, model="not loaded (yet)").get("/healthz")

    assert page is not None
    assert (page.status, page.body) == ("200 OK", b"ok\n")


@pytest.mark.parametrize(
    ("checks", "status", "body"),
    [
        ({"model": "", "slack": ""}, "200 OK", b"model: ok\nslack: ok\n"),
        ({"model": "no", "slack": ""}, "503 Service Unavailable", b"model: no\nslack: ok\n"),
        ({"model": "", "slack": "no"}, "503 Service Unavailable", b"model: ok\nslack: no\n"),
    ],
)
def test_readyz_names_what_is_missing(checks: dict[str, str], status: str, body: bytes) -> None:
    page = pages_with(**checks).get("/readyz")

    assert page is not None
    assert (page.status, page.body) == (status, body)


@pytest.mark.parametrize(
    ("waiting", "line"),
    [(lambda: 7, b"explain_requests_waiting 7.0\n"), (unavailable, b"requests_waiting NaN\n")],
)
def test_metrics_have_the_queue_as_far_as_it_is_known(
    waiting: Callable[[], int], line: bytes
) -> None:
    page = pages_with(waiting).get("/metrics")

    assert page is not None
    assert page.content_type.startswith("text/plain; version=")
    assert line in page.body


def test_metrics_are_not_shown_where_they_do_not_belong() -> None:
    assert Pages({}, lambda: 0, has_metrics=False).get("/metrics") is None


@pytest.mark.parametrize("path", ["", "/", "/healthz/", "/metrics/x", "/%2e%2e", "/ready\u00e9"])
def test_pages_know_no_other_path(path: str) -> None:
    assert pages_with().get(path) is None


@pytest.mark.parametrize(("folder", "missing"), [("", ""), ("nowhere", "cannot be reached")])
def test_database_check_sees_whether_it_can_be_reached(
    tmp_path: Path, folder: str, missing: str
) -> None:
    with closing(Store.open(f"sqlite:///{tmp_path / folder / 'bot.db'}")) as store:
        if not folder:
            store.migrate()

        assert database_check(store)().startswith(missing)
        assert bool(database_check(store)()) == bool(missing)


@pytest.mark.parametrize(("connected", "missing"), [(True, ""), (False, "not connected")])
def test_socket_check_sees_whether_it_is_connected(connected: bool, missing: str) -> None:
    assert socket_check(lambda: connected)() == missing


@pytest.mark.parametrize(
    ("error", "missing"),
    [
        (None, ""),
        (Unreachable("URLError"), "not connected (unreachable)"),
        (MissingScope("chat:write"), "not connected (missing_scope)"),
        (OSError("with an address in it"), "not connected (unreachable)"),
    ],
)
def test_slack_check_says_what_came_in_the_way(error: Exception | None, missing: str) -> None:
    def ask() -> None:
        if error is not None:
            raise error

    assert SlackCheck(ask)() == missing


def test_slack_check_asks_only_now_and_then() -> None:
    asked: list[float] = []
    times = [100.0]
    check = SlackCheck(lambda: asked.append(times[-1]), now=lambda: times[-1])

    for later in (0.0, SLACK_SECONDS - 1, SLACK_SECONDS):
        times.append(100.0 + later)
        check()

    assert asked == [100.0, 100.0 + SLACK_SECONDS]


@pytest.mark.parametrize(
    ("token", "missing"),
    [("good", ""), ("xoxb-other", "not connected (invalid_auth)"), ("", "")],
)
def test_slack_check_sees_whether_the_token_is_good(
    slack: SlackStandIn, token: str, missing: str
) -> None:
    given = slack.bot_token if token == "good" else token
    settings = settings_for(slack, mode="http", bot_token=Secret(given) if given else None)

    assert slack_check(settings)() == missing
    slack.violations.clear()
