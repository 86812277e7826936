"""The listeners of the bot, connected to a stand-in for Slack, with nobody at work behind them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from bot.action import Action
from bot.app import build_app
from bot.jobs import Accepted
from bot.listeners.services import Services
from bot.moderation.cases.looking import Looking
from bot.moderation.flags.channels import Channels
from bot.moderation.flags.flag import Flag
from bot.moderation.flags.scored import Scored
from bot.moderation.flags.watching import Watching
from bot.moderation.overtime.queue_reader import QueueReader
from bot.moderation.overtime.tester import Tester
from bot.moderation.roles import Roles
from bot.moderation.rules import Rules
from bot.moderation.settings import ModerationSettings
from bot.outgoing.clients import Clients
from bot.outgoing.delivery import Delivery
from bot.outgoing.originals import Originals
from bot.request import ExplainRequest
from bot.serving.health import Pages
from bot.serving.http_server import EVENTS_PATH, HttpServer
from bot.serving.socket_server import SocketServer
from bot.settings import KeepText, Mode, Settings
from bot.store import Store
from bot.teller import Teller
from explain_core.explanation import Prediction
from tests.bot.fakes import FakeExplainer
from tests.bot.running import QUICK, settings_for
from tests.slack import SlackStandIn

PREDICTION = Prediction("negative", 0.964, {"negative": 0.964, "positive": 0.036})


@dataclass
class FakeJobs:
    """Accepts everything once, or raises `error`; remembers what it was handed.

    store: where drafts are kept, as they are by the real ones.
    """

    started: bool = True
    error: Exception | None = None
    position: int | None = None
    prediction: Prediction | Exception | None = PREDICTION
    requests: list[ExplainRequest] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    drafts: list[ExplainRequest] = field(default_factory=list)
    store: Store | None = None

    def submit(self, request: ExplainRequest) -> Accepted:
        return Accepted(self._is_new(request, self.requests), self.position)

    def act(self, action: Action) -> Accepted:
        return Accepted(self._is_new(action, self.actions))

    def draft(self, request: ExplainRequest) -> None:
        if self._is_new(request, self.drafts) and self.store is not None:
            self.store.requests.add(request, state="draft")

    def predict(self, text: str, *, model: str = "", timeout: float = 2.0) -> Prediction | None:
        if isinstance(self.prediction, Exception):
            raise self.prediction
        return self.prediction

    def _is_new(self, item: Any, known: list[Any]) -> bool:
        if self.error is not None:
            raise self.error
        if item.id in {other.id for other in known}:
            return False
        known.append(item)
        return True


@dataclass
class FakeScoring:
    """Gives `scored` for every text, None if there is none in time; remembers the texts."""

    scored: Scored | None = None
    texts: list[str] = field(default_factory=list)

    def score(self, text: str, *, rules: ModerationSettings, timeout: float = 1.5) -> Scored | None:
        self.texts.append(text)
        return self.scored


@dataclass
class FakeModeration:
    """Knows who is who and what is set, from the store and from Slack; does nothing else.

    followed: what `follow` says.
    """

    rules: Rules
    roles: Roles
    scoring: FakeScoring
    looking: Looking
    error: Exception | None = None
    followed: bool = False
    flags: list[Flag] = field(default_factory=list)
    later: list[Flag] = field(default_factory=list)
    changes: list[Flag] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)

    def flag(self, flag: Flag, *, later: bool = False) -> Accepted:
        self._fail()
        known = [one.id for one in (*self.flags, *self.later)]
        if flag.id not in known:
            (self.later if later else self.flags).append(flag)
        return Accepted(flag.id not in known)

    def follow(self, flag: Flag) -> bool:
        self._fail()
        self.changes.append(flag)
        return self.followed

    def act(self, action: Action) -> Accepted:
        self._fail()
        self.actions.append(action)
        return Accepted(True)

    def show_waiting(self, team: str) -> int:
        return 0

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


class FakeModels:
    """Two models, of which the first is there already."""

    names = ("sentiment", "moderation")

    def loaded(self, name: str = "") -> FakeExplainer | None:
        return FakeExplainer() if name in ("", "sentiment") else None

    def usable(self, name: str) -> str:
        return name


@dataclass(frozen=True)
class Listening:
    jobs: FakeJobs
    store: Store
    teller: Teller
    moderation: FakeModeration

    @property
    def request(self) -> ExplainRequest:
        """Return the only request that was handed over."""
        (request,) = self.jobs.requests
        return request

    @property
    def action(self) -> Action:
        (action,) = self.jobs.actions
        return action

    @property
    def flag(self) -> Flag:
        (flag,) = self.moderation.flags
        return flag

    @property
    def review(self) -> Action:
        """Return the only action that was handed over for the moderators' job."""
        (action,) = self.moderation.actions
        return action


@contextmanager
def listening(
    slack: SlackStandIn,
    *,
    mode: Mode = "http",
    reaction: str = "",
    settings: Mapping[str, Any] | None = None,
    keep_text: KeepText = "stored",
    **jobs: Any,
) -> Iterator[Listening]:
    """Run the listeners against the stand-in; everything told has arrived at the end.

    settings: what an operator has set beside the usual.
    """
    told = settings_for(slack, mode=mode, **(settings or {}))
    clients = Clients.single(told, backoff=QUICK)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'bot.db'}", keep_text=keep_text)
        store.migrate()
        teller = Teller(Delivery(clients, backoff=QUICK).tell)
        moderation = _moderation(told, store, clients)
        fakes: Any = {
            "jobs": FakeJobs(store=store, **jobs),
            "models": FakeModels(),
            "moderation": moderation,
            "tester": Tester(store, moderation.rules, moderation.roles, cast(Any, FakeModels())),
        }
        services = Services(
            store=store,
            clients=clients,
            teller=teller,
            reaction=reaction,
            queue=QueueReader(store, moderation.roles),
            watching=Watching(store, moderation.rules),
            channels=Channels(clients),
            **fakes,
        )
        app = build_app(clients, told, services=services)
        server = (
            HttpServer(app, port=0, host="127.0.0.1", pages=Pages({}, lambda: 0))
            if mode == "http"
            else SocketServer(app, app_token=slack.app_token)
        )
        server.start()
        if isinstance(server, HttpServer):
            slack.connect_http(f"http://127.0.0.1:{server.port}{EVENTS_PATH}")
        else:
            slack.wait_for_connections()
        try:
            yield Listening(fakes["jobs"], store, teller, moderation)
        finally:
            server.stop()
            teller.stop(grace=30.0)
            store.close()


def _moderation(settings: Settings, store: Store, clients: Clients) -> FakeModeration:
    rules = Rules(store, settings)
    roles = Roles(clients, rules, keep_seconds=0)
    originals = Originals.told_by(settings, clients, backoff=QUICK)
    return FakeModeration(
        rules=rules,
        roles=roles,
        scoring=FakeScoring(),
        looking=Looking(store, roles, originals),
    )
