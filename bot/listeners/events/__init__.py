"""Events: what happens in the workspace, and concerns the bot."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.events.app_home_opened import app_home_opened_event
from bot.listeners.events.app_mention import app_mention_event
from bot.listeners.events.app_uninstalled import app_uninstalled_event
from bot.listeners.events.message import message_event
from bot.listeners.events.reaction_added import reaction_added_event
from bot.listeners.events.tokens_revoked import tokens_revoked_event
from bot.listeners.services import Services


def register(app: App, *, services: Services) -> None:
    app.event("message")(message_event(services))
    app.event("app_mention")(app_mention_event(services))
    app.event("reaction_added")(reaction_added_event(services))
    app.event("app_home_opened")(app_home_opened_event(services))
    app.event("app_uninstalled")(app_uninstalled_event(services))
    app.event("tokens_revoked")(tokens_revoked_event(services))
