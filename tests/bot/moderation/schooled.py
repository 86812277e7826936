"""A workspace with verdicts to learn from."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from bot.action import Action
from bot.assembly import Bot
from bot.moderation.cases.case import Case, Mark
from bot.moderation.cases.record import AuditEntry
from bot.moderation.flags.flag import Flag
from bot.moderation.learning.learned import Learned
from bot.moderation.learning.trainer import Trainer, TrainerProcess
from bot.store import Store
from tests.bot.moderation.sample_cases import case_of
from tests.bot.moderation.team import EVE, people_in
from tests.bot.moderators import FakeModerator
from tests.bot.running import running
from tests.slack import SlackStandIn

# Long ago enough for every clock.
DECIDED = datetime(2026, 1, 5, 9, tzinfo=UTC)
WORD = "nasty"


def trainer(behaviour: str = "works") -> TrainerProcess:
    return TrainerProcess((sys.executable, "-m", "tests.bot.moderation.fake_trainer", behaviour))


@contextmanager
def schooled(
    slack: SlackStandIn, n: int = 60, *, trainer: Trainer, **changes: Any
) -> Iterator[Bot]:
    """Run a bot with n verdicts, half of them overruled; Eve is admin."""
    people_in(slack)
    settings = {"moderation_admins": (EVE,), "review_channel": "C0REVIEW"} | changes
    with running(slack, FakeModerator(), trainer=trainer, **settings) as bot:
        for number in range(n):
            decide(bot.store, decided(slack.team_id, number))
        yield bot


def decided(team: str, number: int, **changes: Any) -> Case:
    """Return a case that was decided: every other one was overruled for a word."""
    text = changes.pop("text", f"message {number} is so {WORD}")
    overruled = number % 2 == 0
    kind: Literal["blameless", "matters"] = "blameless" if overruled else "matters"
    mark = Mark(start=max(0, len(text) - len(WORD)), end=len(text), kind=kind)
    usual: dict[str, Any] = {
        "id": f"case{number}",
        "team": team,
        "ts": f"17000000{number:02}.000100",
        "state": "closed",
        "verdict": "overrule" if overruled else "agree",
        "decided_by": "U0CAROL",
        "decided": DECIDED + timedelta(minutes=number),
        "marks": (mark,),
    }
    return case_of(text, **usual | changes)


def decide(store: Store, case: Case) -> None:
    flag = Flag(
        id=f"flag-{case.id}", origin="monitor", team=case.team, channel=case.channel, ts=case.ts
    )
    store.cases.open(case, flag=flag, entry=AuditEntry(team=case.team, event="opened"))


def act(bot: Bot, slack: SlackStandIn, kind: str, value: str = "", **changes: Any) -> Action:
    """Have an admin do something about models."""
    usual = {
        "id": f"{kind} {value}",
        "team": slack.team_id,
        "user": EVE,
        "channel": EVE,
        "explanation": "",
    }
    action = Action(kind=kind, value=value, **usual | changes)
    bot.moderation.act(action)
    return action


def model_of(bot: Bot, slack: SlackStandIn) -> Learned:
    """Return the newest model, of which there is one."""
    return bot.store.learned.of(slack.team_id)[0]


def state(bot: Bot, slack: SlackStandIn) -> str:
    models = bot.store.learned.of(slack.team_id)
    return models[0].state if models else ""


def is_alive(pid: int) -> bool:
    """Return whether a process runs; one that nobody has waited for yet does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
