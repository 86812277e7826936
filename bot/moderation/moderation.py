"""Team moderation as listeners and windows know it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.action import Action
from bot.jobs import REVIEW, Accepted, Jobs
from bot.moderation.cases.looking import Looking
from bot.moderation.flags.flag import Flag
from bot.moderation.flags.flagging import Flagging
from bot.moderation.flags.scoring import Scoring
from bot.moderation.roles import Roles
from bot.moderation.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    """What is asked for here is answered at once, or handed over to a job."""

    rules: Rules
    roles: Roles
    scoring: Scoring
    looking: Looking
    flagging: Flagging
    jobs: Jobs

    def flag(self, flag: Flag, *, later: bool = False) -> Accepted:
        """Accept a flag; the same again is not done twice.

        Raises: Refused, StoreUnavailable.
        """
        return self.flagging.flag(flag, later=later)

    def follow(self, flag: Flag) -> bool:
        """Have the case of an edited or deleted message brought up to date; False if it has none.

        Raises: Refused, StoreUnavailable.
        """
        return self.flagging.follow(flag)

    def act(self, action: Action) -> Accepted:
        """Accept what somebody does with a case; roles and versions are checked by the job.

        Raises: Stopping, StoreUnavailable.
        """
        return self.jobs.act(action, job=REVIEW)

    def show_waiting(self, team: str) -> None:
        """Have the cases shown that no moderator could see yet, for there may be a channel now.

        Raises: Refused, StoreUnavailable.
        """
        self.jobs.show_waiting(team)
