"""Files on their way to Slack: a ticket, the bytes, the completion, and the wait for it.

A message names a finished picture in an image block. Sharing it by its upload instead can fail
without a word, and leaves no choice of where in the message the picture goes; so that is for
files that no block can show, and is looked after.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from slack_sdk import WebClient

from bot.errors import DeliveryError, MissingScope, ShareNotSeen, Unreachable, UploadFailed
from bot.outgoing.backoff import Backoff
from bot.outgoing.slack_api import call

TIMEOUT_SECONDS = 30.0
COMPLETION_TRIES = 3


class Uploader:
    """Brings files into the workspace; safe to use from several threads.

    timeout: seconds that Slack may take to receive the bytes.
    """

    def __init__(
        self,
        client: WebClient,
        *,
        backoff: Backoff,
        sleep: Callable[[float], None] = time.sleep,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._client = client
        self._backoff = backoff
        self._sleep = sleep
        self._timeout = timeout

    def upload(self, content: bytes, *, filename: str, title: str) -> str:
        """Return the id of a file that nobody sees yet, once Slack can show it.

        Raises: DeliveryError; ShareNotSeen if Slack does not get ready in time.
        """
        file_id = self.put(content, filename=filename, title=title)
        self._wait_until(file_id, lambda file: bool(file.get("mimetype")))
        return file_id

    def put(self, content: bytes, *, filename: str, title: str, channel: str = "") -> str:
        """Return the id of an uploaded file, which Slack may still be looking into.

        channel: where it is to appear as a message of its own; see `appears`.
        Raises:  DeliveryError.
        """
        ticket = call(
            self._client.files_getUploadURLExternal, filename=filename, length=len(content)
        )
        file_id = str(ticket["file_id"])
        self._send(str(ticket["upload_url"]), content)
        self._complete(file_id, title, channel)
        return file_id

    def appears(self, file_id: str, channel: str) -> bool:
        """Return whether the file is seen in the channel; Slack says nothing if it is not."""
        try:
            self._wait_until(file_id, lambda file: _is_shared(file, channel))
        except ShareNotSeen:
            return False
        return True

    def _send(self, url: str, content: bytes) -> None:
        """Send the bytes; by hand, since the SDK does not try again with them."""
        pauses = iter(self._backoff)
        until = time.monotonic() + self._backoff.total
        while True:
            try:
                return self._post_bytes(url, content)
            except HTTPError as error:
                error.close()
                if error.code != 429 and error.code < 500:
                    raise UploadFailed(f"HTTP {error.code}") from error
                reason, wanted = f"HTTP {error.code}", _retry_after(error)
            except (OSError, HTTPException) as error:
                reason, wanted = type(error).__name__, 0.0
            pause = next(pauses, None)
            if pause is None or wanted > self._backoff.total or time.monotonic() > until:
                raise UploadFailed(reason)
            self._sleep(max(pause, wanted))

    def _post_bytes(self, url: str, content: bytes) -> None:
        headers = {"Content-Type": "application/octet-stream"}
        request = Request(url, data=content, headers=headers, method="POST")
        with urlopen(request, timeout=self._timeout, context=self._client.ssl) as response:
            response.read()

    def _complete(self, file_id: str, title: str, channel: str) -> None:
        """Finish the upload, which works once: so look before trying again."""
        for _ in range(COMPLETION_TRIES):
            try:
                call(
                    self._client.files_completeUploadExternal,
                    files=[{"id": file_id, "title": title}],
                    channel_id=channel or None,
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

    def _wait_until(self, file_id: str, is_done: Callable[[Mapping[str, Any]], bool]) -> None:
        """Return when Slack has got that far with the file, or if that cannot be seen."""
        for pause in self._backoff:
            try:
                file = call(self._client.files_info, file=file_id)["file"]
            except MissingScope:
                return
            if is_done(file):
                return
            self._sleep(pause)
        raise ShareNotSeen


def _is_shared(file: Mapping[str, Any], channel: str) -> bool:
    places = file.get("shares") or {}
    return any(channel in channels for channels in places.values())


def _retry_after(error: HTTPError) -> float:
    seconds = error.headers.get("Retry-After", "")
    return float(seconds) if seconds.isdigit() else 0.0
