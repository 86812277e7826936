"""Texts that were explained before somebody sent them to the moderators."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.access import may_use
from bot.errors import StepFailed
from bot.moderation.flags.flag import Flag
from bot.store import Store

NOT_YOURS = "Only the person who asked for a private explanation can send it to the moderators."


def of_answer(flag: Flag, store: Store) -> Flag:
    """Return a flag from below an answer with the text that was explained, "" if it is not kept.

    Where a message was explained, it is that message which is flagged.
    Raises: StepFailed if the answer is not for the flagger's eyes; StoreUnavailable.
    """
    request = store.requests.get(flag.explanation)
    if request is None:
        return flag
    if not may_use(request, store, team=flag.team, user=flag.user, channel=flag.channel):
        raise StepFailed(NOT_YOURS)
    return replace(
        flag,
        text=flag.text or request.text,
        ts=flag.ts or request.source_ts,
        channel=request.channel if request.source_ts and not flag.ts else flag.channel,
    )
