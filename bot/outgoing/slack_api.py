"""The Web API client: what it repeats by itself, and what its failures mean."""

from __future__ import annotations

import logging
import random
import re
import socket
import time
from collections.abc import Callable
from http.client import HTTPException
from itertools import islice
from typing import Any, TypeVar
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry import (
    HttpRequest,
    HttpResponse,
    RetryHandler,
    RetryState,
)

from bot import metrics
from bot.errors import (
    AccessRevoked,
    DeliveryError,
    MissingScope,
    RateLimited,
    ShareNotSeen,
    TooLate,
    Unreachable,
)
from bot.outgoing.backoff import Backoff
from bot.outgoing.pace import Pace, PacedClient

Answer = TypeVar("Answer")

# A channel takes about one message a second, so a burst of answers waits its turn here.
RATE_LIMIT_SECONDS = 60.0

TIMEOUT_SECONDS = 15

# Done twice, these would be seen twice, or fail the second time.
NOT_REPEATABLE = ("chat.postMessage", "files.completeUploadExternal")

REVOKED = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)
TOO_LATE = frozenset({"exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"})

# Slack says of these that part of the work may have been done.
DOUBTFUL = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})


class Patience(RetryHandler):
    """Repeats a call that failed for the moment, with the pauses of a Backoff.

    After a 429 it waits as long as Slack asks, up to RATE_LIMIT_SECONDS in all, and has others
    that call the same do so too. A call that may
    have taken effect is repeated only if that does no harm. Calls that hang use up the time of
    the pauses, so that the end comes in time for them too.
    """

    def __init__(
        self,
        backoff: Backoff | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        pace: Pace | None = None,
    ) -> None:
        super().__init__()
        self._backoff = backoff or Backoff()
        self._sleep = sleep
        self._pace = pace

    def can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        noted = self._noted(state)
        if response is not None and response.status_code == 429:
            metrics.rate_limited(request.url)
            return noted["waited"] + _seconds(response.headers) <= RATE_LIMIT_SECONDS
        if not _failed_for_the_moment(response, error):
            return False
        if request.url.endswith(NOT_REPEATABLE) and not _was_never_sent(error):
            return False
        return self._pause(state) is not None and time.monotonic() < noted["until"]

    def prepare_for_next_attempt(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        if response is not None and response.status_code == 429:
            # Everybody who was told the same number of seconds would come back at once.
            pause = _seconds(response.headers) + random.random()
            self._noted(state)["waited"] += pause
            if self._pace is not None:
                self._pace.hold(_seconds(response.headers))
        else:
            pause = self._pause(state) or 0.0
        self._sleep(pause)
        state.next_attempt_requested = True
        state.increment_current_attempt()

    def _pause(self, state: RetryState) -> float | None:
        return next(islice(self._backoff, state.current_attempt, None), None)

    def _noted(self, state: RetryState) -> dict[str, float]:
        """Return what is known of a call since it first failed."""
        if state.custom_values is None:
            state.custom_values = {"waited": 0.0, "until": time.monotonic() + self._backoff.total}
        return state.custom_values


def _failed_for_the_moment(response: HttpResponse | None, error: Exception | None) -> bool:
    if response is not None:
        return response.status_code >= 500
    return isinstance(error, OSError | HTTPException)


def _was_never_sent(error: Exception | None) -> bool:
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, ConnectionRefusedError | socket.gaierror)


def web_client(
    token: str | None,
    api_url: str,
    *,
    backoff: Backoff | None = None,
    sleep: Callable[[float], None] = time.sleep,
    pace: Pace | None = None,
) -> WebClient:
    """Return a client that waits out 429s and tries again after 500s and broken connections.

    pace: gives its calls their turns.
    """
    options: dict[str, Any] = {
        "token": token,
        "base_url": api_url,
        "timeout": TIMEOUT_SECONDS,
        "retry_handlers": [Patience(backoff, sleep=sleep, pace=pace)],
        "logger": quiet_logger("slack_sdk.web", logging.CRITICAL),
    }
    return WebClient(**options) if pace is None else PacedClient(pace, **options)


def impatient(client: WebClient) -> WebClient:
    """Return a client for what is good to know but not worth waiting for."""
    return WebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=client.timeout,
        ssl=client.ssl,
        retry_handlers=[],
        logger=quiet_logger("slack_sdk.web", logging.CRITICAL),
    )


def quiet_logger(name: str, level: int = logging.ERROR) -> logging.Logger:
    """Return a logger for Slack's libraries, which below ERROR write what people typed.

    Where they log an error and then raise it, the second is enough: CRITICAL.
    """
    logger = logging.getLogger(name)
    logger.setLevel(level)
    return logger


def call(method: Callable[..., Answer], **arguments: Any) -> Answer:
    """Return what a method of one of the SDK's clients returns.

    Raises: DeliveryError, whatever way it failed.
    """
    try:
        return method(**arguments)
    except SlackApiError as error:
        raise translated(error) from error
    except (OSError, HTTPException, SlackClientError) as error:
        raise Unreachable(type(error).__name__) from error


def translated(error: SlackApiError) -> DeliveryError:
    """Return one of our errors for one of Slack's."""
    code = error_code(error)
    if code == "ratelimited":
        return RateLimited(_seconds(error.response.headers))
    if code == "missing_scope":
        return MissingScope(str(error.response.get("needed")))
    if code == "invalid_blocks" and "invalid slack file" in str(error.response.get("errors")):
        return ShareNotSeen()
    return named(code)


def named(code: str) -> DeliveryError:
    """Return the error that stands for a word of Slack's, or for a status such as http_503."""
    if code in REVOKED:
        return AccessRevoked(code)
    if code in TOO_LATE:
        return TooLate(code)
    if code in DOUBTFUL or code.startswith("http_5"):
        return Unreachable(code)
    return DeliveryError(code)


def error_code(error: SlackApiError) -> str:
    """Return Slack's word for the error; a page that is no JSON has none but its status."""
    if error.response.status_code == 429:
        return "ratelimited"
    code = str(error.response.get("error"))
    return code if re.fullmatch(r"\w+", code) else f"http_{error.response.status_code}"


def _seconds(headers: Any) -> int:
    """Return what Retry-After says; some clients give each header a list of values."""
    value = {key.lower(): value for key, value in headers.items()}.get("retry-after", "")
    seconds = str(value[0] if isinstance(value, list) else value)
    return int(seconds) if seconds.isdigit() else 1
