"""A method's arguments, however they came: form, JSON, query or multipart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.slack.errors import SlackError
from tests.slack.records import Json

TRUE_WORDS = frozenset({True, "1", "true", "True", "t"})


class Arguments:
    """Typed access to what the app sent; a missing or malformed value is a SlackError.

    caller: the person whose token the call is made with; "" for the bot's own.
    """

    def __init__(self, given: Mapping[str, Any], *, caller: str = "") -> None:
        self.given = dict(given)
        self.caller = caller

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name)
        return default if value is None else str(value)

    def required(self, name: str, *, error: str = "invalid_arguments") -> str:
        value = self.given.get(name)
        if value is None or value == "":
            raise SlackError(
                error, details=[f"missing required field: {name} [json-pointer:/{name}]"]
            )
        return str(value)

    def flag(self, name: str) -> bool:
        return self.given.get(name) in TRUE_WORDS

    def integer(self, name: str, default: int) -> int:
        value = self.given.get(name)
        try:
            return default if value in (None, "") else int(str(value))
        except ValueError:
            raise SlackError("invalid_arguments", details=[f"{name} must be an integer"]) from None

    def decoded(self, name: str, *, error: str = "invalid_arguments") -> Any:
        """Return a value that may have come as a JSON string, or None if it did not come."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if value == "":
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error, details=[f"{name} is not valid JSON"]) from None

    def blocks(self) -> list[Json]:
        blocks = self.decoded("blocks", error="invalid_blocks_format")
        if blocks is None:
            return []
        if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
            raise SlackError("invalid_blocks_format")
        return blocks
