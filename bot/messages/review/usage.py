"""How to use `/moderate`, and what the moderation does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.markup import mrkdwn
from bot.messages.blocks import context, section
from bot.messages.message import Message
from bot.messages.review.telling import channel_name
from bot.messages.spoken import message_of

Role = Literal["admin", "moderator", "everyone"]

EXAMPLE = "you are an idiot"

_TITLE = "*Moderation*: flagged messages, the words that flagged them, and people who decide."
_EVERYONE = (
    "• a message's menu, _Send to review_: the moderators look at it; you can say why",
    "• `{command} test {example}`: see what would happen to a text, and why",
    "• `{command} status`: where cases go, which channels are watched",
    "• `{command} help`: shows this again",
)
_MODERATORS = (
    "• `{command} queue`: what to look at first. My App Home has all of it, with filters, and "
    "decides about look-alikes at once",
    "• on a case: _Agree_ if it breaks the rules, _Overrule_ if it is fine, _Not sure…_ to ask a "
    "colleague, _Claim_ so that nobody does the same work",
    "• _Which words?_: mark the words that matter, and those wrongly blamed. The model can learn "
    "from it",
)
_ADMINS = (
    "• `{command} settings`: review channel, warning, reminders, who moderates",
    "• `{command} watch #channel`: have every message there scored; `unwatch` is the opposite",
    "• `{command} thresholds toxic 0.7`: see what that would have meant, and switch if you like",
    "• `{command} export since 2026-01-31 csv`: the record as a file",
    "• `{command} train`: have the model learn from your verdicts; nothing is switched on by "
    "itself. `{command} models` shows what there is",
    "• all of this is in my App Home too, under _Moderation_",
)


def moderate_usage(
    command: str = "/moderate", *, role: Role = "everyone", review_channel: str = ""
) -> Message:
    """Return how to use the command, as far as a person in this role can.

    review_channel: where cases are posted; "" if nobody has chosen a channel.
    """
    groups: list[tuple[str, Sequence[str]]] = [("*Everybody*", _EVERYONE)]
    if role in ("moderator", "admin"):
        groups.append(("*Moderators*", _MODERATORS))
    if role == "admin":
        groups.append(("*Admins*", _ADMINS))
    lists = ["\n".join([title, *lines]) for title, lines in groups]
    blocks = [
        section(mrkdwn(_TITLE)),
        *(section(mrkdwn(_filled(entry, command))) for entry in lists),
        context(mrkdwn(_where(role, review_channel))),
    ]
    return message_of(blocks)


def _filled(text: str, command: str) -> str:
    return text.format(command=command, example=EXAMPLE)


def _where(role: Role, review_channel: str) -> str:
    if role == "everyone":
        return "Flagged messages are decided by people, never by the model alone."
    if not review_channel:
        return "There is no review channel yet: an admin chooses one in my App Home."
    return f"Cases are posted in {channel_name(review_channel)}."
