"""The parts of the bot, put together for one process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from slack_bolt import App

from bot.answer import Answerer
from bot.app import build_app
from bot.backoff import Backoff
from bot.clicks import Clicks
from bot.clients import Clients
from bot.delivery import Delivery
from bot.engine import Engine, Running
from bot.home import Home
from bot.http_server import HttpServer
from bot.jobs import ANSWER, CLICK, Jobs
from bot.listeners.services import Services
from bot.models import Load, Models
from bot.settings import Settings
from bot.socket_server import SocketServer
from bot.store import Store
from bot.teller import Teller

Role = Literal["all", "web", "worker"]


class Server(Protocol):
    """Where requests come in."""

    def start(self) -> None: ...

    def is_healthy(self) -> bool: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """server: None in a worker, which takes its work from the database alone."""

    settings: Settings
    store: Store
    engine: Engine
    models: Models
    clients: Clients
    delivery: Delivery
    jobs: Jobs
    teller: Teller
    app: App
    server: Server | None

    def launch(self) -> None:
        """Begin to answer; what is accepted before waits for this."""
        home = Home(self.clients, self.store, self.models, settings=self.settings)
        answerer = Answerer(self.models, self.delivery, self.store)
        clicks = Clicks(self.models, self.delivery, self.store, jobs=self.jobs, home=home)
        self.engine.launch({ANSWER: answerer.answer, CLICK: clicks.act})

    def stop(self) -> None:
        """Take no more requests, then let the work under way come to an end."""
        if self.server is not None:
            self.server.stop()
        self.jobs.stop(grace=self.settings.shutdown_seconds)
        self.teller.stop()


def assemble(
    settings: Settings,
    load: Load,
    store: Store,
    *,
    role: Role = "all",
    host: str = "0.0.0.0",
    backoff: Backoff | None = None,
) -> Bot:
    """Return the bot, with its tables up to date; nothing listens or works yet.

    Raises: StartError, SettingsError, StoreUnavailable.
    """
    engine = Engine(settings.database_url.reveal(), Running(slot=settings.slot))
    store.migrate()
    engine.migrate()
    clients = clients_for(settings, store, backoff=backoff)
    delivery = Delivery(clients, backoff=backoff)
    models = Models(load, default=settings.model)
    jobs = Jobs(engine, store, models, elsewhere=role == "web")
    teller = Teller(delivery.tell)
    services = Services(
        jobs=jobs, store=store, models=models, teller=teller, reaction=settings.reaction
    )
    app = build_app(clients, settings, services=services)
    return Bot(
        settings=settings,
        store=store,
        engine=engine,
        models=models,
        clients=clients,
        delivery=delivery,
        jobs=jobs,
        teller=teller,
        app=app,
        server=None if role == "worker" else _server(settings, app, jobs, host=host),
    )


def open_store(settings: Settings) -> Store:
    """Return what the bot remembers.

    Raises: SettingsError.
    """
    key = settings.store_key
    return Store.open(
        settings.database_url.reveal(),
        keep_text=settings.keep_text,
        store_key=key.reveal() if key is not None else "",
    )


def clients_for(settings: Settings, store: Store, *, backoff: Backoff | None = None) -> Clients:
    """Return who speaks for the bot: with one token, or with those of many workspaces."""
    if settings.many_workspaces:
        return Clients.installed(
            store.workspaces.installations(settings.client_id), settings, backoff=backoff
        )
    return Clients.single(settings, backoff=backoff)


def _server(settings: Settings, app: App, jobs: Jobs, *, host: str) -> Server:
    if settings.mode == "socket" and settings.app_token is not None:
        return SocketServer(app, app_token=settings.app_token.reveal())
    return HttpServer(app, port=settings.port, host=host, is_ready=lambda: jobs.started)
