"""What a workspace's moderation does by the clock, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.durable import workflows
from bot.durable.careful import Careful
from bot.durable.engine import Engine
from bot.durable.isolated import Isolated
from bot.durable.lines import Running
from bot.jobs import DIGEST, REMIND
from bot.moderation.cases.board import Board
from bot.moderation.cases.case import Case
from bot.moderation.cases.record import AuditEntry
from bot.moderation.flags.flag import Flag
from bot.moderation.overtime.clock import Clock as Ticker
from bot.moderation.overtime.digesting import Digests
from bot.moderation.overtime.reminding import Reminding
from bot.moderation.rules import Rules
from bot.outgoing.originals import Originals
from bot.store import Store
from tests.bot.delivering import clients_of, delivery_to, settings_of
from tests.bot.moderation.sample_cases import CHANNEL, MONDAY, REVIEW, TEAM, case_of
from tests.bot.running import fresh
from tests.slack import Message, SlackStandIn
from tests.waiting import wait_until

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Now:
    """A clock that stands still until it is set."""

    def __init__(self, moment: datetime = MONDAY) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@dataclass(frozen=True, slots=True)
class World:
    slack: SlackStandIn
    store: Store
    now: Now
    engine: Engine
    digests: Digests
    reminding: Reminding
    ticker: Ticker

    def launch(self) -> None:
        self.engine.launch({DIGEST: self.digests.post, REMIND: self.reminding.remind})

    def tick(self, moment: datetime) -> None:
        """Have the clock strike, and wait until all that is due is done."""
        self.now.moment = moment
        self.ticker.tick()
        wait_until(self.is_done)

    def is_done(self) -> bool:
        return not self.engine.client.list_workflows(status=list(workflows.UNFINISHED))

    def posted(self, channel: str = REVIEW) -> list[Message]:
        return self.slack.messages(channel)

    def set(self, **changes: Any) -> None:
        entry = AuditEntry(team=TEAM, event="settings")
        self.store.moderation.change(TEAM, entry=entry, **changes)

    def open(self, id: str, *, at: datetime, **changes: Any) -> Case:
        """Open a case at some time, which may be past."""
        before, self.now.moment = self.now.moment, at
        case = case_of(**{"id": id, "ts": f"{id}.1", "created": at} | changes)
        flag = Flag(id=f"flag-{id}", origin="monitor", team=case.team, channel=CHANNEL, ts=case.ts)
        opened = self.store.cases.open(
            case, flag=flag, entry=AuditEntry(team=case.team, event="flagged")
        )
        self.now.moment = before
        return opened

    def decide(self, id: str, verdict: str, *, at: datetime, **changes: Any) -> Case:
        return self.change(
            id, "decided", at=at, state="decided", verdict=verdict, decided=at, **changes
        )

    def change(self, id: str, event: Any, *, at: datetime, **changes: Any) -> Case:
        before, self.now.moment = self.now.moment, at
        entry = AuditEntry(team=TEAM, event=event)
        changed = self.store.cases.change(id, version=None, entry=entry, **changes)
        self.now.moment = before
        return changed


@contextmanager
def world(slack: SlackStandIn, url: str) -> Iterator[World]:
    """Give a workspace whose moderators read `REVIEW`; nothing works before `launch`."""
    slack.add_channel(REVIEW, name="review", members=(slack.bot_user_id, "U0ALICE"))
    now = Now()
    store = Store.open(url, clock=now)
    store.migrate()
    engine = Engine(url, Running(poll=0.02, poll_rest=0.02))
    engine.migrate()
    isolated = Isolated(fresh())
    settings = replace(settings_of(slack), review_channel=REVIEW)
    rules, delivery = Rules(store, settings), delivery_to(slack)
    board = Board(store, rules, delivery, Originals.told_by(settings, clients_of(slack)))
    digests = Digests(store, rules, delivery, Careful(store, isolated), clock=now)
    reminding = Reminding(store, rules, delivery, board, clock=now)
    try:
        yield World(
            slack=slack,
            store=store,
            now=now,
            engine=engine,
            digests=digests,
            reminding=reminding,
            ticker=Ticker(engine, store, digests, reminding),
        )
    finally:
        engine.stop(grace=5)
        isolated.stop()
        store.close()
