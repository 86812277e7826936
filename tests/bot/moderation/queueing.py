"""Cases that wait in the queue, and the App Home in which moderators see it."""

from __future__ import annotations

import json
from typing import Any

from bot.assembly import Bot
from bot.moderation.cases.record import AuditEntry
from bot.moderation.flags.flag import Flag
from tests.bot.moderation.sample_cases import case_of
from tests.bot.moderation.team import BOB, GENERAL, REVIEW
from tests.slack import SlackStandIn


def put(bot: Bot, id: str, text: str = "You are an idiot", **changes: Any) -> None:
    """Have an open case in the store, as if it had been shown to the moderators."""
    usual = {"channel": GENERAL, "ts": f"{id}.1", "author": BOB, "review_channel": REVIEW}
    case = case_of(text, **{"id": id} | usual | changes)
    flag = Flag(id=f"f-{id}", origin="monitor", team=case.team, channel=case.channel, ts=case.ts)
    entry = AuditEntry(team=case.team, event="flagged")
    bot.store.cases.open(case, flag=flag, entry=entry)


def home_of(slack: SlackStandIn, user: str, words: str) -> dict[str, Any]:
    """Open somebody's App Home, and return it once it says this."""
    slack.open_home(user)
    return shown(slack, user, words)


def shown(slack: SlackStandIn, user: str, words: str) -> dict[str, Any]:
    slack.wait_until(lambda: words in json.dumps(slack.home(user)), timeout=30)
    home = slack.home(user)
    assert home is not None
    return home
