"""Whether Slack takes what the settings give it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.checks.finding import Finding, note, ok, wrong
from bot.errors import DeliveryError, Unreachable
from bot.outgoing.slack_api import call, impatient, web_client
from bot.serving.oauth import SCOPES
from bot.settings import Settings

# Without these something is missing, but nothing else stops working.
OPTIONAL_SCOPES = frozenset(
    {
        "channels:history",
        "channels:read",
        "groups:history",
        "groups:read",
        "reactions:read",
        "usergroups:read",
        "users:read",
    }
)

APP_PAGE = "https://api.slack.com/apps > your app"
TIMEOUT_SECONDS = 10

# Slack's requests are refused if they are older than five minutes by this machine's clock.
MOST_SECONDS_OFF = 240
NOTED_SECONDS_OFF = 30


def check_slack(settings: Settings) -> Iterator[Finding]:
    token = settings.bot_token
    if token is not None:
        yield from _check_token(_client(token.reveal(), settings))
    else:
        yield from _check_client(settings)
    if settings.mode == "socket":
        yield from _check_socket(settings)
    else:
        yield note(
            "requests",
            "SLACK_SIGNING_SECRET can only be checked by a request of Slack's: see that "
            f"{APP_PAGE} > Event Subscriptions says Verified beside the Request URL.",
        )


def _client(token: str | None, settings: Settings) -> WebClient:
    client = impatient(web_client(token, settings.api_url))
    client.timeout = TIMEOUT_SECONDS
    return client


def _check_token(client: WebClient) -> Iterator[Finding]:
    try:
        response = call(client.auth_test)
    except Unreachable as error:
        yield _unreachable(error)
        return
    except DeliveryError as error:
        page = f"{APP_PAGE} > OAuth & Permissions"
        yield wrong(
            "token",
            f"Slack does not accept SLACK_BOT_TOKEN ({error.code}): copy it again from {page}, "
            "after installing the app there.",
        )
        return
    yield ok("token", f"Slack knows it as {response['user']} in {response['team']}.")
    headers = {name.lower(): str(value) for name, value in response.headers.items()}
    yield _scopes(headers.get("x-oauth-scopes", ""))
    yield _clock(headers.get("date", ""), now=time.time())


def _scopes(header: str) -> Finding:
    """Return what the token may do, compared with what manifest.json asks for."""
    granted = {scope.strip() for scope in header.split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    needed = [scope for scope in missing if scope not in OPTIONAL_SCOPES]
    if needed:
        return wrong(
            "scopes",
            f"The token lacks {', '.join(needed)}: add that at {APP_PAGE} > OAuth & Permissions "
            "> Bot Token Scopes, then reinstall the app.",
        )
    if missing:
        return note(
            "scopes", f"The token lacks {', '.join(missing)}: optional, the README says what for."
        )
    return ok("scopes", f"The token has all {len(SCOPES)}.")


def _clock(date: str, *, now: float) -> Finding:
    """Return how far this machine's clock is from Slack's, by the header Date of an answer."""
    try:
        off = round(now - parsedate_to_datetime(date).timestamp())
    except ValueError:
        return note("clock", "Slack's answer does not say what time it is.")
    if abs(off) > MOST_SECONDS_OFF:
        return wrong(
            "clock",
            f"This machine's clock is {abs(off)} s {'ahead of' if off > 0 else 'behind'} Slack's, "
            "so its requests would be refused as too old: switch time synchronisation on (NTP).",
        )
    if abs(off) > NOTED_SECONDS_OFF:
        return note("clock", f"This machine's clock is {abs(off)} s off: is it synchronised?")
    return ok("clock", "It agrees with Slack's.")


def _check_client(settings: Settings) -> Iterator[Finding]:
    """Have Slack look at client id and secret, with a code that cannot be good."""
    secret = settings.client_secret
    client = _client(None, settings)
    try:
        call(
            client.oauth_v2_access,
            client_id=settings.client_id,
            client_secret=secret.reveal() if secret is not None else "",
            code="check",
        )
    except Unreachable as error:
        yield _unreachable(error)
    except DeliveryError as error:
        if error.code != "invalid_code":
            page = f"{APP_PAGE} > Basic Information > App Credentials"
            yield wrong(
                "client",
                "Slack does not accept SLACK_CLIENT_ID and SLACK_CLIENT_SECRET "
                f"({error.code}): copy both again from {page}.",
            )
            return
        yield ok("client", "Slack accepts SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.")


def _check_socket(settings: Settings) -> Iterator[Finding]:
    """Ask for an address, and see whether it can be reached.

    The line itself is not opened: Slack would send it some of what is meant for a running bot.
    """
    token = settings.app_token
    client = _client(None, settings)
    try:
        response: SlackResponse = call(
            client.apps_connections_open, app_token=token.reveal() if token is not None else ""
        )
    except Unreachable as error:
        yield _unreachable(error)
        return
    except DeliveryError as error:
        yield wrong(
            "app token",
            f"Slack does not accept SLACK_APP_TOKEN ({error.code}): take one with the scope "
            f"connections:write from {APP_PAGE} > Basic Information > App-Level Tokens, and see "
            "that Socket Mode is on.",
        )
        return
    yield ok("app token", "Slack accepts it for Socket Mode.")
    yield _line(str(response["url"]))


def _line(url: str) -> Finding:
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or (443 if parts.scheme == "wss" else 80))
    try:
        socket.create_connection(address, timeout=TIMEOUT_SECONDS).close()
    except OSError as error:
        return wrong(
            "socket",
            f"{address[0]}, port {address[1]}, cannot be reached ({type(error).__name__}): "
            "does a firewall keep this machine from it?",
        )
    return ok("socket", f"{address[0]} can be reached.")


def _unreachable(error: Unreachable) -> Finding:
    return wrong(
        "slack",
        f"Slack cannot be reached ({error.kind}): see whether this machine may make HTTPS "
        "requests, and what SLACK_API_URL says.",
    )
