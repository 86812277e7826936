"""The Slack app: who it is, and what it listens to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from bot.errors import AccessRevoked, DeliveryError, StartError, Unreachable
from bot.listeners import register
from bot.listeners.failing import error_handler
from bot.listeners.services import Services
from bot.outgoing.clients import Clients
from bot.outgoing.slack_api import quiet_logger, web_client
from bot.settings import Settings
from bot.store.writing_line import in_a_hurry

NOT_INSTALLED = str(AccessRevoked("not_installed"))


def identify(clients: Clients, *, api_url: str) -> AuthorizeResult:
    """Return who the bot is in its one workspace; `user` is its name there.

    Raises: StartError if Slack does not accept the token or does not answer.
    """
    try:
        return clients.identity("")
    except Unreachable as error:
        raise StartError(f"Slack cannot be reached at {api_url} ({error.kind}).") from error
    except DeliveryError as error:
        raise StartError(
            f"Slack does not accept SLACK_BOT_TOKEN ({error.code}): copy it again from "
            "https://api.slack.com/apps > your app > OAuth & Permissions, "
            "and install the app there if that has not been done."
        ) from error


class _HurriedApp(App):
    """An app whose listeners write before everybody else does, for Slack waits for them."""

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        with in_a_hurry():
            return super().dispatch(req)


def build_app(clients: Clients, settings: Settings, *, services: Services) -> App:
    """Return the app with all its listeners.

    With `authorize`, Bolt uses our tokens even where SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are
    in the environment, which otherwise switch it to installations that it keeps in files.

    Listeners run on the thread that brought the request, and what they acknowledge is sent when
    they return. So an exception after `ack()` cannot swallow the acknowledgement, as it can when
    Bolt runs the listener beside the request; and the price, that a listener must be quick, is
    one they pay anyhow.

    Raises: StartError if there is one workspace, and Slack does not accept its token.
    """
    if not settings.many_workspaces:
        identify(clients, api_url=settings.api_url)
    secret = settings.signing_secret
    app = _HurriedApp(
        client=web_client(None, settings.api_url),
        authorize=_authorizer(clients),
        user_facing_authorize_error_message=NOT_INSTALLED,
        signing_secret=secret.reveal() if secret is not None else "",
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        logger=quiet_logger("slack_bolt"),
    )
    app.error(error_handler(services.teller))
    register(app, services=services)
    return app


def _authorizer(clients: Clients) -> Callable[..., Any]:
    """Return what gives Bolt the bot's identity in a workspace, None where it has none."""

    def authorize(team_id: str | None) -> AuthorizeResult | None:
        try:
            return clients.identity(team_id or "")
        except AccessRevoked:
            return None

    return authorize
