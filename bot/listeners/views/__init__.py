"""Windows that somebody filled in."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.services import Services
from bot.listeners.views.explain_text import explain_text_submission


def register(app: App, *, services: Services) -> None:
    app.view_submission("explain_text")(explain_text_submission(services))
