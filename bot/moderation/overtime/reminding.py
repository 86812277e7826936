"""Reminds moderators of cases that have waited too long: the job "remind"."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.answering.progress import CLOCKS_APART_SECONDS
from bot.durable.steps import step
from bot.errors import StepFailed
from bot.messages.review.reminders import reminder_message
from bot.moderation.cases.board import Board
from bot.moderation.cases.case import Case
from bot.moderation.overtime.reminders import (
    Reminder,
    Turn,
    addressed_to,
    is_due,
    reminder_of,
    turn_at,
)
from bot.moderation.rules import Rules
from bot.outgoing.delivery import Delivery
from bot.request import ExplainRequest, hashed_id
from bot.store import Store

logger = logging.getLogger(__name__)

Due = tuple[Case, Turn]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Round:
    """One look at what is due: at what time, and whom it reminds; the name of its job says it.

    to: a person or a review channel.
    """

    team: str
    at: datetime
    to: str

    def name(self) -> str:
        return f"{self.team}:{int(self.at.timestamp())}:{self.to}"

    @classmethod
    def read(cls, name: str) -> Round:
        team, at, to = name.rsplit(":", 2)
        return cls(team, datetime.fromtimestamp(int(at), UTC), to)


class Reminding:
    """Safe to use from several processes: of each case, each turn is taken once."""

    def __init__(
        self,
        store: Store,
        rules: Rules,
        delivery: Delivery,
        board: Board,
        *,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._rules = rules
        self._delivery = delivery
        self._board = board
        self._clock = clock

    def due(self, team: str) -> list[Round]:
        """Return who is to be reminded of something now.

        Raises: StoreUnavailable.
        """
        at = self._clock().replace(microsecond=0)
        return [Round(team, at, to) for to in sorted(self._due(team, at))]

    def remind(self, name: str) -> None:
        """Remind one person, or one channel, of what is due; in one message."""
        round = Round.read(name)
        asked = self._request(round)
        try:
            taken = step("take", asked, lambda: self._take(round))
            if taken:
                step("remind", asked, lambda: self._send(round, asked, taken))
        except StepFailed as error:
            # The cases stay in the queue, and they have other turns.
            logger.warning("reminder %s: not sent (%s)", name, type(error).__name__)

    def _due(self, team: str, at: datetime) -> Mapping[str, Sequence[Due]]:
        """Return what is due, by the person or the channel that is to be reminded."""
        wait = timedelta(hours=self._rules.of(team).reminder_hours)
        if not wait:
            return {}
        waiting = self._store.cases.waiting_since(team, at - wait)
        marks = self._store.marks.of(team, [_mark(entry.case) for entry in waiting])
        found: dict[str, list[Due]] = defaultdict(list)
        for entry in waiting:
            turn = turn_at(at, since=entry.since, wait=wait)
            last = marks.get(_mark(entry.case))
            if turn is not None and (last == at or is_due(turn, last=last)):
                found[self._to(entry.case, turn)].append((entry.case, turn))
        found.pop("", None)
        return found

    def _to(self, case: Case, turn: Turn) -> str:
        person, channel = addressed_to(case, turn)
        if person or channel:
            return person or channel
        # It could not be shown anywhere yet; perhaps there is a review channel now.
        return self._rules.of(case.team).review_channel_for(case.channel, case.flagged)

    def _take(self, round: Round) -> list[str]:
        """Return the ids of the cases of which this round, and no other one, reminds."""
        due = self._due(round.team, round.at).get(round.to, ())
        marks = {_mark(case): case.id for case, _ in due}
        dues = {_mark(case): turn.due for case, turn in due}
        return [marks[mark] for mark in self._store.marks.take(round.team, dues, round.at)]

    def _send(self, round: Round, asked: ExplainRequest, taken: Sequence[str]) -> None:
        reminder = self._reminder(round, set(taken))
        if reminder is None:
            return
        links = {case.id: self._board.link_to(case) for case in reminder.cases}
        unsure = not self._store.seen.first(f"remind:{asked.id}")
        self._delivery.publish(
            asked,
            reminder_message(reminder, links=links),
            maybe_posted=unsure,
            since=round.at.timestamp() - CLOCKS_APART_SECONDS,
        )

    def _reminder(self, round: Round, taken: set[str]) -> Reminder | None:
        """Return what to say of the cases that still wait, None if none does."""
        due = [
            entry
            for entry in self._due(round.team, round.at).get(round.to, ())
            if entry[0].id in taken
        ]
        if not due:
            return None
        to = "" if round.to.startswith(("C", "G")) else round.to
        hours = self._rules.of(round.team).reminder_hours
        return reminder_of(due, to=to, channel=round.to if not to else "", hours=hours)

    def _request(self, round: Round) -> ExplainRequest:
        """Return where it goes to, as whoever delivers it wants to know it."""
        return ExplainRequest(
            id=hashed_id("remind", round.name()),
            team=round.team,
            channel=round.to,
            user="",
            text="",
        )


def _mark(case: Case) -> str:
    return f"reminder:{case.id}"
