"""What all work on cases has in common: who may, what goes on record, who is told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.action import Action
from bot.errors import CaseGone, StaleCase, StepFailed
from bot.messages.message import Message
from bot.messages.review.deciding import came_too_late, may_not, own_case
from bot.moderation.cases import record
from bot.moderation.cases.board import Board, addressee, since
from bot.moderation.cases.case import Case
from bot.moderation.cases.record import AuditEntry, Event
from bot.moderation.roles import Roles
from bot.moderation.rules import Rules
from bot.outgoing.delivery import Delivery
from bot.outgoing.originals import Originals
from bot.place import Place
from bot.request import hashed_id
from bot.store import Store

logger = logging.getLogger(__name__)

UNKNOWN = "I do not know this case (any more). It may have been deleted with its message's author."
ELSEWHERE = "This case is decided in its review channel."

# Others may change a case at the same time, but not for ever.
MOST_TRIES = 20


class NotYours(StepFailed):
    """Somebody asked for what they may not do; `message` tells them."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.text)


class TooLate(StepFailed):
    """Somebody else was first; `case` is how it is now."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__(came_too_late(case).text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The tools of whoever works on cases."""

    store: Store
    rules: Rules
    roles: Roles
    board: Board
    delivery: Delivery
    originals: Originals

    def case_for(self, action: Action) -> Case:
        """Return the case that a moderator acts on.

        Raises: StepFailed if it is not theirs to act on.
        """
        case = self.case_named(action)
        if not self._is_shown_in(case, action.channel):
            raise StepFailed(ELSEWHERE)
        if action.user and action.user == case.author:
            raise NotYours(own_case())
        if not self.roles.may_review(case, action.user):
            raise NotYours(may_not("decide about flagged messages"))
        return case

    def case_named(self, action: Action) -> Case:
        """Return the case that an action names; one of another workspace is as good as none."""
        case = self.store.cases.get(action.explanation)
        if case is None or case.team != action.team:
            raise StepFailed(UNKNOWN)
        return case

    def _is_shown_in(self, case: Case, channel: str) -> bool:
        """Return whether a case can have been seen there; direct messages have the App Home."""
        if not channel or channel.startswith(("D", "U", "W")):
            return True
        if case.place is None:
            # Its message may have been clicked before it was noted where it stands.
            return channel in self.rules.of(case.team).review_channels
        return channel in (case.review_channel, case.place.channel)

    def change(
        self,
        case: Case,
        event: Event,
        *,
        version: int | None,
        by: Action | None = None,
        key: str = "",
        fields: Mapping[str, Any] | None = None,
        told: Mapping[str, str] | None = None,
        **changes: Any,
    ) -> Case:
        """Return the case with the changes, which are on record with it.

        key: tells apart what one action records; the same again changes nothing.
        Raises: TooLate if somebody has changed it since that version.
        """
        entry = AuditEntry(
            team=case.team,
            event=event,
            case=case.id,
            user=by.user if by is not None else "",
            fields=dict(fields or {}),
            told={name: value for name, value in (told or {}).items() if value},
            channel=case.channel,
            key=f"{by.id}{key and ':'}{key}" if by is not None else key,
        )
        try:
            return self.store.cases.change(case.id, version=version, entry=entry, **changes)
        except StaleCase as stale:
            raise TooLate(stale.case) from stale
        except CaseGone as gone:
            raise StepFailed(UNKNOWN) from gone

    def change_latest(self, case_id: str, change: Callable[[Case], Case | None]) -> Case | None:
        """Return what a change makes of a case as it is, also if others change it meanwhile.

        change: raises TooLate if the case is not what it was given any more; None leaves it.
        """
        for _ in range(MOST_TRIES):
            case = self.store.cases.get(case_id)
            if case is None:
                return None
            try:
                return change(case)
            except TooLate:
                continue
        raise StepFailed("This case changes all the time. Please try again.", may_pass=True)

    def shown_to(self, case: Case) -> dict[str, Any]:
        """Return what a moderator saw when they decided, for the record."""
        kept = self.store.explanations.find(case.explanation)
        made = self.store.explanations.made_with(case.explanation)
        if kept is None or made is None:
            return {
                "model": case.model,
                "thresholds": dict(case.thresholds),
                "probabilities": dict(case.probabilities),
            }
        return record.shown(
            kept.explanation,
            id=case.explanation,
            model=made.model,
            model_hash=made.model_hash,
            tokenizer_hash=made.tokenizer_hash,
            thresholds=case.thresholds,
            undo_evasion=True,
        )

    def tell(self, action: Action, message: Message) -> None:
        """Tell whoever acted, where they did so or else in their own conversation, there once."""
        if action.user:
            key = hashed_id("told", action.id, message.text)
            self.delivery.tell(action, message, maybe_told=not self.store.seen.first(key))

    def write(self, case: Case, user: str, message: Message, *, identifier: str) -> Place:
        """Have a direct message about a case reach somebody, once.

        identifier: the same for the same message.
        Raises: DeliveryError.
        """
        asked = replace(addressee(case, user), id=identifier)
        unsure = not self.store.seen.first(f"told:{identifier}")
        return self.delivery.publish(asked, message, maybe_posted=unsure, since=since(case))

    def say_below(self, case: Case, message: Message, *, identifier: str) -> None:
        """Say something to all moderators below a case's message, once.

        Raises: DeliveryError.
        """
        if case.place is None:
            return
        asked = addressee(case, case.place.channel, thread=case.place.ts)
        unsure = not self.store.seen.first(f"said:{identifier}")
        self.delivery.publish(
            replace(asked, id=identifier), message, maybe_posted=unsure, since=since(case)
        )
