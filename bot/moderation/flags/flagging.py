"""What listeners hand over: written down and given to the engine before they acknowledge."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.durable import workflows
from bot.durable.engine import Engine, reachable
from bot.durable.steps import step
from bot.errors import StepFailed, TooManyFlags
from bot.jobs import FLAG, SHOW, Accepted, Jobs
from bot.moderation.flags.flag import Flag
from bot.moderation.rules import Rules
from bot.store import Store

logger = logging.getLogger(__name__)

# Whoever sends more to the moderators by hand than this leaves them no time for anybody else's.
HOUR = timedelta(hours=1)
MOST_AN_HOUR = 60

# A workspace with more cases than this that nobody sees gets the rest with the next upkeep.
MOST_AT_ONCE = 200


class Flagging:
    def __init__(self, engine: Engine, jobs: Jobs, store: Store, rules: Rules) -> None:
        self._engine = engine
        self._jobs = jobs
        self._store = store
        self._rules = rules

    def flag(self, flag: Flag, *, later: bool = False) -> Accepted:
        """Accept a flag; the same again is not done twice.

        later: whether it may wait until nobody else does, as what was not scored in time may.
        Raises: TooManyFlags, Stopping, StoreUnavailable.
        """
        if flag.user:
            self._check_pace(flag)
        return self._jobs.flag(flag, later=later)

    def follow(self, flag: Flag) -> bool:
        """Have the case of an edited or deleted message brought up to date; False if it has none.

        Raises: Refused, StoreUnavailable.
        """
        if self._store.cases.at(flag.team, flag.channel, flag.ts) is None:
            return False
        self._jobs.flag(flag)
        return True

    def show_waiting(self, team: str) -> int:
        """Have the cases shown that no moderator could see yet; return how many those are.

        For when a review channel was chosen, or may work by now.
        Raises: Refused, StoreUnavailable.
        """
        shown = 0
        rules = self._rules.of(team)
        for case in self._store.cases.queue(team, state="new", by="age", limit=MOST_AT_ONCE):
            if not rules.review_channel_for(case.channel, case.flagged):
                continue
            attempts = self._attempts(case.id, case.flag)
            if attempts is not None:
                self._jobs.show(case.id, team=team, attempt=str(attempts))
                shown += 1
        return shown

    def _check_pace(self, flag: Flag) -> None:
        """Refuse what one person sends to keep the moderators busy; not what came before."""
        sent = self._store.flags.sent_within(HOUR, team=flag.team, user=flag.user)
        if sent >= MOST_AN_HOUR and self._store.flags.get(flag.id) is None:
            raise TooManyFlags(MOST_AN_HOUR)

    def _attempts(self, case_id: str, flag_id: str) -> int | None:
        """Return how often it was tried to show a case; None while that goes on.

        Two who ask at the same time get the same number, and so the job is begun once.
        """
        client = self._engine.client
        with reachable():
            shown = workflows.states(client, f"{SHOW}-{case_id}")
            opened = workflows.states(client, f"{FLAG}-{flag_id}")
        if any(workflows.is_unfinished(state) for state in (*shown, *opened)):
            return None
        return len(shown)


@dataclass(frozen=True, slots=True)
class _Team:
    id: str


def show_waiting(flagging: Flagging, team: str) -> None:
    """Show what waits in a workspace: the job "show-waiting"; what fails waits for the upkeep."""
    try:
        step("show", _Team(team), lambda: flagging.show_waiting(team))
    except StepFailed as error:
        logger.warning("cases wait on (%s)", error)
