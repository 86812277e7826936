"""One click about several cases that say the same: each is decided, and recorded, on its own."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.action import Action
from bot.errors import DeliveryError, StepFailed
from bot.messages.review.bulk import decided_together
from bot.moderation.cases.case import Case, Verdict
from bot.moderation.cases.deciding import NEEDS_NOTE, Deciding
from bot.moderation.cases.desk import Desk, TooLate

logger = logging.getLogger(__name__)

ONE_BY_ONE = f"{NEEDS_NOTE} So decide these one by one, with *Look*."


@dataclass(frozen=True, slots=True)
class Seen:
    """A case, and the version in which somebody saw it."""

    case_id: str
    version: int


class Bulk:
    """What somebody else has changed since it was seen is left alone, and said."""

    def __init__(self, desk: Desk, deciding: Deciding) -> None:
        self._desk = desk
        self._deciding = deciding

    def decide(self, action: Action, verdict: Verdict, seen: list[Seen]) -> None:
        """Decide about all of them and tell the moderator what came of it.

        Raises: StepFailed, StoreUnavailable.
        """
        if verdict == "overrule" and self._desk.rules.of(action.team).note_required:
            raise StepFailed(ONE_BY_ONE)
        late: list[Case] = []
        decided, refused = 0, 0
        for one in seen:
            try:
                self._decide(action, verdict, one)
                decided += 1
            except TooLate as error:
                late.append(error.case)
            except StepFailed:
                refused += 1
        self._desk.tell(action, decided_together(verdict, decided, late=late, refused=refused))

    def _decide(self, action: Action, verdict: Verdict, seen: Seen) -> None:
        # Each is a doing of its own: what was decided before a crash is not decided again.
        one = replace(action, id=f"{action.id}:{seen.case_id}", explanation=seen.case_id)
        case = self._desk.case_for(one)
        self._deciding.decide(one, case, verdict, version=seen.version)
        self._show(case)

    def _show(self, case: Case) -> None:
        """Bring its message up to date; the verdict stands whether that works or not."""
        try:
            self._desk.board.refresh(case.id)
        except DeliveryError as error:
            logger.warning("case %s: its message is not up to date (%s)", case.id, error.code)


def seen_by(pairs: Iterable[tuple[str, int]]) -> list[Seen]:
    """Return each case once, in the first version that is named."""
    found = dict(reversed(list(pairs)))
    return [Seen(case_id, version) for case_id, version in reversed(found.items())]
