"""What people can do in Slack to reach the bot, one package per kind of gesture."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners import actions, commands, events, functions, shortcuts, views
from bot.listeners.services import Services


def register(app: App, *, services: Services) -> None:
    """Have the app listen to everything it knows how to answer.

    Bolt asks one listener after the other, so what comes by the thousand stands in front.
    """
    for surface in (events, commands, shortcuts, actions, views, functions):
        surface.register(app, services=services)
