"""The app as Slack has it registered: one for all workspaces that install it."""

from __future__ import annotations

import secrets
import threading

from tests.slack.clock import Clock
from tests.slack.errors import SlackError
from tests.slack.manifest import Manifest
from tests.slack.records import Ack, Call, Json, Refusal, Response
from tests.slack.tokens import Token, Tokens


def identifier(prefix: str) -> str:
    return prefix + secrets.token_hex(5).upper()


class SlackApp:
    """Its secrets, its tokens, and all that it did. `changed` guards everything there is."""

    def __init__(self, clock: Clock, manifest: Manifest) -> None:
        self.clock = clock
        self.manifest = manifest
        self.changed = threading.Condition(threading.RLock())
        self.id = identifier("A")
        self.client_id = f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**12)}"
        self.client_secret = secrets.token_hex(16)
        self.signing_secret = secrets.token_hex(16)
        self.verification_token = secrets.token_hex(12)
        self.tokens = Tokens(clock)
        self.token: Token = self.tokens.issue("app", {"connections:write"})
        self.calls: list[Call] = []
        self.refusals: list[Refusal] = []
        self.violations: list[str] = []
        self.responses: list[Response] = []
        self.events: list[Json] = []
        self.event_acks: list[tuple[Json, Ack]] = []
        self.lost_events: list[Json] = []

    def violation(self, sentence: str) -> None:
        self.violations.append(sentence)

    def refused(self, method: str, error: SlackError) -> None:
        """Note that a request was refused, and blame the app if it should have known better."""
        self.refusals.append(Refusal(method=method, error=error.code, details=error.details))
        if error.blame:
            self.violation(": ".join([method, error.code, *error.details]))
