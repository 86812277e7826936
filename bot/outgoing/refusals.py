"""What it means for people that Slack does not take an answer."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import DeliveryError, MessageGone, Unreachable

ARCHIVED = frozenset({"is_archived", "is_inactive"})
NOT_A_MEMBER = frozenset({"channel_not_found", "not_in_channel"})


# How the sentences begin: beside an answer that somebody alone sees, and where there is none.
ALONE = "Only you can see this, because"
NOT_POSTED = "I could not post the answer, because"


def explained(
    error: DeliveryError, channel: str, *, bot_name: Callable[[], str], start: str = ALONE
) -> str:
    """Return why an answer is not there for everybody, in a sentence for the asker alone."""
    if error.code in NOT_A_MEMBER and channel.startswith("D"):
        return f"{start} I am not part of this conversation. Ask me in a channel instead."
    if error.code in NOT_A_MEMBER:
        return (
            f"{start} I am not a member of this conversation. "
            f"Invite me with `/invite @{bot_name()}`, and I will answer here for everybody."
        )
    if error.code in ARCHIVED:
        return f"{start} this channel is archived. Ask in another one."
    if error.code.startswith("restricted_action"):
        return f"{start} not everybody may post in this channel. An admin can allow it to this app."
    if isinstance(error, MessageGone):
        return f"{start} the message was deleted in the meantime."
    if isinstance(error, Unreachable):
        return (
            "Slack did not confirm that it took my answer for everybody here, "
            "so here it is for you."
        )
    if type(error) is DeliveryError:
        return f"{start} Slack did not take it for everybody here ({error.code})."
    return str(error)
