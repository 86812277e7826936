"""The author's second look: asked for once, decided by somebody else than the first time."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Literal

from bot.action import Action
from bot.errors import DeliveryError, StepFailed
from bot.markup import mrkdwn
from bot.messages.blocks import section
from bot.messages.message import Message
from bot.messages.review.appealing import (
    TEXT_LIMIT,
    appeal_answer,
    appeal_received,
    asked_before,
    no_more_appeals,
)
from bot.messages.review.deciding import own_decision
from bot.messages.review.warning import warning, warning_text
from bot.moderation.cases.board import addressee, since
from bot.moderation.cases.case import Case
from bot.moderation.cases.choice import read
from bot.moderation.cases.deciding import version_of
from bot.moderation.cases.desk import UNKNOWN, Desk, NotYours, TooLate
from bot.moderation.cases.measures import warning_id
from bot.request import hashed_id

logger = logging.getLogger(__name__)

NO_TEXT = "Say in a few words what the moderators got wrong."
ASKS = "The author asks for a second look: another moderator than the first one decides."


class Appeals:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self, action: Action) -> Case:
        """Open a case again because its warned author asks for that.

        Raises: NotYours, StepFailed, DeliveryError.
        """
        case = self._desk.case_named(action)
        if not action.user or action.user != case.author:
            raise StepFailed(UNKNOWN)
        text = read(action.value).text("text")[:TEXT_LIMIT]
        if not text:
            raise StepFailed(NO_TEXT)
        asked = self._desk.change_latest(case.id, lambda latest: self._open(action, latest, text))
        if asked is None:
            raise StepFailed(UNKNOWN)
        identifier = hashed_id("appeal", asked.explanation)
        self._desk.write(asked, asked.author, appeal_received(), identifier=identifier)
        self._take_button_away(asked)
        self._desk.say_below(
            asked, Message(ASKS, [section(mrkdwn(ASKS))]), identifier=f"{identifier}-asked"
        )
        return asked

    def uphold(self, action: Action, case: Case) -> Case:
        return self._decide(action, case, "upheld")

    def grant(self, action: Action, case: Case) -> Case:
        return self._decide(action, case, "granted")

    def _open(self, action: Action, case: Case, text: str) -> Case:
        if case.appeal and case.appeal == text and case.state == "appealed":
            # The same click again, after a crash or a second time: the rest of it may be missing.
            return case
        if case.appeal or case.appeal_verdict:
            raise NotYours(asked_before())
        if case.state != "decided" or case.warned is None:
            raise NotYours(no_more_appeals())
        if not self._desk.rules.of(case.team).appeals:
            raise NotYours(no_more_appeals())
        return self._desk.change(
            case,
            "appealed",
            version=case.version,
            by=action,
            told={"appeal": text},
            state="appealed",
            appeal=text,
            claimed_by="",
            colleague="",
        )

    def _decide(self, action: Action, case: Case, how: Literal["upheld", "granted"]) -> Case:
        choice = read(action.value)
        version, note = version_of(choice), choice.text("note")
        if case.version == version:
            if case.state != "appealed" or case.claimed_by not in ("", action.user):
                raise TooLate(case)
            if action.user == case.decided_by:
                raise NotYours(own_decision())
        granted = {"verdict": "overrule"} if how == "granted" else {}
        decided = self._desk.change(
            case,
            "appeal_decided",
            version=version,
            by=action,
            fields={**self._desk.shown_to(case), "verdict": how},
            told={"note": note},
            state="closed",
            appeal_verdict=how,
            appeal_decided_by=action.user,
            claimed_by="",
            colleague="",
            **granted,
        )
        answer = appeal_answer(decided, granted=how == "granted", note=note)
        identifier = hashed_id("appeal-answer", decided.explanation)
        try:
            self._desk.write(decided, decided.author, answer, identifier=identifier)
        except DeliveryError as error:
            self._desk.tell(action, Message(f"Decided, but the author was not told. {error}"))
        return decided

    def _take_button_away(self, case: Case) -> None:
        """Have the warning say that a second look was asked for; without it nothing is lost."""
        asked = replace(addressee(case, case.author), id=warning_id(case))
        try:
            place = self._desk.delivery.find(asked, since=since(case))
            if place is None:
                return
            text = self._warned_with(case)
            link = self._desk.board.link(case)
            message = warning(case, text, link=link, appeal="asked")
            self._desk.delivery.update(place, message, team=case.team)
        except DeliveryError as error:
            logger.info("case %s: its warning stays as it is (%s)", case.id, error.code)

    def _warned_with(self, case: Case) -> str:
        """Return what the author was written, as far as it is on record."""
        for entry in reversed(self._desk.store.audit.entries(case.team, case=case.id)):
            if entry.told.get("warning"):
                return entry.told["warning"]
        return warning_text(self._desk.rules.of(case.team).warn_template, case)
