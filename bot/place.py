"""Where a message stands in Slack."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A message that can be updated or deleted later: its conversation and its timestamp."""

    channel: str
    ts: str
