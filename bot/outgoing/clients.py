"""Which token speaks for the bot in a workspace, and who it is there."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Bot, InstallationStore
from slack_sdk.oauth.token_rotation import TokenRotator

from bot.errors import AccessRevoked
from bot.outgoing.backoff import Backoff
from bot.outgoing.pace import Pace
from bot.outgoing.slack_api import call, web_client
from bot.settings import Settings
from bot.store.turns import Turns

logger = logging.getLogger(__name__)

# After this long an installation is looked up again: another process may have renewed its token.
KEEP_SECONDS = 300.0

Sleep = Callable[[float], None]


class Tokens(Protocol):
    """Gives the token for a workspace, or raises AccessRevoked."""

    def __call__(self, team: str, /) -> str: ...


class Clients:
    """A client for each workspace; safe to use from several threads.

    keep_seconds: for how long a token is taken to be the right one.
    now:          what that goes by.
    turns:        of all processes that speak for the bot, one after the other.
    """

    def __init__(
        self,
        tokens: Tokens,
        *,
        api_url: str,
        keep_seconds: float = KEEP_SECONDS,
        backoff: Backoff | None = None,
        sleep: Sleep = time.sleep,
        now: Callable[[], float] = time.monotonic,
        turns: Turns | None = None,
    ) -> None:
        self._tokens = tokens
        self._turns = turns
        self._api_url = api_url
        self._keep_seconds = keep_seconds
        self._backoff = backoff
        self._sleep = sleep
        self._now = now
        self._locks: dict[str, threading.Lock] = {}
        self._known: dict[str, tuple[float, WebClient]] = {}
        self._identities: dict[str, AuthorizeResult] = {}

    @classmethod
    def single(
        cls,
        settings: Settings,
        *,
        backoff: Backoff | None = None,
        sleep: Sleep = time.sleep,
        turns: Turns | None = None,
    ) -> Clients:
        """Return clients that have one token, for whatever workspace they are asked."""
        token = settings.bot_token.reveal() if settings.bot_token is not None else ""
        return cls(
            lambda team: token,
            api_url=settings.api_url,
            keep_seconds=float("inf"),
            backoff=backoff,
            sleep=sleep,
            turns=turns,
        )

    @classmethod
    def installed(
        cls,
        installations: InstallationStore,
        settings: Settings,
        *,
        keep_seconds: float = KEEP_SECONDS,
        backoff: Backoff | None = None,
        sleep: Sleep = time.sleep,
        now: Callable[[], float] = time.monotonic,
        turns: Turns | None = None,
    ) -> Clients:
        """Return clients for the workspaces that have installed the app."""
        secret = settings.client_secret
        rotator = TokenRotator(
            client_id=settings.client_id,
            client_secret=secret.reveal() if secret is not None else "",
            client=web_client(None, settings.api_url, backoff=backoff, sleep=sleep),
        )
        return cls(
            InstalledTokens(installations, rotator),
            api_url=settings.api_url,
            keep_seconds=keep_seconds,
            backoff=backoff,
            sleep=sleep,
            now=now,
            turns=turns,
        )

    def of(self, team: str) -> WebClient:
        """Return the client for a workspace.

        Raises: AccessRevoked if the app is not installed there.
        """
        with self._lock_of(team):
            until, client = self._known.get(team, (0.0, None))
            if client is not None and self._now() < until:
                return client
            token = self._tokens(team)
            if client is None or client.token != token:
                self._forget_identity(client)
                client = self._client(token, team)
            self._known[team] = (self._now() + self._keep_seconds, client)
            return client

    def _client(self, token: str, team: str) -> WebClient:
        turns = self._turns
        pace = Pace(turns, team, sleep=self._sleep) if turns is not None else None
        return web_client(token, self._api_url, backoff=self._backoff, sleep=self._sleep, pace=pace)

    def identity(self, team: str) -> AuthorizeResult:
        """Return who the bot is in a workspace, as Bolt wants to know it; `user` is its name.

        Raises: DeliveryError.
        """
        with self.using(team) as client:
            token = str(client.token)
            if token not in self._identities:
                found = AuthorizeResult.from_auth_test_response(
                    bot_token=token, auth_test_response=call(client.auth_test)
                )
                self._identities[token] = found
            return self._identities[token]

    def bot_name(self, team: str) -> str:
        return str(self.identity(team).user)

    def bot_user(self, team: str) -> str:
        return str(self.identity(team).bot_user_id)

    def forget(self, team: str) -> None:
        """Look the workspace's token up anew the next time."""
        with self._lock_of(team):
            _, client = self._known.pop(team, (0.0, None))
        self._forget_identity(client)

    def _lock_of(self, team: str) -> threading.Lock:
        """Return a lock of the workspace's own: to renew a token may take its time."""
        return self._locks.setdefault(team, threading.Lock())

    def _forget_identity(self, client: WebClient | None) -> None:
        if client is not None:
            self._identities.pop(str(client.token), None)

    @contextmanager
    def using(self, team: str) -> Iterator[WebClient]:
        """Lend the client of a workspace, and forget it if its token turns out to be revoked."""
        try:
            yield self.of(team)
        except AccessRevoked:
            self.forget(team)
            raise


class InstalledTokens:
    """The tokens that workspaces gave when they installed the app, renewed before they expire."""

    def __init__(self, installations: InstallationStore, rotator: TokenRotator) -> None:
        self._installations = installations
        self._rotator = rotator

    def __call__(self, team: str, /) -> str:
        return self._renewed(self._bot(team)).bot_token

    def _bot(self, team: str) -> Bot:
        bot = self._installations.find_bot(enterprise_id=None, team_id=team)
        if bot is None:
            raise AccessRevoked("not_installed")
        return bot

    def _renewed(self, bot: Bot) -> Bot:
        """Return the installation with a token that is good for a while."""
        if bot.bot_refresh_token is None:
            return bot
        try:
            renewed = self._rotator.perform_bot_token_rotation(bot=bot)
        except (SlackClientError, OSError, HTTPException) as error:
            return self._otherwise(bot, error)
        if renewed is None:
            return bot
        self._installations.save_bot(renewed)
        return renewed

    def _otherwise(self, bot: Bot, error: Exception) -> Bot:
        """Return what another process has renewed meanwhile, or else the old token while it lasts.

        A refresh token works once, so of two processes one is refused.
        """
        logger.warning("a token could not be renewed (%s)", type(error).__name__)
        newest = self._bot(str(bot.team_id))
        if newest.bot_token_expires_at is not None and newest.bot_token_expires_at <= time.time():
            raise AccessRevoked("token_expired") from error
        return newest
