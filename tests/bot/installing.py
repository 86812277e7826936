"""Somebody in front of a browser, who installs the app in a workspace."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Bot, InstallationStore

from bot.outgoing.backoff import Backoff
from bot.outgoing.clients import Clients
from bot.serving.install_server import install_app
from bot.serving.oauth import INSTALL_PATH, REDIRECT_PATH, install_flow
from bot.settings import Secret
from bot.store import Store
from tests.bot.delivering import settings_of
from tests.slack import SlackStandIn
from tests.slack.clients import served_wsgi
from tests.slack.stand_in import Team

KEY = Fernet.generate_key().decode()
AT_ONCE = Backoff(first=0.0, most=0.0, total=0.0)


@dataclass(frozen=True)
class Page:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def link(self) -> str:
        """Return the address behind the page's first button."""
        found = re.search(r'<a class="button" href="([^"]*)"', self.text)
        assert found is not None, self.text
        return unescape(found[1])


@dataclass
class Browser:
    """Keeps one cookie. It takes a plain address on this machine for as safe as https."""

    base: str
    cookie: str = ""
    pages: list[Page] = field(default_factory=list)

    def open(self, address: str) -> Page:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=30)
        with closing(connection):
            headers = {"Cookie": self.cookie} if self.cookie else {}
            connection.request("GET", f"{parts.path}?{parts.query}", headers=headers)
            response = connection.getresponse()
            body = response.read().decode()
        page = Page(response.status, {k.lower(): v for k, v in response.getheaders()}, body)
        self.cookie = page.headers.get("set-cookie", self.cookie).partition(";")[0]
        self.pages.append(page)
        return page

    def install(self, team: Team, *, allow: bool = True) -> Page:
        """Go all the way; return the page at its end."""
        return self.open(self.consent(team, allow=allow))

    def consent(self, team: Team, *, allow: bool = True) -> str:
        """Begin, and return the address to which Slack sends the browser."""
        return team.consent(self.open(INSTALL_PATH).link, user="U0BOSS", allow=allow)


def oauth_settings(slack: SlackStandIn) -> dict[str, Any]:
    """Return the settings by which several workspaces can install the app."""
    app = slack.oauth_environment()
    return {
        "bot_token": None,
        "client_id": app["SLACK_CLIENT_ID"],
        "client_secret": Secret(app["SLACK_CLIENT_SECRET"]),
        "store_key": Secret(KEY),
    }


def browser_at(slack: SlackStandIn, base: str) -> Browser:
    """Return a browser for an app whose settings name the redirect that it serves."""
    slack.manifest.redirect_urls = {f"{base}{REDIRECT_PATH}"}
    return Browser(base)


@dataclass(frozen=True)
class Installing:
    """The pages of an installation, and nothing else of the bot."""

    store: Store
    clients: Clients
    installations: InstallationStore
    browser: Browser

    def bot(self, team: Team) -> Bot | None:
        """Return what is stored of the workspace's bot."""
        return self.installations.find_bot(enterprise_id=None, team_id=team.team_id)


@contextmanager
def installing(slack: SlackStandIn, folder: Path, **changes: Any) -> Iterator[Installing]:
    """Serve the pages; `changes` are settings that are to differ."""
    settings = settings_of(slack, **oauth_settings(slack) | changes)
    with closing(Store.open(f"sqlite:///{folder / 'bot.db'}", store_key=KEY)) as store:
        store.migrate()
        installations = store.workspaces.installations(settings.client_id)
        clients = Clients.installed(installations, settings, backoff=AT_ONCE)
        flow = install_flow(settings, store, clients, backoff=AT_ONCE)
        with served_wsgi(install_app(flow, _nothing)) as url:
            base = url.removesuffix("/slack/events")
            yield Installing(store, clients, installations, browser_at(slack, base))


def _nothing(environ: Any, start_response: Any) -> list[bytes]:
    start_response("404 Not Found", [("Content-Length", "0")])
    return [b""]
