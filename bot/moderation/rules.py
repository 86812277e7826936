"""How a workspace moderates: what its admins have set, and else what the operator has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.moderation.settings import ModerationSettings
from bot.settings import Settings
from bot.store import Store


class Rules:
    """Gives the settings of each workspace, always as they are now.

    usable: gives the model to use in place of one that is not there.
    """

    def __init__(
        self, store: Store, settings: Settings, *, usable: Callable[[str], str] = str
    ) -> None:
        self._store = store
        self._settings = settings
        self._usable = usable

    def of(self, team: str) -> ModerationSettings:
        """Return what holds in a workspace.

        Raises: StoreUnavailable.
        """
        own = self._store.moderation.get(team)
        return replace(
            own,
            admins=tuple(dict.fromkeys((*own.admins, *self._settings.moderation_admins))),
            review_channel=own.review_channel or self._settings.review_channel,
            reaction=own.reaction or self._settings.review_reaction,
            model=self._usable(own.model),
        )
