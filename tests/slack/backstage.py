"""What all workspaces of one stand-in share, put together, started and stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.slack.app import SlackApp
from tests.slack.clock import Clock
from tests.slack.context import Context
from tests.slack.delivery import Courier
from tests.slack.envelopes import event_payload
from tests.slack.faults import FaultPlan
from tests.slack.files import FileStore
from tests.slack.functions import Executions
from tests.slack.grants import Grants
from tests.slack.manifest import Manifest
from tests.slack.outbox import Outbox
from tests.slack.pace import Pace
from tests.slack.rates import Rates
from tests.slack.records import Ack, Json
from tests.slack.server import Server, application
from tests.slack.sockets import SocketHub
from tests.slack.state import Workspace
from tests.slack.teams import Teams
from tests.slack.tickets import ResponseUrls, Triggers


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How this Slack behaves; see SlackStandIn."""

    file_ready_after: float
    latency: float
    ack_limit: float
    event_retry_delays: Sequence[float]
    ping_seconds: float
    posts_per_second: float | None
    rate_tiers: bool
    port: int


class Backstage:
    """The server, the app, its connections, and the workspaces."""

    def __init__(self, options: Options, clock: Clock, manifest: Manifest) -> None:
        self.options, self.clock = options, clock
        self.app = SlackApp(clock, manifest)
        self.teams = Teams(self.app)
        self.server = Server(port=options.port)
        self._link_faults = FaultPlan(clock)
        self._grants = Grants(clock)
        self.hub = SocketHub(self.app, self._link_faults, options.ping_seconds)
        self.courier = Courier(
            self.app, options.ack_limit, self._through_socket, lambda: self.hub.was_reached
        )
        self.outbox = Outbox(
            app=self.app, courier=self.courier, delays=tuple(options.event_retry_delays)
        )
        self.base_url = ""

    def open_workspace(self, name: str = "Stand-in") -> Context:
        """Return a new workspace in which the app is installed."""
        workspace = Workspace(self.app, name)
        options, clock = self.options, self.clock
        is_first = not list(self.teams)
        context = Context(
            workspace=workspace,
            files=FileStore(clock, self.base_url, ready_after=options.file_ready_after),
            triggers=Triggers(clock, options.ack_limit),
            response_urls=ResponseUrls(clock),
            executions=Executions(),
            grants=self._grants,
            faults=self._link_faults if is_first else FaultPlan(clock),
            pace=Pace(clock, options.posts_per_second),
            rates=Rates(clock, options.rate_tiers),
            base_url=self.base_url,
            issue_socket_url=self._issue_socket_url,
        )
        workspace.happenings.send = lambda event: self.outbox.post(event_payload(context, event))
        self.teams.add(context)
        return context

    def start(self) -> None:
        self.server.start(application(self.teams, self.hub, latency=self.options.latency))
        self.base_url = f"http://127.0.0.1:{self.server.port}/"
        for context in self.teams:
            context.base_url = context.files.base_url = self.base_url

    def stop(self) -> None:
        self.server.submit(self.hub.drop()).result()
        self.outbox.close()
        self.server.stop()

    def _issue_socket_url(self) -> str:
        ticket = self.hub.issue_ticket()
        return f"ws://127.0.0.1:{self.server.port}/link/?ticket={ticket}&app_id={self.app.id}"

    def _through_socket(self, kind: str, payload: Json, extra: Json) -> Ack:
        work = self.hub.send(
            kind,
            payload,
            limit=self.courier.limit,
            accepts_payload=kind != "events_api",
            **extra,
        )
        return self.server.submit(work).result()
