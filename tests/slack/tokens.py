"""The tokens that Slack has given to the app, and what has become of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal

from tests.slack.clock import Clock
from tests.slack.errors import SlackError

Kind = Literal["bot", "app", "workflow", "user"]
PREFIX: dict[Kind, str] = {
    "bot": "xoxb",
    "app": "xapp-1",
    "workflow": "xwfp",
    "user": "xoxp",
}
ROTATION_SECONDS = 12 * 3600


@dataclass(slots=True, kw_only=True)
class Token:
    """One token; an app-level one belongs to no team.

    user:         the person in whose name a user token acts, "" for the others.
    refused_with: the error that every call with it gets from now on.
    """

    value: str
    kind: Kind
    scopes: set[str]
    team: str = ""
    user: str = ""
    expires_at: float | None = None
    refused_with: str | None = None


@dataclass(slots=True)
class Tokens:
    """Every token ever issued: Slack knows a revoked one from one that never was."""

    clock: Clock
    _known: dict[str, Token] = field(default_factory=dict)

    def issue(
        self,
        kind: Kind,
        scopes: set[str],
        *,
        team: str = "",
        user: str = "",
        rotates: bool = False,
    ) -> Token:
        """Return a new token; a rotating one is good for twelve hours."""
        value = f"{PREFIX[kind]}-{secrets.randbelow(10**12):012d}-{secrets.token_hex(12)}"
        token = Token(
            value=f"xoxe.{value}" if rotates else value,
            kind=kind,
            scopes=scopes,
            team=team,
            user=user,
            expires_at=self.clock.now() + ROTATION_SECONDS if rotates else None,
        )
        self._known[token.value] = token
        return token

    def known(self, value: str) -> Token | None:
        """Return the token, whether it is still good or not."""
        return self._known.get(value)

    def good(self, value: str) -> Token:
        """Return the token, or raise what Slack answers instead."""
        if not value:
            raise SlackError("not_authed")
        token = self._known.get(value)
        if token is None:
            raise SlackError("invalid_auth")
        if token.refused_with is not None:
            raise SlackError(token.refused_with)
        if token.expires_at is not None and self.clock.now() >= token.expires_at:
            raise SlackError("token_expired")
        return token

    def revoke(self, team: str, *, error: str = "token_revoked") -> None:
        """Refuse all tokens of a team from now on."""
        for token in self._known.values():
            if token.team == team and token.refused_with is None:
                token.refused_with = error
