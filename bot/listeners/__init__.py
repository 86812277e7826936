"""What people can do in Slack to reach the bot, one package per kind of gesture."""

from __future__ import annotations

from slack_bolt import App

from bot.jobs import Jobs
from bot.listeners import commands


def register(app: App, *, jobs: Jobs) -> None:
    """Have the app listen to everything it knows how to answer."""
    commands.register(app, jobs=jobs)
