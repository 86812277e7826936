"""The App Home of one person, as it is now."""

from __future__ import annotations

from bot.answering.sharing import shared_id
from bot.errors import ShareNotSeen
from bot.messages.home import home
from bot.messages.message import Block
from bot.messages.review.admin import admin_blocks
from bot.messages.review.queue import queue_blocks
from bot.models import Models
from bot.moderation.overtime.queue import Filters, QueuePage
from bot.moderation.overtime.queue_reader import QueueReader
from bot.moderation.roles import Roles
from bot.moderation.rules import Rules
from bot.outgoing.clients import Clients
from bot.outgoing.slack_api import call
from bot.settings import Settings
from bot.store import Kept, Store

SHOWN = 5


# With a queue there is less room.
SHOWN_BELOW_QUEUE = 2


class Home:
    def __init__(
        self,
        clients: Clients,
        store: Store,
        models: Models,
        *,
        settings: Settings,
        rules: Rules,
        roles: Roles,
    ) -> None:
        self._clients = clients
        self._store = store
        self._models = models
        self._settings = settings
        self._rules = rules
        self._roles = roles
        self._queue = QueueReader(store, roles)

    def publish(self, team: str, user: str, filters: Filters | None = None) -> None:
        """Show somebody their last explanations and settings, and to moderators the queue.

        Without the pictures, if Slack does not take one of them any more.
        filters: what they want to see of the queue; None for what they saw last.
        Raises:  DeliveryError, StoreUnavailable.
        """
        page = self._page(team, user, filters)
        try:
            self._show(team, user, page, pictures=True)
        except ShareNotSeen:
            self._show(team, user, page, pictures=False)

    def _page(self, team: str, user: str, filters: Filters | None) -> QueuePage | None:
        before = self._store.preferences.get(team, user).queue
        page = self._queue.page(team, user, filters or Filters.read(before))
        # Of somebody who never chose anything else, nothing needs to be kept.
        known = before or Filters().to_json()
        if page is not None and (seen := page.filters.to_json()) != known:
            self._store.preferences.set_queue(team, user, seen)
        return page

    def _show(self, team: str, user: str, page: QueuePage | None, *, pictures: bool) -> None:
        preferences = self._store.preferences.get(team, user)
        rules = self._rules.of(team)
        blur = preferences.blur or rules.blur
        view = home(
            preferences=preferences,
            latest=self._latest(team, user, SHOWN if page is None else SHOWN_BELOW_QUEUE),
            models=self._models.names,
            retention_days=self._settings.retention_days,
            texts=self._settings.keep_text,
            pictures=pictures,
            queue=queue_blocks(page, blur=blur) if page is not None else (),
            admin=self._admin(team, user),
            watched=rules.monitored,
            metadata=page.filters.to_json() if page is not None else "",
        )
        with self._clients.using(team) as client:
            call(client.views_publish, user_id=user, view=view)

    def _admin(self, team: str, user: str) -> list[Block]:
        return admin_blocks(self._rules.of(team)) if self._roles.is_admin(team, user) else []

    def _latest(self, team: str, user: str, most: int) -> list[Kept]:
        """Return somebody's last explanations; what they shared counts as one."""
        latest = self._store.explanations.latest(team, user, 2 * most)
        shared = {shared_id(kept.id) for kept in latest}
        return [kept for kept in latest if kept.id not in shared][:most]
