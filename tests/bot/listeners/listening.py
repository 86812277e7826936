"""The listeners of the bot, connected to a stand-in for Slack, with nobody at work behind them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.action import Action
from bot.app import build_app
from bot.jobs import Accepted
from bot.listeners.services import Services
from bot.outgoing.clients import Clients
from bot.outgoing.delivery import Delivery
from bot.request import ExplainRequest
from bot.serving.health import Pages
from bot.serving.http_server import EVENTS_PATH, HttpServer
from bot.serving.socket_server import SocketServer
from bot.settings import Mode
from bot.store import Store
from bot.teller import Teller
from explain_core.explanation import Prediction
from tests.bot.fakes import FakeExplainer
from tests.bot.running import QUICK, settings_for
from tests.slack import SlackStandIn

PREDICTION = Prediction("negative", 0.964, {"negative": 0.964, "positive": 0.036})


@dataclass
class FakeJobs:
    """Accepts everything once, or raises `error`; remembers what it was handed."""

    started: bool = True
    error: Exception | None = None
    position: int | None = None
    prediction: Prediction | Exception | None = PREDICTION
    requests: list[ExplainRequest] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    drafts: list[ExplainRequest] = field(default_factory=list)

    def submit(self, request: ExplainRequest) -> Accepted:
        return Accepted(self._is_new(request, self.requests), self.position)

    def act(self, action: Action) -> Accepted:
        return Accepted(self._is_new(action, self.actions))

    def draft(self, request: ExplainRequest) -> None:
        self._is_new(request, self.drafts)

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


class FakeModels:
    """Two models, of which the first is there already."""

    names = ("sentiment", "moderation")

    def loaded(self, name: str = "") -> FakeExplainer | None:
        return FakeExplainer() if name in ("", "sentiment") else None


@dataclass(frozen=True)
class Listening:
    jobs: FakeJobs
    store: Store
    teller: Teller

    @property
    def request(self) -> ExplainRequest:
        """Return the only request that was handed over."""
        (request,) = self.jobs.requests
        return request

    @property
    def action(self) -> Action:
        (action,) = self.jobs.actions
        return action


@contextmanager
def listening(
    slack: SlackStandIn, *, mode: Mode = "http", reaction: str = "", **jobs: Any
) -> Iterator[Listening]:
    """Run the listeners against the stand-in; everything told has arrived at the end."""
    settings = settings_for(slack, mode=mode)
    clients = Clients.single(settings, backoff=QUICK)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'bot.db'}")
        store.migrate()
        teller = Teller(Delivery(clients, backoff=QUICK).tell)
        fakes: Any = {"jobs": FakeJobs(**jobs), "models": FakeModels()}
        services = Services(store=store, clients=clients, teller=teller, reaction=reaction, **fakes)
        app = build_app(clients, settings, services=services)
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
            yield Listening(fakes["jobs"], store, teller)
        finally:
            server.stop()
            teller.stop(grace=30.0)
            store.close()
