"""Telling people that something about a case could not be done, so that nothing ends in silence."""

from __future__ import annotations

import logging

from bot.errors import DeliveryError
from bot.markup import mrkdwn
from bot.messages.blocks import section
from bot.messages.message import Message
from bot.moderation.cases.board import now
from bot.moderation.cases.case import Case
from bot.moderation.cases.desk import Desk
from bot.moderation.flags.flag import EDITED, MONITOR, Flag
from bot.request import ExplainRequest, hashed_id

logger = logging.getLogger(__name__)

KEPT = "I keep it and show it to the moderators as soon as that works; nothing is lost."


class Telling:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._store = desk.store

    def not_flagged(self, flag: Flag, sentence: str) -> None:
        """Tell the flagger that nothing came of it; what nobody flagged is for the admins."""
        if flag.user:
            self._desk.delivery.tell(
                _flagger(flag), Message(f"I could not send this to the moderators. {sentence}")
            )
            return
        logger.error("flag %s: nothing came of it", flag.id)
        what = {MONITOR: "check a message", EDITED: "check an edited message"}
        doing = what.get(flag.origin, "follow a change of a flagged message")
        self._tell_admins(flag.team, f"I could not {doing} in <#{flag.channel}>. {sentence}")

    def not_shown(self, case: Case, reason: str) -> None:
        """Tell the admins, and who flagged it, that the moderators do not see a case yet."""
        sentence = (
            f"A message was flagged, but I cannot show it to the moderators, because {reason} "
            f"{KEPT}"
        )
        told = self._tell_admins(case.team, sentence)
        flag = self._store.flags.get(case.flag)
        if flag is None or not flag.user or flag.user in told:
            return
        key = f"waits:{case.id}"
        if not self._store.seen.first(key):
            return
        waits = f"The moderators cannot see this yet, because {reason} {KEPT}"
        try:
            self._desk.delivery.tell(_flagger(flag), _message(waits))
        except DeliveryError:
            self._store.seen.forget(key)
            raise

    def _tell_admins(self, team: str, sentence: str) -> tuple[str, ...]:
        """Tell the admins, each at most once a day; return who they are."""
        admins = self._desk.rules.of(team).admins
        for admin in admins:
            identifier = hashed_id("admin", team, admin, sentence, f"{now():%Y-%m-%d}")
            if not self._store.seen.first(f"admin:{identifier}"):
                continue
            asked = ExplainRequest(id=identifier, team=team, channel=admin, user=admin, text="")
            try:
                self._desk.delivery.publish(asked, _message(sentence))
            except DeliveryError as error:
                self._store.seen.forget(f"admin:{identifier}")
                logger.warning("an admin could not be told (%s)", error.code)
        if not admins:
            logger.error("no admin is named who could be told what is wrong with moderation")
        return admins


def _flagger(flag: Flag) -> ExplainRequest:
    """Return who flagged it, and where they are told something."""
    return ExplainRequest(
        id=flag.id,
        team=flag.team,
        channel=flag.channel or flag.user,
        user=flag.user,
        text="",
        response_url=flag.response_url,
    )


def _message(sentence: str) -> Message:
    return Message(sentence, [section(mrkdwn(sentence))])
