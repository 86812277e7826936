"""What came of deciding about several look-alikes at once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.markup import mrkdwn
from bot.messages.blocks import section
from bot.messages.dates import when
from bot.messages.message import Message
from bot.messages.review.telling import VERDICTS, person
from bot.messages.spoken import message_of
from bot.moderation.cases.case import Case, Verdict

_MOST_NAMED = 5


def decided_together(
    verdict: Verdict, decided: int, *, late: Sequence[Case], refused: int
) -> Message:
    """Return how many were decided, and why others were not, for the moderator who did it.

    late:    cases as others have made them in the meantime.
    refused: how many are not for this moderator to decide, or are gone.
    """
    cases = "1 case" if decided == 1 else f"{decided:,} cases"
    lines = [f"You decided {cases}: {VERDICTS[verdict]}." if decided else "Nothing was decided."]
    lines += [_left(case) for case in late[:_MOST_NAMED]]
    if (rest := len(late) - _MOST_NAMED) > 0:
        lines.append(f"{rest:,} more were left as others have made them.")
    if refused:
        which = "1 is" if refused == 1 else f"{refused:,} are"
        lines.append(f"{which} not yours to decide, or gone, and were left as they are.")
    return message_of([section(mrkdwn("\n".join(lines)))])


def _left(case: Case) -> str:
    if case.verdict and case.decided is not None:
        did = "agreed with" if case.verdict == "agree" else "overruled"
        return f"Left as it is: {person(case.decided_by)} {did} one {when(case.decided)}."
    if case.claimed_by:
        return f"Left as it is: {person(case.claimed_by)} is looking at one."
    return "Left as it is: one was changed in the meantime. Look at it again."
