"""The Web API client: what it repeats by itself, and what its failures mean."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable
from http.client import HTTPException
from typing import Any, TypeVar
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry import (
    ConnectionErrorRetryHandler,
    HttpRequest,
    HttpResponse,
    RateLimitErrorRetryHandler,
    RetryHandler,
    RetryState,
)
from slack_sdk.http_retry.builtin_handlers import ServerErrorRetryHandler

from bot.errors import DeliveryError, MissingScope, RateLimited, ShareNotSeen, Unreachable
from bot.settings import Settings

Answer = TypeVar("Answer")

RETRIES = 5

# A channel takes about one message a second, so a burst of answers waits its turn here.
RATE_LIMIT_RETRIES = 10

HASTY_TIMEOUT_SECONDS = 3

# Done twice, these would be seen twice, or fail the second time.
NOT_REPEATABLE = ("chat.postMessage", "files.completeUploadExternal")


class ConnectionRetry(ConnectionErrorRetryHandler):
    """Repeats a call after a broken connection, unless it may already have taken effect."""

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.endswith(NOT_REPEATABLE) and not _was_never_sent(error):
            return False
        return super()._can_retry(state=state, request=request, response=response, error=error)


def _was_never_sent(error: Exception | None) -> bool:
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, ConnectionRefusedError | socket.gaierror)


def retry_handlers() -> list[RetryHandler]:
    return [
        RateLimitErrorRetryHandler(max_retry_count=RATE_LIMIT_RETRIES),
        ServerErrorRetryHandler(max_retry_count=RETRIES),
        ConnectionRetry(max_retry_count=RETRIES),
    ]


def web_client(settings: Settings) -> WebClient:
    """Return a client for the workspace, which waits out 429s and tries again after 500s."""
    return WebClient(
        token=settings.bot_token.reveal(),
        base_url=settings.api_url,
        retry_handlers=retry_handlers(),
        logger=quiet_logger("slack_sdk.web", logging.CRITICAL),
    )


def hasty_client(settings: Settings) -> WebClient:
    """Return a client for a process that is about to end: it neither waits nor insists."""
    client = web_client(settings)
    client.timeout = HASTY_TIMEOUT_SECONDS
    client.retry_handlers = [ConnectionRetry(max_retry_count=1)]
    return client


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
        return RateLimited(_retry_after(error))
    if code == "missing_scope":
        return MissingScope(str(error.response.get("needed")))
    if code == "invalid_blocks" and "invalid slack file" in str(error.response.get("errors")):
        return ShareNotSeen()
    return DeliveryError(code)


def error_code(error: SlackApiError) -> str:
    """Return Slack's word for the error; a page that is no JSON has none but its status."""
    if error.response.status_code == 429:
        return "ratelimited"
    code = str(error.response.get("error"))
    return code if re.fullmatch(r"\w+", code) else f"http_{error.response.status_code}"


def _retry_after(error: SlackApiError) -> int:
    headers = {key.lower(): value for key, value in error.response.headers.items()}
    seconds = str(headers.get("retry-after", ""))
    return int(seconds) if seconds.isdigit() else 1
