"""The App Home of one person, as it is now."""

from __future__ import annotations

from bot.answering.sharing import shared_id
from bot.errors import ShareNotSeen
from bot.messages.home import home
from bot.models import Models
from bot.outgoing.clients import Clients
from bot.outgoing.slack_api import call
from bot.settings import Settings
from bot.store import Kept, Store

SHOWN = 5


class Home:
    def __init__(
        self, clients: Clients, store: Store, models: Models, *, settings: Settings
    ) -> None:
        self._clients = clients
        self._store = store
        self._models = models
        self._settings = settings

    def publish(self, team: str, user: str) -> None:
        """Show somebody their last explanations and settings.

        Without the pictures, if Slack does not take one of them any more.
        Raises: DeliveryError.
        """
        try:
            self._show(team, user, pictures=True)
        except ShareNotSeen:
            self._show(team, user, pictures=False)

    def _show(self, team: str, user: str, *, pictures: bool) -> None:
        view = home(
            preferences=self._store.preferences.get(team, user),
            latest=self._latest(team, user),
            models=self._models.names,
            retention_days=self._settings.retention_days,
            texts=self._settings.keep_text,
            pictures=pictures,
        )
        with self._clients.using(team) as client:
            call(client.views_publish, user_id=user, view=view)

    def _latest(self, team: str, user: str) -> list[Kept]:
        """Return somebody's last explanations; what they shared counts as one."""
        latest = self._store.explanations.latest(team, user, 2 * SHOWN)
        shared = {shared_id(kept.id) for kept in latest}
        return [kept for kept in latest if kept.id not in shared][:SHOWN]
