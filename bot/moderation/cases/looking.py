"""Looking closer at a case: what is not in its message is shown to moderators, and on record."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import DeliveryError, NotAllowed
from bot.messages.review.looking import Nearby
from bot.moderation.cases.case import Case
from bot.moderation.cases.record import AuditEntry
from bot.moderation.roles import Roles
from bot.outgoing.originals import Originals
from bot.place import Place
from bot.store import Store

logger = logging.getLogger(__name__)

UNKNOWN = "I do not know this case (any more)."
NOT_YOURS = "Only moderators can look at this. Ask an admin if you should be one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """nearby: empty if the conversation cannot be read; link: "" if none is known."""

    case: Case
    nearby: Sequence[Nearby]
    link: str


class Looking:
    """Gives what windows show; every look is on record before anything is seen."""

    def __init__(self, store: Store, roles: Roles, originals: Originals) -> None:
        self._store = store
        self._roles = roles
        self._originals = originals

    def case(self, team: str, user: str, case_id: str) -> Case:
        """Return a case to somebody who may review it; nothing of it is seen yet.

        Raises: NotAllowed, StoreUnavailable.
        """
        case = self._store.cases.get(case_id)
        if case is None or case.team != team:
            raise NotAllowed(UNKNOWN)
        if not self._roles.may_review(case, user):
            raise NotAllowed(NOT_YOURS)
        return case

    def text(self, team: str, user: str, case_id: str) -> Case:
        """Return a case whose text somebody wants to read.

        Raises: NotAllowed, StoreUnavailable.
        """
        case = self.case(team, user, case_id)
        self._record(case, user, "text")
        return case

    def context(self, team: str, user: str, case_id: str) -> Surroundings:
        """Return a case with the messages around its own.

        Raises: NotAllowed, StoreUnavailable.
        """
        case = self.case(team, user, case_id)
        self._record(case, user, "context")
        return Surroundings(case=case, nearby=self._nearby(case), link=self.link(case))

    def _record(self, case: Case, user: str, what: str) -> None:
        self._store.audit.append(
            AuditEntry(
                team=case.team,
                event="shown",
                case=case.id,
                user=user,
                fields={"what": what},
                channel=case.channel,
            )
        )

    def _nearby(self, case: Case) -> list[Nearby]:
        if not case.ts:
            return []
        place = Place(case.channel, case.ts)
        try:
            found = self._originals.around(place, case.thread, team=case.team)
        except DeliveryError as error:
            logger.info("case %s: no context (%s)", case.id, error.code)
            return []
        return [
            Nearby(author=one.author, text=one.text, ts=one.ts, flagged=one.ts == case.ts)
            for one in found
        ]

    def link(self, case: Case) -> str:
        """Return the address of a case's message, "" if there is none or Slack does not say it."""
        if not case.ts or case.original == "deleted":
            return ""
        try:
            return self._originals.link(Place(case.channel, case.ts), team=case.team)
        except DeliveryError:
            return ""
