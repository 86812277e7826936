"""What people do with cases: the job "review"."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from bot.action import Action
from bot.durable.careful import GaveUp
from bot.durable.steps import outlast, step
from bot.errors import StepFailed
from bot.messages.message import Message
from bot.messages.review.deciding import came_too_late
from bot.moderation.cases.appeals import Appeals
from bot.moderation.cases.case import Case
from bot.moderation.cases.deciding import Deciding
from bot.moderation.cases.desk import Desk, NotYours, TooLate
from bot.moderation.cases.measures import Measures

logger = logging.getLogger(__name__)

UNKNOWN = "I do not know this button (any more). Use the ones below the case as it is now."

Change = Callable[[Action, Case], Case]
Work = Callable[[Action], None]


class Reviewing:
    """Does what was clicked on a case; each may come at any time, again, and from anybody.

    others: what else is done in this job, by the kind of action.
    after:  what follows a click that was not made on a case's message, such as in a window.
    """

    def __init__(
        self, desk: Desk, *, others: Mapping[str, Work] | None = None, after: Work | None = None
    ) -> None:
        self._desk = desk
        self._after = after
        self._store = desk.store
        self._others = dict(others or {})
        self.deciding = Deciding(desk)
        self._measures = Measures(desk)
        self._appeals = Appeals(desk)
        self._changes: dict[str, Change] = {
            "case_agree": self.deciding.agree,
            "case_overrule": self.deciding.overrule,
            "case_unsure": self.deciding.unsure,
            "case_claim": self.deciding.claim,
            "case_release": self.deciding.release,
            "case_words": self.deciding.words,
            "case_measure": self._measures.take,
            "case_appeal_upheld": self._appeals.uphold,
            "case_appeal_granted": self._appeals.grant,
        }

    def act(self, identifier: str) -> None:
        """Do what was clicked, or tell the person what came in the way."""
        action = outlast(lambda: self._store.actions.get(identifier))
        if action is None:
            logger.info("click %s: erased before it was followed", identifier)
            return
        try:
            step(action.kind, action, lambda: self._do(action))
        except StepFailed as error:
            sentence = str(error)
            step("fail", action, lambda: self._fail(action, sentence))
        after = self._after
        follows = action.user and action.kind in self._changes and not action.message_ts
        if after is not None and follows:
            step("after", action, lambda: after(action))

    def give_up(self, identifier: str) -> None:
        """Tell the person that nothing will come of the click."""
        action = outlast(lambda: self._store.actions.get(identifier))
        if action is not None:
            sentence = str(GaveUp(action.id))
            step("fail", action, lambda: self._fail(action, sentence))

    def _do(self, action: Action) -> None:
        """Follow a click to its end, be it a refusal.

        That is told in here: what an error knows of a case must not get into the engine's rows.
        """
        try:
            if action.kind in self._others:
                self._others[action.kind](action)
            elif action.kind == "case_appeal":
                self._desk.board.refresh(self._appeals.ask(action).id)
            else:
                self._change(action)
        except TooLate as error:
            self._too_late(action, error.case)
        except NotYours as error:
            self._desk.tell(action, error.message)

    def _change(self, action: Action) -> None:
        change = self._changes.get(action.kind)
        if change is None:
            raise StepFailed(UNKNOWN)
        case = change(action, self._desk.case_for(action))
        self._desk.board.refresh(case.id)

    def _too_late(self, action: Action, case: Case) -> None:
        """Say who was first, and have the message that was clicked say it too."""
        self._desk.board.refresh(case.id)
        self._desk.tell(action, came_too_late(case))

    def _fail(self, action: Action, sentence: str) -> None:
        if action.kind == "case_measure":
            withdrawn = self._measures.withdraw(action)
            if withdrawn is not None:
                self._desk.board.refresh(withdrawn.id)
        self._desk.tell(action, Message(sentence))
