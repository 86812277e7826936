"""How fast Slack's methods are called, by all processes together.

Slack counts the calls of each method in a workspace, and the messages in each channel. So whoever
calls one takes a turn in the database first; and when Slack still asks somebody to wait, all do.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.errors import RateLimited, StoreUnavailable
from bot.store.turns import Turns

logger = logging.getLogger(__name__)

# Who has to wait longer does something else, or gives up with a sentence.
MOST_SECONDS = 60.0

POST = "chat.postMessage"


@dataclass(frozen=True, slots=True)
class Rule:
    """every: seconds between two calls in the long run; burst: how many may come at once."""

    every: float
    burst: int


# Slack's tiers, of which a fifth may come at once; it tolerates short bursts.
TIER_3 = Rule(60 / 50, 10)
TIER_4 = Rule(60 / 100, 20)

RULES: Mapping[str, Rule] = {
    POST: Rule(1.0, 5),
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.delete": TIER_3,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "functions.completeError": TIER_3,
    "functions.completeSuccess": TIER_3,
    "views.publish": TIER_4,
}


class Pace:
    """Gives turns to the calls of one workspace."""

    def __init__(
        self, turns: Turns, team: str, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._turns = turns
        self._team = team
        self._sleep = sleep
        self._current = threading.local()

    def wait(self, method: str, channel: str = "") -> None:
        """Return when it is the turn of a call.

        Raises: RateLimited if that would take too long.
        """
        self._current.key = None
        rule = RULES.get(method)
        if rule is None:
            return
        self._current.key = key = f"{self._team} {method} {channel if method == POST else ''}"
        try:
            self._wait(key, rule)
        except StoreUnavailable as error:
            # Slack still says by itself when it is too much.
            logger.warning("calling %s without a turn (%s)", method, error.kind)

    def hold(self, seconds: float) -> None:
        """Have all wait for what this thread has just called, as Slack asked it to do."""
        key = getattr(self._current, "key", None)
        if key is None:
            return
        try:
            self._turns.hold(key, seconds)
        except StoreUnavailable as error:
            logger.warning("nobody else knows of a pause (%s)", error.kind)

    def _wait(self, key: str, rule: Rule) -> None:
        seconds = self._turns.take(key, every=rule.every, burst=rule.burst, most=MOST_SECONDS)
        waited = 0.0
        while seconds > 0:
            waited += seconds
            if waited > MOST_SECONDS:
                raise RateLimited(round(seconds))
            self._sleep(seconds)
            # Meanwhile somebody may have been asked to wait; all would come back at once.
            seconds = self._turns.held(key)
            seconds += random.random() if seconds else 0.0


class PacedClient(WebClient):
    """A client each of whose calls waits for its turn."""

    def __init__(self, pace: Pace, **options: Any) -> None:
        super().__init__(**options)
        self._pace = pace

    def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:
        self._pace.wait(api_method, _channel(arguments))
        return super().api_call(api_method, **arguments)


def _channel(arguments: Mapping[str, Any]) -> str:
    for kind in ("json", "params", "data"):
        sent = arguments.get(kind)
        if isinstance(sent, Mapping) and sent.get("channel"):
            return str(sent["channel"])
    return ""
