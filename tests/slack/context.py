"""What every method works with, put together in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.slack.block_kit import check_message, check_view
from tests.slack.errors import SlackError
from tests.slack.faults import FaultPlan
from tests.slack.files import IMAGE_TYPES, FileStore, SlackFile
from tests.slack.functions import Executions
from tests.slack.grants import Grants
from tests.slack.pace import Pace
from tests.slack.rates import Rates
from tests.slack.records import Json
from tests.slack.state import Workspace
from tests.slack.tickets import ResponseUrls, Triggers


@dataclass(slots=True, kw_only=True)
class Context:
    """One workspace and the parts of the stand-in that its methods share."""

    workspace: Workspace
    files: FileStore
    triggers: Triggers
    response_urls: ResponseUrls
    executions: Executions
    grants: Grants
    faults: FaultPlan
    pace: Pace
    rates: Rates
    base_url: str
    issue_socket_url: Callable[[], str]

    def _named_file(self, source: dict[str, Any]) -> SlackFile | None:
        if "id" not in source:
            return self.files.at_url(str(source.get("url")))
        try:
            return self.files.get(str(source["id"]))
        except SlackError:
            return None

    def file_rule(self, source: dict[str, Any]) -> str | None:
        """Return why an image block may not show this file, or None."""
        file = self._named_file(source)
        usable = file is not None and self.files.is_ready(file) and file.mimetype in IMAGE_TYPES
        return None if usable else "invalid slack file"

    def files_in_blocks(self, blocks: list[Json]) -> list[Json]:
        """Return the files that image blocks show, with their bytes."""
        sources = [source for node in _images(blocks) if (source := node.get("slack_file"))]
        named = [file for source in sources if (file := self._named_file(source))]
        return [self.with_bytes(file) | {"in_block": True} for file in named]

    def with_bytes(self, file: SlackFile) -> Json:
        return self.files.describe(file) | {"bytes": file.content}

    def check_blocks(self, blocks: list[Json]) -> None:
        """Raise invalid_blocks if Slack would not show these."""
        problems = check_message(blocks, file_rule=self.file_rule)
        if problems:
            only_files = all(problem.startswith("invalid slack file") for problem in problems)
            raise SlackError("invalid_blocks", details=problems, blame=not only_files)

    def check_view(self, view: object) -> None:
        problems = check_view(view, file_rule=self.file_rule)
        if problems:
            raise SlackError("invalid_arguments", details=problems)


def _images(blocks: list[Json]) -> list[Json]:
    found: list[Json] = []
    for block in blocks:
        parts = [block, block.get("accessory"), *(block.get("elements") or [])]
        found += [p for p in parts if isinstance(p, dict) and p.get("type") == "image"]
    return found
