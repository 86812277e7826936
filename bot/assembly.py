"""The parts of the bot, put together for one process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slack_bolt import App

from bot.answering.answer import Answerer
from bot.answering.clicks import Clicks
from bot.answering.home import Home
from bot.app import build_app
from bot.durable.careful import Careful
from bot.durable.engine import Engine
from bot.durable.isolated import Isolated
from bot.durable.lines import Running
from bot.durable.upkeep import Upkeep
from bot.jobs import ANSWER, CLICK, GIVE_UP, Jobs, Limits
from bot.listeners.services import Services
from bot.models import Load, Models
from bot.moderation.flags.channels import Channels
from bot.moderation.flags.watching import NOTICE, Notices, Watching
from bot.moderation.learning.learned_folder import LearnedFolder
from bot.moderation.learning.schooling import Schooling
from bot.moderation.learning.trainer import Trainer, TrainerProcess
from bot.moderation.moderation import Moderation
from bot.moderation.overtime.overtime import Overtime
from bot.moderation.overtime.queue_reader import QueueReader
from bot.moderation.overtime.tester import Tester
from bot.moderation.wiring import desk_for, jobs_of, moderation_for
from bot.outgoing.backoff import Backoff
from bot.outgoing.clients import Clients
from bot.outgoing.delivery import Delivery
from bot.outgoing.originals import Originals
from bot.serving.doors import DoorMaker, Doors
from bot.serving.health import database_check, model_check
from bot.serving.http_server import PagesServer
from bot.serving.oauth import install_flow
from bot.serving.servers import Server
from bot.settings import Settings
from bot.store import Store
from bot.store.writing_line import stand_in_line
from bot.teller import Teller

Role = Literal["all", "web", "worker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """server: None in a worker, which takes its work from the database alone.

    pages: what machines ask for on a port of their own, None where the setting names none.
    """

    settings: Settings
    store: Store
    engine: Engine
    models: Models
    isolated: Isolated
    clients: Clients
    delivery: Delivery
    jobs: Jobs
    moderation: Moderation
    originals: Originals
    teller: Teller
    app: App
    server: Server | None
    pages: PagesServer | None
    trainer: Trainer

    def listen(self) -> None:
        """Take requests, and answer whoever asks how this process does.

        Raises: StartError.
        """
        if self.pages is not None:
            self.pages.start()
        if self.server is not None:
            self.server.start()

    def launch(self) -> None:
        """Begin to answer; what is accepted before waits for this."""
        home = Home(
            self.clients,
            self.store,
            self.models,
            settings=self.settings,
            rules=self.moderation.rules,
            roles=self.moderation.roles,
        )
        careful = Careful(self.store, self.isolated)
        answerer = Answerer(self.models, self.delivery, self.store, careful)
        clicks = Clicks(self.models, self.delivery, self.store, careful, jobs=self.jobs, home=home)
        desk = desk_for(self.moderation, self.store, self.delivery, self.originals)
        overtime = Overtime(desk, self.engine, careful, home=home, models=self.models)
        schooling = Schooling(
            desk,
            self.engine,
            models=self.models,
            trainer=self.trainer,
            folder=self.settings.learned_models,
        )
        others = {NOTICE: Notices(self.delivery).post, **overtime.work, **schooling.work}
        jobs = {
            ANSWER: answerer.answer,
            CLICK: clicks.act,
            GIVE_UP[ANSWER]: answerer.give_up,
            GIVE_UP[CLICK]: clicks.give_up,
            **jobs_of(
                desk,
                self.models,
                careful,
                flagging=self.moderation.flagging,
                others=others,
                after=overtime.after,
            ),
            **overtime.jobs,
            **schooling.jobs,
        }
        upkeep = Upkeep.told_by(self.settings, self.engine, self.store, self.moderation)
        schedules = [upkeep.schedule, *overtime.schedules, *schooling.schedules]
        self.engine.launch(jobs, schedules=schedules)

    def stop(self) -> None:
        """Take no more requests, then let the work under way come to an end."""
        if self.server is not None:
            self.server.stop()
        self.moderation.scoring.stop()
        self.jobs.stop(grace=self.settings.shutdown_seconds)
        self.teller.stop()
        self.isolated.stop()
        if self.pages is not None:
            self.pages.stop()


def assemble(
    settings: Settings,
    load: Load,
    store: Store,
    *,
    role: Role = "all",
    host: str = "0.0.0.0",
    backoff: Backoff | None = None,
    trainer: Trainer | None = None,
) -> Bot:
    """Return the bot, with its tables up to date; nothing listens or works yet.

    trainer: of models that learn from verdicts; by default in a process of its own.
    Raises: StartError, SettingsError, StoreUnavailable.
    """
    if role == "all":
        stand_in_line()
    engine = Engine(settings.database_url.reveal(), running_as(settings, role))
    store.migrate()
    engine.migrate()
    clients = clients_for(settings, store, backoff=backoff)
    delivery = Delivery(clients, backoff=backoff)
    models = Models(load, default=settings.model, learned=LearnedFolder(settings.learned_models))
    limits = Limits(queue=settings.queue_limit, team=settings.team_limit, user=settings.user_limit)
    jobs = Jobs(engine, store, models, elsewhere=role == "web", limits=limits)
    teller = Teller(delivery.tell)
    originals = Originals.told_by(settings, clients, backoff=backoff)
    moderation = moderation_for(
        settings,
        store,
        clients,
        engine=engine,
        jobs=jobs,
        models=models,
        originals=originals,
        here=role != "web",
    )
    services = Services(
        jobs=jobs,
        store=store,
        models=models,
        moderation=moderation,
        queue=QueueReader(store, moderation.roles),
        tester=Tester(store, moderation.rules, moderation.roles, models),
        watching=Watching(store, moderation.rules),
        channels=Channels(clients),
        clients=clients,
        teller=teller,
        reaction=settings.reaction,
    )
    app = build_app(clients, settings, services=services)
    doors = _doors(settings, app, services, role=role, host=host)
    return Bot(
        settings=settings,
        store=store,
        engine=engine,
        models=models,
        isolated=Isolated(load),
        clients=clients,
        delivery=delivery,
        jobs=jobs,
        moderation=moderation,
        originals=originals,
        teller=teller,
        app=app,
        server=doors.server,
        pages=doors.pages,
        trainer=trainer or TrainerProcess(),
    )


def running_as(settings: Settings, role: Role) -> Running:
    """Return how this process works; where there are several workspaces, none may have it all.

    One that accepts requests as well begins them itself, and looks into the queue for the rest.
    """
    return Running(
        slot=settings.slot,
        per_team=0.75 if settings.many_workspaces else 1.0,
        poll=0.03 if role == "worker" else 0.5,
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
            store.workspaces.installations(settings.client_id),
            settings,
            backoff=backoff,
            turns=store.turns,
        )
    return Clients.single(settings, backoff=backoff, turns=store.turns)


def _doors(settings: Settings, app: App, services: Services, *, role: Role, host: str) -> Doors:
    """Return where requests come in, and where machines ask how this process does."""
    store, clients = services.store, services.clients
    checks = {"database": database_check(store)}
    if role != "web":
        checks = {"model": model_check(services.jobs), **checks}
    maker = DoorMaker(settings=settings, checks=checks, waiting=store.requests.waiting, host=host)
    if role == "worker":
        return maker.inner()
    return maker.outer(
        app, install_flow(settings, store, clients) if settings.many_workspaces else None
    )
