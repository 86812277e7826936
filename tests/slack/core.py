"""What everything that a test can do to one workspace stands on."""

from __future__ import annotations

from tests.slack.backstage import Backstage
from tests.slack.clock import Clock
from tests.slack.context import Context
from tests.slack.manifest import Manifest


class Core:
    """One workspace and its ids, secrets and scopes."""

    def __init__(self, backstage: Backstage, context: Context) -> None:
        self._backstage = backstage
        self._context = context
        self._workspace = context.workspace
        self._courier = backstage.courier

    @property
    def clock(self) -> Clock:
        return self._backstage.clock

    @property
    def manifest(self) -> Manifest:
        """Return what the app's manifest says; change it at will."""
        return self._backstage.app.manifest

    @property
    def api_url(self) -> str:
        return f"{self._backstage.base_url}api/"

    @property
    def authorize_url(self) -> str:
        """Return the address of the consent page, without its query."""
        return f"{self._backstage.base_url}oauth/v2/authorize"

    @property
    def bot_token(self) -> str:
        return self._workspace.token.value

    @property
    def app_token(self) -> str:
        return self._backstage.app.token.value

    @property
    def signing_secret(self) -> str:
        return self._backstage.app.signing_secret

    @property
    def team_id(self) -> str:
        return self._workspace.team_id

    @property
    def bot_user_id(self) -> str:
        return self._workspace.bot_user_id

    @property
    def scopes(self) -> set[str]:
        """Return the bot token's scopes; add and discard at will."""
        return self._workspace.scopes

    @property
    def subscriptions(self) -> set[str]:
        """Return the events that the app has subscribed to; add and discard at will."""
        return self.manifest.subscriptions
