"""Switching on and off that a channel's messages are scored, which that channel is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.action import Action
from bot.errors import DeliveryError, StepFailed, Unreachable
from bot.messages.review.notices import not_watched, watched
from bot.moderation.cases.record import AuditEntry
from bot.moderation.rules import Rules
from bot.moderation.settings import ModerationSettings
from bot.outgoing.delivery import Delivery
from bot.request import ExplainRequest, hashed_id
from bot.store import Store

# The kind of the action that has a channel told.
NOTICE = "notice"

ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """Which channels are watched now and were not, and which were so already."""

    switched: tuple[str, ...]
    unchanged: tuple[str, ...]


class Watching:
    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def switch(
        self, team: str, channels: Iterable[str], *, on: bool, user: str, key: str
    ) -> Switched:
        """Have channels watched, or not any more; the same key again changes nothing.

        Raises: StoreUnavailable.
        """
        named = tuple(channels)
        before = self._store.moderation.get(team).monitored
        switched = tuple(channel for channel in named if (channel in before) != on)
        unchanged = tuple(channel for channel in named if channel not in switched)

        def revised(settings: ModerationSettings) -> ModerationSettings:
            kept = tuple(channel for channel in settings.monitored if channel not in switched)
            return replace(settings, monitored=(*kept, *switched) if on else kept)

        if switched:
            entry = AuditEntry(
                team=team,
                event="settings",
                user=user,
                fields={"watch": ON if on else OFF, "channels": list(switched)},
                key=key,
            )
            self._store.moderation.revise(team, revised, entry=entry)
        return Switched(switched=switched, unchanged=unchanged)

    def notices(self, action: Action, channels: Iterable[str], *, on: bool) -> list[Action]:
        """Return what is to be done so that channels are told; nothing if admins do not want it.

        Raises: StoreUnavailable.
        """
        if not self._rules.of(action.team).announce:
            return []
        return [notice(action, channel, on=on) for channel in channels]


def notice(action: Action, channel: str, *, on: bool) -> Action:
    """Return what has one channel told, in the name of the admin who did something."""
    value = ON if on else OFF
    return Action(
        id=hashed_id("notice", action.id, channel, value),
        kind=NOTICE,
        team=action.team,
        user=action.user,
        channel=channel,
        explanation=channel,
        value=value,
    )


class Notices:
    """Tells channels that they are watched, or no longer: part of the job "review"."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def post(self, action: Action) -> None:
        """Post a notice once, or tell the admin that it could not be posted.

        Raises: StepFailed.
        """
        message = (watched if action.value == ON else not_watched)(action.user)
        asked = ExplainRequest(
            id=action.id, team=action.team, channel=action.explanation, user=action.user, text=""
        )
        try:
            self._delivery.publish(asked, message, maybe_posted=True)
        except Unreachable:
            raise
        except DeliveryError as error:
            raise StepFailed(
                f"I could not tell <#{action.explanation}> about it. {error} "
                "Please tell people there yourself."
            ) from error
