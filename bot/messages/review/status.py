"""How a workspace is moderated at the moment, and what an answer to `/moderate` says in short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.markup import inert, mrkdwn, plain
from bot.messages import action_ids
from bot.messages.blocks import button, context, section
from bot.messages.labels import name_of
from bot.messages.message import Block, Message
from bot.messages.review import telling
from bot.messages.review.learning import model_name
from bot.messages.review.values import value_of
from bot.messages.said import listed
from bot.messages.spoken import message_of
from bot.moderation.cases.case import Case
from bot.moderation.settings import ModerationSettings
from explain_core.heatmap.wording import threshold

if TYPE_CHECKING:
    from bot.moderation.flags.watching import Switched

_MOST_NAMED = 20
_MOST_CASES = 5


def status(
    rules: ModerationSettings,
    *,
    thresholds: Mapping[str, float],
    waiting: int | None = None,
    is_ready: bool = True,
) -> Message:
    """Return how things stand.

    thresholds: of every label; empty where they are not known yet.
    waiting:    how many cases have no verdict; None for who is no moderator.
    is_ready:   whether the model is there to score messages.
    """
    lines = [_review(rules), _watched(rules.monitored), _reaction(rules.reaction)]
    if waiting is not None:
        lines.append(f"{_cases(waiting)} a verdict.")
    lines.append(_model(rules, is_ready=is_ready))
    blocks = [section(mrkdwn("*Moderation here*\n" + "\n".join(f"• {line}" for line in lines)))]
    if thresholds:
        told = [f"{inert(name_of(label))} {threshold(at)}" for label, at in thresholds.items()]
        blocks.append(context(mrkdwn(f"Flagged from: {', '.join(told)}.")))
    return message_of(blocks)


def queue_in_short(cases: Sequence[Case], waiting: int, *, blur: bool = False) -> Message:
    """Return the cases that a moderator should look at first, each with a button to do so.

    blur: the moderator prefers not to see the texts before they look at a case.
    """
    if not cases:
        return _told("Nothing waits for a verdict. Well done!")
    blocks: list[Block] = [section(mrkdwn(f"{_cases(waiting)} a verdict. First:"))]
    for case in cases[:_MOST_CASES]:
        look = button("Look", action=action_ids.CASE_LOOK, value=value_of(case))
        blocks.append(section(mrkdwn(telling.in_short(case)), accessory=look))
        blocks.append(context(plain(telling.in_quotes(case, blur=blur))))
    blocks.append(context(mrkdwn("My App Home has all of them, with filters.")))
    return message_of(blocks)


def watch_switched(
    switched: Switched,
    problems: Mapping[str, str],
    *,
    on: bool,
    is_told: bool,
    has_review_channel: bool = True,
) -> Message:
    """Return what became of `watch` and `unwatch`.

    problems: why channels cannot be watched, by their ids.
    is_told:  whether the channels are told themselves.
    """
    lines = list(_switched(switched, problems, on, is_told))
    if on and not has_review_channel:
        lines.append(
            "There is no review channel yet, so nobody sees what is flagged: choose one by "
            "`/moderate settings`."
        )
    return message_of([section(mrkdwn("\n".join(lines)))])


def _switched(
    switched: Switched, problems: Mapping[str, str], on: bool, is_told: bool
) -> Iterator[str]:
    if switched.switched:
        state = "watched from now on" if on else "not watched any more"
        yield f"{_channels(switched.switched)}: {state}.{_told_there(switched, is_told)}"
    if switched.unchanged:
        state = "was watched already" if on else "was not watched"
        yield f"{_channels(switched.unchanged)}: {state}; nothing changes."
    for channel, problem in problems.items():
        yield f"{telling.channel_name(channel)} cannot be watched yet. {problem}"


def _told_there(switched: Switched, is_told: bool) -> str:
    if is_told:
        return " I tell people there."
    return " People there are not told: that is switched off under _Settings…_"


def order_taken(sentence: str) -> Message:
    """Return a sentence of our own, in Slack's markup."""
    return _told(sentence)


def _review(rules: ModerationSettings) -> str:
    if not rules.review_channels:
        return "There is no review channel yet: an admin chooses one by `/moderate settings`."
    return f"Cases go to {_channels(sorted(rules.review_channels))}."


def _watched(channels: Sequence[str]) -> str:
    if not channels:
        return "No channel is watched; only what people send to review is looked at."
    return f"Watched: {_channels(channels)}. Every new or edited message there is scored."


def _reaction(reaction: str) -> str:
    if not reaction:
        return "Send to review is in the menu of every message."
    return f"Send to review is in the menu of every message; :{inert(reaction)}: does the same."


def _model(rules: ModerationSettings, *, is_ready: bool) -> str:
    waits = "" if is_ready else " It is still being loaded, or is at work in another process."
    return f"Messages are scored by {model_name(rules.model)}.{waits}"


def _cases(number: int) -> str:
    return "1 case waits for" if number == 1 else f"{number:,} cases wait for"


def _channels(channels: Iterable[str]) -> str:
    named = [telling.channel_name(channel) for channel in channels]
    rest = len(named) - _MOST_NAMED
    return listed([*named[:_MOST_NAMED], *([f"{rest:,} more"] if rest > 0 else [])])


def _told(sentence: str) -> Message:
    return message_of([section(mrkdwn(sentence))])
