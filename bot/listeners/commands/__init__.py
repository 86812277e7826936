"""Slash commands."""

from __future__ import annotations

from slack_bolt import App

from bot.jobs import Jobs
from bot.listeners.commands.explain import explain_command


def register(app: App, *, jobs: Jobs) -> None:
    app.command("/explain")(explain_command(jobs))
