"""The parts of a stand-in, put together, started and stopped."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from tests.slack.clock import Clock
from tests.slack.context import Context
from tests.slack.delivery import Courier
from tests.slack.faults import FaultPlan
from tests.slack.files import FileStore
from tests.slack.pace import Pace
from tests.slack.records import Ack, Json
from tests.slack.server import Server, application
from tests.slack.sockets import SocketHub
from tests.slack.state import Channel, Workspace
from tests.slack.tickets import ResponseUrls, Triggers

ACK_SECONDS = 3.0
EVENT_RETRIES = 3


class Core:
    """A Slack of one workspace and one app, on 127.0.0.1.

    file_ready_after:   seconds until an uploaded file may be shown and its share appears.
    latency:            seconds that every answer takes.
    ack_limit:          seconds that the app has to acknowledge a request, and to use its
                        trigger_id; Slack gives three for either.
    event_retry_delays: seconds before each redelivery of an event; Slack waits 0, 60 and 300.
    ping_seconds:       how often a WebSocket is pinged.
    posts_per_second:   how often chat.postMessage may post in one channel once a short burst is
                        over; Slack allows one a second. None for as often as you like.
    port:               0 for any that is free.
    clock:              what all limits of seconds and minutes go by, acknowledgements excepted.
    """

    def __init__(
        self,
        *,
        file_ready_after: float = 0.0,
        latency: float = 0.0,
        ack_limit: float = ACK_SECONDS,
        event_retry_delays: Sequence[float] = (0.0,) * EVENT_RETRIES,
        ping_seconds: float = 10.0,
        posts_per_second: float | None = None,
        port: int = 0,
        clock: Clock | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self._latency = latency
        self._event_retry_delays = tuple(event_retry_delays)
        self._workspace = Workspace(self.clock)
        self._server = Server(port=port)
        self._faults = FaultPlan(self.clock)
        self._hub = SocketHub(self._workspace, self._faults, ping_seconds)
        self._context = Context(
            workspace=self._workspace,
            files=FileStore(self.clock, "", ready_after=file_ready_after),
            triggers=Triggers(self.clock, ack_limit),
            response_urls=ResponseUrls(self.clock),
            faults=self._faults,
            pace=Pace(self.clock, posts_per_second),
            base_url="",
            issue_socket_url=self._issue_socket_url,
        )
        self._courier = Courier(self._workspace, ack_limit, self._through_socket)
        members = {self._workspace.bot_user_id, "U0ALICE"}
        self._workspace.add_channel(Channel(id="C0GENERAL", name="general", members=members))

    def __enter__(self) -> Self:
        self._server.start(application(self._context, self._hub, latency=self._latency))
        base_url = f"http://127.0.0.1:{self._server.port}/"
        self._context.base_url = self._context.files.base_url = base_url
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.submit(self._hub.drop()).result()
        self._server.stop()

    def _issue_socket_url(self) -> str:
        ticket, app_id = self._hub.issue_ticket(), self._workspace.app_id
        return f"ws://127.0.0.1:{self._server.port}/link/?ticket={ticket}&app_id={app_id}"

    def _through_socket(self, kind: str, payload: Json, extra: Json) -> Ack:
        work = self._hub.send(
            kind,
            payload,
            limit=self._courier.limit,
            accepts_payload=kind != "events_api",
            **extra,
        )
        return self._server.submit(work).result()

    @property
    def api_url(self) -> str:
        return f"{self._context.base_url}api/"

    @property
    def bot_token(self) -> str:
        return self._workspace.bot_token

    @property
    def app_token(self) -> str:
        return self._workspace.app_token

    @property
    def signing_secret(self) -> str:
        return self._workspace.signing_secret

    @property
    def bot_user_id(self) -> str:
        return self._workspace.bot_user_id

    @property
    def scopes(self) -> set[str]:
        """Return the bot token's scopes; add and discard at will."""
        return self._workspace.scopes

    def environment(self) -> dict[str, str]:
        """Return the variables with which an app finds this stand-in instead of Slack."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_APP_TOKEN": self.app_token,
        }
