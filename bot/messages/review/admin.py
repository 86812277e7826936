"""The admins' part of the App Home: how the workspace is moderated, in short."""

from __future__ import annotations

from bot.markup import mrkdwn
from bot.messages import action_ids
from bot.messages.blocks import actions, button, header, section
from bot.messages.message import Block
from bot.messages.review.learning import model_name
from bot.messages.review.telling import MOST_NAMED, channel_name
from bot.messages.said import listed
from bot.moderation.settings import ModerationSettings


def admin_blocks(settings: ModerationSettings) -> list[Block]:
    """Return what is set, and the buttons that open the windows to change it."""
    opened = (
        ("Settings…", action_ids.OPEN_SETTINGS),
        ("Review channels…", action_ids.OPEN_ROUTES),
        ("Thresholds…", action_ids.OPEN_THRESHOLDS),
        ("Models…", action_ids.OPEN_LEARNING),
        ("Export…", action_ids.OPEN_EXPORT),
    )
    return [
        header("Moderation"),
        section(mrkdwn("\n".join(_summary(settings)))),
        actions(*(button(text, action=action, value="open") for text, action in opened)),
    ]


def _summary(settings: ModerationSettings) -> list[str]:
    model = model_name(settings.model)
    return [
        _review_channel(settings),
        _monitored(settings),
        f"Messages are scored by {model}.",
    ]


def _review_channel(settings: ModerationSettings) -> str:
    if not settings.review_channel:
        return (
            "*No review channel yet*: flagged messages reach nobody. Press *Settings…* and choose "
            "one."
        )
    routes = len(settings.routes)
    more = f", {routes:,} kind{'s' if routes > 1 else ''} of them elsewhere" if routes else ""
    return f"Cases go to {channel_name(settings.review_channel)}{more}."


def _monitored(settings: ModerationSettings) -> str:
    named = [channel_name(channel) for channel in settings.monitored[:MOST_NAMED]]
    if not named:
        return "No channel is watched: only what people send to review is looked at."
    rest = len(settings.monitored) - len(named)
    return f"Watched: {listed([*named, *([f'{rest:,} more'] if rest else [])])}."
