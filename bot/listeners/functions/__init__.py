"""Steps that people put into their own workflows."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.functions.explain_text import explain_text_function
from bot.listeners.services import Services


def register(app: App, *, services: Services) -> None:
    app.function("explain_text")(explain_text_function(services))
