"""What a process listens with: for Slack, for who installs the app, and for machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from slack_bolt import App
from slack_bolt.oauth import OAuthFlow

from bot.serving.health import Check, Pages, slack_check, socket_check
from bot.serving.http_server import HttpServer, PagesServer, pages_app
from bot.serving.install_server import InstallServer
from bot.serving.servers import Server, Servers
from bot.serving.socket_server import SocketServer
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """server: for people and Slack, None where a process takes its work from the database alone.

    pages: for machines on a port of their own, None where the settings name none.
    """

    server: Server | None
    pages: PagesServer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorMaker:
    """checks: what has to be right before the process can work, beside its connection to Slack.

    waiting: gives the number of requests that wait.
    """

    settings: Settings
    checks: Mapping[str, Check]
    waiting: Callable[[], int]
    host: str

    def inner(self) -> Doors:
        """Return those of a process that nobody but machines comes to."""
        return Doors(server=None, pages=self._pages_server(slack_check(self.settings)))

    def outer(self, app: App, installing: OAuthFlow | None) -> Doors:
        """Return those of a process that takes requests, and installs the app if it has a flow.

        Raises: StartError if a port cannot be had.
        """
        token = self.settings.app_token
        if self.settings.mode == "socket" and token is not None:
            return self._with_socket(SocketServer(app, app_token=token.reveal()), installing)
        slack = slack_check(self.settings)
        # Numbers are for everybody only where there is no other place for them.
        pages = self._pages(slack, has_metrics=self.settings.metrics_port is None)
        server = HttpServer(
            app, port=self.settings.port, host=self.host, pages=pages, installing=installing
        )
        return Doors(server=server, pages=self._pages_server(slack))

    def _with_socket(self, socket: SocketServer, installing: OAuthFlow | None) -> Doors:
        slack = socket_check(socket.is_connected)
        server: Server = socket
        if installing is not None:
            # Who installs the app comes with a browser, so that this needs HTTP all the same.
            pages = pages_app(self._pages(slack, has_metrics=False))
            port = self.settings.port
            server = Servers(InstallServer(installing, pages, port=port, host=self.host), socket)
        return Doors(server=server, pages=self._pages_server(slack))

    def _pages(self, slack: Check, *, has_metrics: bool = True) -> Pages:
        checks = {**self.checks, "slack": slack}
        return Pages(checks, self.waiting, has_metrics=has_metrics)

    def _pages_server(self, slack: Check) -> PagesServer | None:
        port = self.settings.metrics_port
        if port is None:
            return None
        return PagesServer(self._pages(slack), port=port, host=self.settings.metrics_host)
