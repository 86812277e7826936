"""OAuth: what people have consented to, and the codes and tokens that come of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.slack.app import SlackApp
from tests.slack.clock import Clock
from tests.slack.errors import SlackError
from tests.slack.records import Json
from tests.slack.tokens import ROTATION_SECONDS, Token

if TYPE_CHECKING:
    from tests.slack.state import Workspace

CODE_SECONDS = 10 * 60.0
LIVE_TOKENS = 2

ORGANISATION: Json = {
    "team": None,
    "enterprise": {"id": "E0ORG", "name": "Organisation"},
    "is_enterprise_install": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the app asks for on the way to the consent page, and what the person makes of it."""

    scopes: tuple[str, ...]
    state: str = ""
    redirect_uri: str = ""
    whole_organisation: bool = False

    def answer(self, base: str, **found: str) -> str:
        """Return the address that the person's browser is sent on to."""
        given = found | ({"state": self.state} if self.state else {})
        return f"{base}{'&' if '?' in base else '?'}{urlencode(given)}"


@dataclass(slots=True, kw_only=True)
class Code:
    """A consent that waits to be exchanged, once."""

    workspace: Workspace
    user: str
    wish: Wish
    issued_at: float


@dataclass(slots=True)
class Grants:
    """All consents, open ones by their code and lasting ones by their refresh token."""

    clock: Clock
    _codes: dict[str, Code] = field(default_factory=dict)
    _refresh: dict[str, tuple[Workspace, str]] = field(default_factory=dict)
    _live: dict[str, list[Token]] = field(default_factory=dict)

    def wish(self, app: SlackApp, query: Mapping[str, str]) -> Wish:
        """Return what the address of the consent page asks for, or raise what it shows instead."""
        if query.get("client_id") != app.client_id:
            raise SlackError("invalid_client_id")
        scopes = tuple(filter(None, query.get("scope", "").split(",")))
        if not scopes:
            raise SlackError("no_scopes")
        unknown = sorted(set(scopes) - app.manifest.scopes)
        if unknown:
            raise SlackError("invalid_scope", details=unknown)
        redirect_uri, registered = query.get("redirect_uri", ""), app.manifest.redirect_urls
        if redirect_uri and registered and not redirect_uri.startswith(tuple(registered)):
            raise SlackError("bad_redirect_uri")
        return Wish(scopes=scopes, state=query.get("state", ""), redirect_uri=redirect_uri)

    def consent(self, workspace: Workspace, user: str, wish: Wish) -> str:
        """Return the code for a person's consent."""
        code = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
        self._codes[code] = Code(
            workspace=workspace, user=user, wish=wish, issued_at=self.clock.now()
        )
        return code

    def exchange(self, code: str, redirect_uri: str) -> Json:
        """Return the installation that a code stands for, as `oauth.v2.access` does."""
        found = self._codes.pop(code, None)
        if found is None or self.clock.now() - found.issued_at > CODE_SECONDS:
            raise SlackError("invalid_code")
        if found.wish.redirect_uri != redirect_uri:
            raise SlackError("bad_redirect_uri")
        workspace = found.workspace
        workspace.install(found.wish.scopes)
        answer = self._answer(workspace, found.user)
        return answer | (ORGANISATION if found.wish.whole_organisation else {})

    def refresh(self, value: str) -> Json:
        """Return a new token for a refresh token, which is spent by it."""
        workspace, user = self._refresh.pop(value, (None, ""))
        if workspace is None or not workspace.is_installed:
            raise SlackError("invalid_refresh_token")
        workspace.renew_token()
        return self._answer(workspace, user)

    def _answer(self, workspace: Workspace, user: str) -> Json:
        answer: Json = {
            "app_id": workspace.app.id,
            "authed_user": {"id": user},
            "scope": ",".join(sorted(workspace.scopes)),
            "token_type": "bot",
            "access_token": workspace.token.value,
            "bot_user_id": workspace.bot_user_id,
            "team": {"id": workspace.team_id, "name": workspace.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        return answer | (self._rotation(workspace, user) if workspace.token.expires_at else {})

    def _rotation(self, workspace: Workspace, user: str) -> Json:
        """Slack keeps two tokens alive: the latest one, and one for calls on their way."""
        live = self._live.setdefault(workspace.team_id, [])
        live.append(workspace.token)
        for old in live[:-LIVE_TOKENS]:
            old.refused_with = old.refused_with or "token_revoked"
        refresh_token = f"xoxe-1-{secrets.token_hex(24)}"
        self._refresh[refresh_token] = (workspace, user)
        return {"expires_in": ROTATION_SECONDS, "refresh_token": refresh_token}
