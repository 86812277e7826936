"""What is done about a message that breaks the rules: nothing, a warning, or its deletion."""

from __future__ import annotations

import logging

from bot.action import Action
from bot.errors import DeliveryError, RateLimited, StepFailed, Unreachable
from bot.messages.message import Message
from bot.messages.review.deciding import who_can
from bot.messages.review.telling import person
from bot.messages.review.warning import TEXT_LIMIT, warning, warning_text
from bot.moderation.cases.board import now
from bot.moderation.cases.case import Case, Measure
from bot.moderation.cases.choice import Choice, read
from bot.moderation.cases.deciding import version_of
from bot.moderation.cases.desk import Desk, TooLate
from bot.place import Place
from bot.request import hashed_id

logger = logging.getLogger(__name__)

NOT_BROKEN = "First decide that the message breaks the rules; then something can be done about it."
NOBODY_TO_WARN = "It is not known who wrote this, so there is nobody to warn."
NO_MESSAGE = "This is a text that was only typed: there is no message to take away."
UNKNOWN = "I do not know what to do: choose one of the buttons below the case."

# What Slack says where a person takes no messages from this app.
UNREACHABLE_PEOPLE = frozenset({"cannot_dm_bot", "user_disabled", "user_not_found"})


class Measures:
    """Does what a moderator chose; each is done once, by who chose first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def take(self, action: Action, case: Case) -> Case:
        """Do something about a message, or tell the moderator who can.

        Raises: TooLate if something was done since, StepFailed, DeliveryError.
        """
        choice = read(action.value)
        match choice.text("measure"):
            case "none":
                return self._nothing(action, case, choice)
            case "warn":
                return self._warn(action, case, choice)
            case "delete":
                return self._delete(action, case, choice)
            case "hide":
                return self._hide(action, case)
            case _:
                raise StepFailed(UNKNOWN)

    def withdraw(self, action: Action) -> Case | None:
        """Take back that something is being done which came to nothing, so that it can be chosen.

        What has reached the author meanwhile is looked for before it is done again.
        """

        def change(case: Case) -> Case | None:
            is_done = case.warned is not None or case.original == "deleted"
            if is_done or case.measure not in ("warn", "delete"):
                return None
            if not self._began(action, case):
                return None
            return self._failed(action, case, case.measure, "broke_off")

        return self._desk.change_latest(action.explanation, change)

    def _began(self, action: Action, case: Case) -> bool:
        """Return whether it was this action, and no other one, that began what is being done."""
        entries = self._desk.store.audit.entries(case.team, case=case.id)
        return case.team == action.team and any(
            entry.event == "measured" and entry.fields.get("action") == action.id
            for entry in entries
        )

    def _nothing(self, action: Action, case: Case, choice: Choice) -> Case:
        return self._begin(action, case, choice, "none")

    def _warn(self, action: Action, case: Case, choice: Choice) -> Case:
        if not case.author:
            raise StepFailed(NOBODY_TO_WARN)
        begun = self._begin(action, case, choice, "warn")
        if begun.warned is not None:
            return begun
        rules = self._desk.rules.of(case.team)
        text = choice.text("text")[:TEXT_LIMIT] or warning_text(rules.warn_template, case)
        message = warning(
            begun,
            text,
            link=self._desk.board.link(begun),
            appeal="offered" if rules.appeals else "none",
        )
        try:
            self._desk.write(begun, begun.author, message, identifier=warning_id(begun))
        except DeliveryError as error:
            if isinstance(error, Unreachable | RateLimited):
                raise
            failed = self._failed(action, begun, "warn", error.code)
            self._desk.tell(action, _not_warned(begun, error))
            return failed
        return self._done(action, begun, "warn", told={"warning": text}, warned=now())

    def _delete(self, action: Action, case: Case, choice: Choice) -> Case:
        if not case.ts:
            raise StepFailed(NO_MESSAGE)
        begun = self._begin(action, case, choice, "delete")
        if begun.original == "deleted":
            return begun
        place = Place(begun.channel, begun.ts)
        try:
            self._desk.originals.delete(place, begun.author, team=begun.team)
        except DeliveryError as error:
            if isinstance(error, Unreachable | RateLimited):
                raise
            logger.info("case %s: its message was not deleted (%s)", case.id, error.code)
            failed = self._failed(action, begun, "delete", error.code)
            self._desk.tell(action, self._who_can(begun, "delete"))
            return failed
        return self._done(action, begun, "delete", told={}, original="deleted")

    def _hide(self, action: Action, case: Case) -> Case:
        """Say that Slack has no way to hide a message, and who can delete it."""
        if not case.ts:
            raise StepFailed(NO_MESSAGE)
        self._need_broken(case)
        self._desk.tell(action, self._who_can(case, "hide"))
        return case

    def _begin(self, action: Action, case: Case, choice: Choice, measure: Measure) -> Case:
        """Return the case with what is about to be done: of two who choose, one gets this far."""
        version = version_of(choice)
        if case.version == version:
            self._need_broken(case)
            if case.measure not in ("", "none"):
                raise TooLate(case)
        return self._desk.change(
            case,
            "measured",
            version=version,
            by=action,
            fields={
                "measure": measure,
                "outcome": "done" if measure == "none" else "begun",
                "action": action.id,
            },
            measure=measure,
        )

    def _done(
        self,
        action: Action,
        case: Case,
        measure: Measure,
        *,
        told: dict[str, str],
        **changes: object,
    ) -> Case:
        return self._desk.change(
            case,
            "measured",
            version=None,
            by=action,
            key="done",
            fields={"measure": measure, "outcome": "done"},
            told=told,
            measure=measure,
            **changes,
        )

    def _failed(self, action: Action, case: Case, measure: Measure, code: str) -> Case:
        return self._desk.change(
            case,
            "measured",
            version=None,
            by=action,
            key="failed",
            fields={"measure": measure, "outcome": "failed", "reason": code},
            measure="",
        )

    def _need_broken(self, case: Case) -> None:
        if case.verdict != "agree" or case.can_be_decided:
            raise StepFailed(NOT_BROKEN)

    def _who_can(self, case: Case, action: str) -> Message:
        return who_can(
            case,
            action,
            link=self._desk.board.link(case),
            admins=self._desk.rules.of(case.team).admins,
        )


def warning_id(case: Case) -> str:
    """Return the id of the message that warns a case's author: one for each verdict."""
    return hashed_id("warn", case.explanation)


def _not_warned(case: Case, error: DeliveryError) -> Message:
    if error.code in UNREACHABLE_PEOPLE:
        why = "Slack does not let me write to them: they may be an app, or not be here any more."
    else:
        why = str(error)
    return Message(f"{person(case.author)} was not warned. {why} You can choose something else.")
