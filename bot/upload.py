"""Pictures on their way to Slack: a ticket, the bytes, the completion, and the wait for it.

A message names the finished file in an image block. Sharing the file by its upload instead can
fail without a word, and leaves no choice of where in the message the picture goes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from slack_sdk import WebClient

from bot.backoff import Backoff
from bot.errors import DeliveryError, MissingScope, ShareNotSeen, Unreachable, UploadFailed
from bot.slack_api import call

TIMEOUT_SECONDS = 30
COMPLETION_TRIES = 3


class Uploader:
    """Brings pictures into the workspace; safe to use from several threads."""

    def __init__(
        self,
        client: WebClient,
        *,
        backoff: Backoff,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._backoff = backoff
        self._sleep = sleep

    def upload(self, png: bytes, *, filename: str, title: str) -> str:
        """Return the id of the file, once Slack can show it.

        Raises: DeliveryError; ShareNotSeen if Slack does not get ready in time.
        """
        ticket = call(self._client.files_getUploadURLExternal, filename=filename, length=len(png))
        file_id = str(ticket["file_id"])
        self._send(str(ticket["upload_url"]), png)
        self._complete(file_id, title)
        self._wait_until_ready(file_id)
        return file_id

    def _send(self, url: str, png: bytes) -> None:
        """Send the bytes; by hand, since the SDK does not try again with them."""
        pauses = iter(self._backoff)
        while True:
            try:
                return self._post_bytes(url, png)
            except HTTPError as error:
                error.close()
                if error.code != 429 and error.code < 500:
                    raise UploadFailed(f"HTTP {error.code}") from error
                reason, wanted = f"HTTP {error.code}", _retry_after(error)
            except (OSError, HTTPException) as error:
                reason, wanted = type(error).__name__, 0.0
            pause = next(pauses, None)
            if pause is None:
                raise UploadFailed(reason)
            self._sleep(max(pause, wanted))

    def _post_bytes(self, url: str, png: bytes) -> None:
        headers = {"Content-Type": "application/octet-stream"}
        request = Request(url, data=png, headers=headers, method="POST")
        with urlopen(request, timeout=TIMEOUT_SECONDS, context=self._client.ssl) as response:
            response.read()

    def _complete(self, file_id: str, title: str) -> None:
        """Finish the upload, which works once: so look before trying again."""
        for _ in range(COMPLETION_TRIES):
            try:
                call(
                    self._client.files_completeUploadExternal,
                    files=[{"id": file_id, "title": title}],
                )
                return
            except Unreachable:
                if self._is_complete(file_id):
                    return
        raise UploadFailed("its completion was not confirmed")

    def _is_complete(self, file_id: str) -> bool:
        try:
            call(self._client.files_info, file=file_id)
        except DeliveryError:
            return False
        return True

    def _wait_until_ready(self, file_id: str) -> None:
        """Return when Slack has looked into the file: until then its type is unknown."""
        for pause in self._backoff:
            try:
                if call(self._client.files_info, file=file_id)["file"].get("mimetype"):
                    return
            except MissingScope:
                return  # Posting finds out as well, only less politely.
            self._sleep(pause)
        raise ShareNotSeen


def _retry_after(error: HTTPError) -> float:
    seconds = error.headers.get("Retry-After", "")
    return float(seconds) if seconds.isdigit() else 0.0
