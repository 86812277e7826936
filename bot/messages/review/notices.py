"""What a channel reads when it is watched from now on, or no longer."""

from __future__ import annotations

from bot.markup import mrkdwn
from bot.messages.blocks import context, section
from bot.messages.message import Message
from bot.messages.review.telling import person
from bot.messages.spoken import message_of


def watched(admin: str) -> Message:
    """Return the notice for a channel in which every message is scored from now on."""
    return message_of(
        [
            section(
                mrkdwn(
                    "*This channel is watched from now on.* A model on this app's own server "
                    "scores every new or edited message here. What it finds toxic is shown to "
                    "this workspace's moderators, who decide; of everything else nothing is kept."
                )
            ),
            context(mrkdwn(f"Switched on by {person(admin)}. `/moderate help` tells more.")),
        ]
    )


def not_watched(admin: str) -> Message:
    """Return the notice for a channel that is not watched any more."""
    return message_of(
        [
            section(mrkdwn("*This channel is not watched any more.* Messages are not scored.")),
            context(mrkdwn(f"Switched off by {person(admin)}.")),
        ]
    )
