"""Shortcuts: in the menu of a message, and for the whole workspace."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.services import Services
from bot.listeners.shortcuts.explain_message import explain_message_shortcut
from bot.listeners.shortcuts.explain_text import explain_text_shortcut
from bot.listeners.shortcuts.send_to_review import send_to_review_shortcut


def register(app: App, *, services: Services) -> None:
    app.message_shortcut("explain_message")(explain_message_shortcut(services))
    app.message_shortcut("send_to_review")(send_to_review_shortcut(services))
    app.global_shortcut("explain_text")(explain_text_shortcut(services))
