"""Whether this process lives, whether it can work, and its numbers: three pages for machines."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot import metrics
from bot.errors import DeliveryError, StoreUnavailable
from bot.jobs import Jobs
from bot.outgoing.slack_api import call, impatient, web_client
from bot.settings import Settings
from bot.store import Store

HEALTH_PATH = "/healthz"
READY_PATH = "/readyz"
METRICS_PATH = "/metrics"

TEXT = "text/plain; charset=utf-8"
OK, UNAVAILABLE = "200 OK", "503 Service Unavailable"

# Slack is asked no more often than that, however often somebody looks.
SLACK_SECONDS = 30.0
SLACK_TIMEOUT_SECONDS = 2

# Gives what is missing, "" if nothing is.
Check = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Page:
    status: str
    body: bytes
    content_type: str = TEXT


class Pages:
    """Gives the pages; safe to use from several threads.

    checks:      what has to be right before this process can work, by name.
    waiting:     gives the number of requests that wait.
    has_metrics: whether the numbers are shown here.
    """

    def __init__(
        self,
        checks: Mapping[str, Check],
        waiting: Callable[[], int],
        *,
        has_metrics: bool = True,
    ) -> None:
        self._checks = dict(checks)
        self._waiting = waiting
        self._has_metrics = has_metrics

    def get(self, path: str) -> Page | None:
        """Return the page at a path, None if there is none."""
        if path == HEALTH_PATH:
            return Page(OK, b"ok\n")
        if path == READY_PATH:
            return self._ready()
        if path == METRICS_PATH and self._has_metrics:
            return Page(OK, metrics.exposition(self._known_waiting()), metrics.CONTENT_TYPE)
        return None

    def _ready(self) -> Page:
        """Return a line for each check: "model: ok", "database: cannot be reached"."""
        found = {name: check() for name, check in self._checks.items()}
        lines = "".join(f"{name}: {missing or 'ok'}\n" for name, missing in found.items())
        return Page(UNAVAILABLE if any(found.values()) else OK, lines.encode())

    def _known_waiting(self) -> int | None:
        try:
            return self._waiting()
        except StoreUnavailable:
            return None


def model_check(jobs: Jobs) -> Check:
    return lambda: "" if jobs.started else "not loaded (yet)"


def database_check(store: Store) -> Check:
    def check() -> str:
        try:
            store.requests.waiting()
        except StoreUnavailable as error:
            return f"cannot be reached ({error.kind})"
        return ""

    return check


def socket_check(is_connected: Callable[[], bool]) -> Check:
    return lambda: "" if is_connected() else "not connected"


class SlackCheck:
    """Tells whether Slack can be reached and knows the bot, asking it only now and then.

    ask: calls a method of Slack's API that has no effect.
    """

    def __init__(
        self, ask: Callable[[], object], *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._now = now
        self._lock = threading.Lock()
        self._until = float("-inf")
        self._missing = ""

    def __call__(self) -> str:
        with self._lock:
            if self._now() >= self._until:
                self._missing = self._found()
                self._until = self._now() + SLACK_SECONDS
            return self._missing

    def _found(self) -> str:
        try:
            call(self._ask)
        except DeliveryError as error:
            return f"not connected ({error.code})"
        return ""


def slack_check(settings: Settings) -> SlackCheck:
    """Return the check for a process that Slack calls, or that only calls Slack.

    Of many workspaces none can speak for the others; there it is only seen whether Slack answers.
    """
    token = settings.bot_token
    client = impatient(web_client(token.reveal() if token is not None else None, settings.api_url))
    client.timeout = SLACK_TIMEOUT_SECONDS
    return SlackCheck(client.auth_test if token is not None else client.api_test)
