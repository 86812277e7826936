"""What becomes of a flag: the job "flag", which opens a case or adds to one, and shows it."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.durable.careful import GaveUp
from bot.durable.steps import outlast, step
from bot.errors import DeliveryError, MessageGone, StepFailed, StoreUnavailable
from bot.moderation.cases.board import NotShown, now
from bot.moderation.cases.case import Case
from bot.moderation.cases.desk import Desk
from bot.moderation.cases.record import AuditEntry
from bot.moderation.cases.telling import Telling
from bot.moderation.flags.answers import of_answer
from bot.moderation.flags.assessing import Assessing
from bot.moderation.flags.flag import DELETED, EDITED, MONITOR, Flag
from bot.moderation.flags.following import Following
from bot.moderation.flags.scored import Scored
from bot.place import Place
from bot.request import hashed_id

logger = logging.getLogger(__name__)

GONE = "The message was deleted in the meantime."
UNREAD = "I cannot read this message. Invite me to its conversation, and send it again."
FORGOTTEN = "The text is not kept here any more, so I cannot send it. Ask for a new explanation."
BROKE_OFF = (
    "This could not be sent to the moderators: the work on it broke off again and again. Please "
    "tell one of them directly."
)


class Opening:
    """Makes cases of flags, one of each message, and tells people where that fails."""

    def __init__(self, desk: Desk, assessing: Assessing, following: Following) -> None:
        self._desk = desk
        self._store = desk.store
        self._assessing = assessing
        self._following = following
        self._telling = Telling(desk)

    def flag(self, identifier: str) -> None:
        """Do what a flag asks for, or tell somebody what came in the way."""
        flag = outlast(lambda: self._store.flags.get(identifier))
        if flag is None:
            logger.info("flag %s: erased before it was followed", identifier)
            return
        try:
            if flag.origin in (EDITED, DELETED):
                self._following.follow(flag)
            else:
                self._open(flag)
        except StepFailed as error:
            sentence = str(error)
            step("fail", flag, lambda: self._telling.not_flagged(flag, sentence))
        step("finish", flag, lambda: self._store.flags.drop_text(flag.id))

    def give_up(self, identifier: str) -> None:
        """Tell somebody that nothing will come of a flag."""
        flag = outlast(lambda: self._store.flags.get(identifier))
        if flag is not None:
            step("fail", flag, lambda: self._telling.not_flagged(flag, BROKE_OFF))
            step("finish", flag, lambda: self._store.flags.drop_text(flag.id))

    def show(self, case_id: str) -> None:
        """Show the moderators a case that could not be shown before: the job "show-case"."""
        case = outlast(lambda: self._store.cases.get(case_id))
        if case is None:
            return
        try:
            self._show(case)
        except StepFailed as error:
            sentence = str(error)
            step("fail", case, lambda: self._telling.not_shown(case, sentence))

    def _open(self, flag: Flag) -> None:
        case_id = step("open", flag, lambda: self._case(flag))
        if not case_id:
            # A message that nobody minds leaves nothing behind.
            step("drop", flag, lambda: self._store.flags.delete(flag.id))
            return
        case = outlast(lambda: self._store.cases.get(case_id))
        if case is None:
            return
        if case.flag == flag.id:
            self._show(case)
        else:
            step("update", flag, lambda: self._desk.board.refresh(case_id))

    def _show(self, case: Case) -> None:
        step("explain", case, lambda: self._assessing.explain(case))
        step("picture", case, lambda: self._assessing.draw(case))
        reason = step("post", case, lambda: self._post(case))
        if reason:
            step("tell", case, lambda: self._telling.not_shown(case, reason))
        step("look", case, lambda: self._following.notice_deletion(case.id))

    def _post(self, case: Case) -> str:
        """Return why a case could not be shown to the moderators, "" if it was."""
        try:
            self._desk.board.post(case.id)
        except NotShown as error:
            return error.reason
        return ""

    def _case(self, flag: Flag) -> str:
        """Return the id of the case of what was flagged, "" if nothing is the matter with it."""
        known = self._store.cases.at(flag.team, flag.channel, flag.ts) if flag.ts else None
        if known is not None and flag.origin == MONITOR and flag.text != known.text:
            self._following.edited(replace(flag, origin=EDITED), known.id)
            return known.id
        read = self._read(flag)
        scored = None if known is not None else self._scored(read)
        if scored is not None and flag.origin == MONITOR and not scored.flagged:
            return ""
        case = new_case(read, scored)
        return self._store.cases.open(case, flag=read, entry=_flagged(case, read)).id

    def _scored(self, flag: Flag) -> Scored | None:
        """Return what the model says; None if it cannot, which is for people to look at then."""
        try:
            return self._assessing.score(flag, flag.text)
        except StoreUnavailable:
            raise
        except Exception as error:
            if flag.origin == MONITOR and not isinstance(error, GaveUp):
                raise
            logger.warning("flag %s: not scored (%s)", flag.id, type(error).__name__)
            return None

    def _read(self, flag: Flag) -> Flag:
        """Return the flag with what it points at."""
        flag = of_answer(flag, self._store) if flag.explanation else flag
        if flag.explanation and not flag.text:
            raise StepFailed(FORGOTTEN)
        if not flag.ts or (flag.text and flag.author):
            return flag
        try:
            original = self._desk.originals.read(Place(flag.channel, flag.ts), team=flag.team)
        except DeliveryError as error:
            if flag.text:
                return flag
            if isinstance(error, MessageGone):
                raise StepFailed(GONE) from error
            logger.info("flag %s: its message cannot be read (%s)", flag.id, error.code)
            raise StepFailed(UNREAD, may_pass=True) from error
        return replace(
            flag,
            text=flag.text or original.text,
            author=flag.author or original.author,
            thread=flag.thread or original.thread,
        )


def case_id(flag: Flag) -> str:
    """Return the id of the case of what was flagged: of a message always the same one."""
    where = (flag.channel, flag.ts) if flag.ts else ("typed", flag.id)
    return hashed_id("case", flag.team, *where)


def new_case(flag: Flag, scored: Scored | None) -> Case:
    return Case(
        id=case_id(flag),
        team=flag.team,
        channel=flag.channel,
        ts=flag.ts,
        thread=flag.thread,
        author=flag.author,
        created=now(),
        version=1,
        state="new",
        text=flag.text,
        has_text=True,
        model=scored.model if scored is not None else "",
        probabilities=scored.probabilities if scored is not None else {},
        thresholds=scored.thresholds if scored is not None else {},
        severity=scored.severity if scored is not None else 0.0,
        sources=(flag.origin,),
        flaggers=(flag.user,) if flag.user else (),
        notes=(flag.note,) if flag.note else (),
        flag=flag.id,
    )


def _flagged(case: Case, flag: Flag) -> AuditEntry:
    return AuditEntry(
        team=case.team,
        event="flagged",
        case=case.id,
        user=flag.user,
        fields={
            "origin": flag.origin,
            "model": case.model,
            "thresholds": dict(case.thresholds),
            "probabilities": dict(case.probabilities),
        },
        told={name: told for name, told in (("note", flag.note), ("author", flag.author)) if told},
        channel=case.channel,
        key=f"flag:{flag.id}",
    )
