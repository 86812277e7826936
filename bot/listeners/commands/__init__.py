"""Slash commands."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.commands.explain import explain_command
from bot.listeners.commands.moderate import moderate_command
from bot.listeners.commands.sentiment import sentiment_command
from bot.listeners.services import Services


def register(app: App, *, services: Services) -> None:
    app.command("/explain")(explain_command(services))
    app.command("/sentiment")(sentiment_command(services))
    app.command("/moderate")(moderate_command(services))
