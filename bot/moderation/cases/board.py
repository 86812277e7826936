"""The cases as moderators see them: one message each, the same for everybody, up to date."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

from bot.answering.progress import CLOCKS_APART_SECONDS
from bot.durable.keyed_locks import KeyedLocks
from bot.errors import (
    DeliveryError,
    MessageGone,
    RateLimited,
    StepFailed,
    Unreachable,
)
from bot.messages.message import Message
from bot.messages.review.case import case_message
from bot.moderation.cases.case import Case
from bot.moderation.cases.past import past_of
from bot.moderation.cases.record import AuditEntry
from bot.moderation.rules import Rules
from bot.outgoing.delivery import Delivery
from bot.outgoing.originals import Originals
from bot.outgoing.refusals import ARCHIVED, NOT_A_MEMBER
from bot.place import Place
from bot.request import ExplainRequest
from bot.store import Store
from explain_core.explanation import Explanation

logger = logging.getLogger(__name__)

NO_CHANNEL = (
    "no review channel is chosen yet. An admin chooses one in the *Home* tab of my messages, under "
    "*Moderation*, and invites me there."
)


class NotShown(StepFailed):
    """A case is kept, but cannot be shown to the moderators; `reason` says why and what to do."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            "I keep this for the moderators, but I cannot show it to them yet, because " + reason
        )


class Board:
    """Posts and changes the messages about cases; safe to use from several threads."""

    def __init__(
        self, store: Store, rules: Rules, delivery: Delivery, originals: Originals
    ) -> None:
        self._store = store
        self._rules = rules
        self._delivery = delivery
        self._originals = originals
        self._locks = KeyedLocks()

    def post(self, case_id: str) -> None:
        """Have a case stand in its review channel, once; one that stands there is left alone.

        For one job at a time.
        Raises: NotShown, DeliveryError.
        """
        case = self._store.cases.get(case_id)
        if case is None or not case.can_be_decided:
            return
        shown = self._publish(case) if case.place is None else None
        self.refresh(case_id, shown=shown)

    def refresh(self, case_id: str, *, shown: Case | None = None) -> None:
        """Bring a case's message up to date, however many change the case meanwhile.

        Whoever has written an older state than there is now writes once more, so the last one to
        write has written the newest.
        shown: what the message is known to show.
        Raises: DeliveryError.
        """
        with self._locks.of(case_id):
            case = self._store.cases.get(case_id)
            while case is not None and case.place is not None and not _is_same(case, shown):
                self._update(case, case.place)
                shown, case = case, self._store.cases.get(case_id)

    def message(self, case: Case) -> Message:
        """Return what is to be read of a case.

        Raises: StoreUnavailable.
        """
        return case_message(
            case,
            explanation=self.explanation(case),
            link=self.link(case),
            past=past_of(case, self._store),
            blur=self._rules.of(case.team).blur,
        )

    def explanation(self, case: Case) -> Explanation | None:
        """Return why a case's text was flagged, None if there is nothing (any more) to show."""
        kept = self._store.explanations.find(case.explanation)
        return kept.explanation if kept is not None and kept.has_text else None

    def link(self, case: Case) -> str:
        """Return the address of the original, "" if it has none that is known."""
        if not case.ts or case.original == "deleted":
            return ""
        try:
            return self._originals.link(Place(case.channel, case.ts), team=case.team)
        except DeliveryError as error:
            logger.info("case %s: no link (%s)", case.id, error.code)
            return ""

    def link_to(self, case: Case) -> str:
        """Return the address of the message about a case, "" if it is not posted."""
        if case.place is None:
            return ""
        try:
            return self._originals.link(case.place, team=case.team)
        except DeliveryError as error:
            logger.info("case %s: no link to its message (%s)", case.id, error.code)
            return ""

    def _publish(self, case: Case) -> Case:
        """Post the message, or find the one that was posted by who did not live to tell.

        Returns: the case as the message shows it.
        """
        labels = case.flagged
        channel = self._rules.of(case.team).review_channel_for(case.channel, labels)
        if not channel:
            raise NotShown(NO_CHANNEL)
        asked = addressee(case, channel)
        key = f"case:{case.id}:{channel}"
        unsure = not self._store.seen.first(key)
        to_be = replace(case, state="open", review_channel=channel)
        try:
            place = self._delivery.publish(
                asked, self.message(to_be), maybe_posted=unsure, since=since(case)
            )
        except DeliveryError as error:
            if isinstance(error, Unreachable | RateLimited):
                raise
            logger.warning("case %s: not shown (%s)", case.id, error.code)
            self._store.seen.forget(key)
            raise NotShown(self._reason(error, case.team, channel)) from error
        self._note(case, place)
        return to_be

    def _update(self, case: Case, place: Place) -> None:
        try:
            self._delivery.update(place, self.message(case), team=case.team)
        except MessageGone:
            if case.can_be_decided:
                # Somebody deleted the message, and the case with it from everybody's sight.
                unsure = not self._store.seen.first(f"again:{case.id}:{place.ts}")
                asked = addressee(case, place.channel)
                found = self._delivery.publish(asked, self.message(case), maybe_posted=unsure)
                self._note(case, found)

    def _note(self, case: Case, place: Place) -> None:
        """Keep where a case is shown; one that was erased meanwhile is not to be seen any more."""
        if not self._store.cases.show(case.id, place, entry=_opened(case, place.channel)):
            self._delivery.delete(place, team=case.team)

    def _reason(self, error: DeliveryError, team: str, channel: str) -> str:
        if error.code in NOT_A_MEMBER:
            return (
                f"I am not a member of the review channel <#{channel}>. Invite me there with "
                f"`/invite @{self._delivery.bot_name(team)}`."
            )
        if error.code in ARCHIVED:
            return f"the review channel <#{channel}> is archived. Choose another one."
        return f"Slack does not let me post in the review channel <#{channel}>: {error}"


def addressee(case: Case, channel: str, *, thread: str = "") -> ExplainRequest:
    """Return where a case's message goes to, as whoever delivers it wants to know it."""
    return ExplainRequest(
        id=case.id, team=case.team, channel=channel, user="", text="", thread=thread
    )


def since(case: Case) -> float:
    """Return since when there can be a message about a case, in seconds since 1970."""
    return case.created.timestamp() - CLOCKS_APART_SECONDS


def _opened(case: Case, channel: str) -> AuditEntry:
    """Return what goes on record when moderators see a case, for the first time or anew."""
    return AuditEntry(
        team=case.team,
        event="opened",
        case=case.id,
        fields={"review_channel": channel, "explanation": case.explanation},
        channel=case.channel,
        key=f"opened:{case.explanation}",
    )


def _is_same(case: Case, shown: Case | None) -> bool:
    """Return whether nothing is new since then but where the message stands."""
    return shown is not None and replace(case, place=None) == replace(shown, place=None)


def now() -> datetime:
    return datetime.now(UTC)
