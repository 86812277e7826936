"""The Slack app: who it is, what it listens to, and what happens when a listener fails."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.errors import DeliveryError, Refused, StartError, Unreachable
from bot.jobs import Jobs
from bot.listeners import register
from bot.messages import problem
from bot.request import request_id
from bot.settings import Settings
from bot.slack_api import call, quiet_logger

logger = logging.getLogger(__name__)


def identify(client: WebClient, *, api_url: str) -> AuthorizeResult:
    """Return who the bot is in the workspace; `user` is its name there.

    Raises: StartError if Slack does not accept the token or does not answer.
    """
    try:
        found = call(client.auth_test)
    except Unreachable as error:
        raise StartError(f"Slack cannot be reached at {api_url} ({error.kind}).") from error
    except DeliveryError as error:
        raise StartError(
            f"Slack does not accept SLACK_BOT_TOKEN ({error.code}): copy it again from "
            "https://api.slack.com/apps > your app > OAuth & Permissions, "
            "and install the app there if that has not been done."
        ) from error
    return AuthorizeResult(
        enterprise_id=found.get("enterprise_id"),
        team_id=found.get("team_id"),
        bot_id=found.get("bot_id"),
        bot_user_id=found.get("user_id"),
        bot_token=client.token,
        user=found["user"],
    )


def build_app(
    client: WebClient, settings: Settings, *, jobs: Jobs, identity: AuthorizeResult
) -> App:
    """Return the app with all its listeners.

    With `authorize`, Bolt uses our token even where SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are
    in the environment, which otherwise switch it to tokens from an installation that never was.

    Listeners run on the thread that brought the request, and what they acknowledge is sent when
    they return. So an exception after `ack()` cannot swallow the acknowledgement, as it can when
    Bolt runs the listener beside the request; and the price, that a listener must be quick, is
    one they pay anyhow.
    """
    secret = settings.signing_secret
    app = App(
        client=client,
        authorize=lambda: identity,
        signing_secret=secret.reveal() if secret is not None else "",
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        logger=quiet_logger("slack_bolt"),
    )
    app.error(on_error)
    register(app, jobs=jobs)
    return app


def on_error(error: Exception, body: Mapping[str, Any]) -> BoltResponse:
    """Return an acknowledgement that tells the person what went wrong."""
    identifier = request_id(body)
    if isinstance(error, BoltUnhandledRequestError | Refused):
        kind = body.get("command") or body.get("type")
        logger.warning("request %s: %s for %s", identifier, type(error).__name__, kind)
    else:
        logger.error("request %s: a listener failed", identifier, exc_info=error)
    if "command" not in body:
        return BoltResponse(status=200, body="")
    text = _told(error, body, identifier=identifier)
    return BoltResponse(status=200, body={"response_type": "ephemeral", "text": text})


def _told(error: Exception, body: Mapping[str, Any], *, identifier: str) -> str:
    if isinstance(error, BoltUnhandledRequestError):
        return f"I do not know the command `{body['command']}`."
    return problem(error, request_id=identifier)
