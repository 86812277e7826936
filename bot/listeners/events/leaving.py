"""A workspace does not want the app any more."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.listeners.payload import Payload, text_at
from bot.listeners.services import Services


def forget_workspace(body: Payload, services: Services) -> None:
    """Forget all of a workspace, unless it has installed the app again since it sent this."""
    team = text_at(body, "team_id")
    services.store.workspaces.forget(team, unless_installed_after=_sent(body))
    services.clients.forget(team)


def _sent(body: Payload) -> datetime | None:
    """Return when this happened, which for an event that is delivered late was long ago."""
    seconds = body.get("event_time")
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
