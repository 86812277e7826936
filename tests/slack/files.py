"""Files on their way into Slack: ticket, bytes, completion, processing."""

from __future__ import annotations

import copy
import mimetypes
from dataclasses import dataclass, field
from typing import Any

from tests.slack.app import identifier
from tests.slack.clock import Clock
from tests.slack.errors import SlackError
from tests.slack.records import Json

IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif"})


@dataclass(slots=True, kw_only=True)
class SlackFile:
    """One file, from the ticket on. Times are on the stand-in's clock; None is "not yet"."""

    id: str
    ticket: str
    name: str
    length: int
    alt_text: str
    user: str
    created_at: float
    title: str = ""
    content: bytes | None = None
    completed_at: float | None = None
    deleted: bool = False
    shares: dict[str, dict[str, list[Json]]] = field(default_factory=dict)

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


class FileStore:
    """All files of the workspace, by id and by upload ticket.

    ready_after: seconds from completion until Slack has processed a file.
    """

    def __init__(self, clock: Clock, base_url: str, *, ready_after: float) -> None:
        self.clock = clock
        self.base_url = base_url
        self.ready_after = ready_after
        self._files: dict[str, SlackFile] = {}
        self._by_ticket: dict[str, SlackFile] = {}

    def forget(self) -> None:
        self._files.clear()
        self._by_ticket.clear()

    def ready(self) -> list[SlackFile]:
        """Return the files that are there to be shared."""
        return [file for file in self._files.values() if self.is_ready(file)]

    def begin(self, name: str, length: int, *, alt_text: str, user: str) -> SlackFile:
        file = SlackFile(
            id=identifier("F"),
            ticket=identifier("") * 4,
            name=name,
            length=length,
            alt_text=alt_text,
            user=user,
            created_at=self.clock.now(),
        )
        self._files[file.id] = file
        self._by_ticket[file.ticket] = file
        return file

    def upload_url(self, file: SlackFile) -> str:
        return f"{self.base_url}upload/v1/{file.ticket}"

    def receive(self, ticket: str, content: bytes) -> SlackFile:
        """Take the bytes for a ticket; their number must be the one announced."""
        file = self._by_ticket.get(ticket)
        if file is None or file.completed_at is not None:
            raise SlackError("file_not_found", blame=True)
        if len(content) != file.length:
            said = f"{file.length} bytes announced, {len(content)} received"
            raise SlackError("length_mismatch", details=[said])
        file.content = content
        return file

    def complete(self, file_id: str, *, title: str | None) -> SlackFile:
        """Finish an upload: possible once, after the bytes have come."""
        file = self._files.get(file_id)
        if file is None or file.content is None:
            raise SlackError("file_not_found", details=["no bytes were uploaded"], blame=True)
        if file.completed_at is not None:
            raise SlackError("file_not_found", details=["already completed"], blame=True)
        file.title = title or file.name
        file.completed_at = self.clock.now()
        return file

    def get(self, file_id: str) -> SlackFile:
        file = self._files.get(file_id)
        if file is None or file.completed_at is None:
            raise SlackError("file_not_found")
        if file.deleted:
            raise SlackError("file_deleted")
        return file

    def by_ticket(self, ticket: str) -> SlackFile | None:
        return self._by_ticket.get(ticket)

    def at_url(self, url: str) -> SlackFile | None:
        """Return the file with this url_private or permalink."""
        for file in self._files.values():
            if url in {self.private_url(file), self.permalink(file)}:
                return file
        return None

    def is_ready(self, file: SlackFile) -> bool:
        """Return whether Slack has processed the file, so that it may be shown."""
        if file.completed_at is None or file.deleted:
            return False
        return self.clock.now() - file.completed_at >= self.ready_after

    def private_url(self, file: SlackFile) -> str:
        return f"{self.base_url}files-pri/{file.id}/{file.name}"

    def permalink(self, file: SlackFile) -> str:
        return f"{self.base_url}files/{file.user}/{file.id}/{file.name}"

    def describe(self, file: SlackFile, *, processed: bool = True) -> Json:
        """Return the file object as `files.info` gives it.

        processed: false for the answer to the completion, which comes before Slack has looked
                   into the file: its type is unknown and it is shared nowhere.
        """
        ready = processed and self.is_ready(file)
        about: dict[str, Any] = {
            "id": file.id,
            "created": int(file.created_at),
            "timestamp": int(file.created_at),
            "name": file.name,
            "title": file.title,
            "user": file.user,
            "size": file.length,
            "mode": "hosted",
            "mimetype": file.mimetype if ready else "",
            "filetype": file.name.rpartition(".")[2] if ready else "",
            "is_external": False,
            "is_public": processed and "public" in file.shares,
            "alt_txt": file.alt_text,
            "url_private": self.private_url(file),
            "url_private_download": self.private_url(file),
            "permalink": self.permalink(file),
        }
        return about | _places(file.shares if processed else {})


def _places(shares: dict[str, dict[str, list[Json]]]) -> Json:
    everywhere = [channel for places in shares.values() for channel in places]
    return {
        "shares": copy.deepcopy(shares),
        "channels": list(shares.get("public", {})),
        "groups": [c for c in shares.get("private", {}) if not c.startswith("D")],
        "ims": [c for c in everywhere if c.startswith("D")],
    }
