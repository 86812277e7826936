"""Whether flagged messages can reach moderators, as far as settings say where those are."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk import WebClient

from bot.checks.finding import Finding, note, ok, wrong
from bot.errors import DeliveryError, MissingScope, Unreachable
from bot.outgoing.slack_api import call, impatient, web_client
from bot.settings import Settings

TIMEOUT_SECONDS = 10

APP_PAGE = "https://api.slack.com/apps > your app"
CHANNEL, TOKEN = "moderation", "admin token"


def check_moderation(settings: Settings) -> Iterator[Finding]:
    token = settings.bot_token
    if settings.review_channel and token is not None:
        yield _review_channel(_client(token.reveal(), settings), settings.review_channel)
    else:
        yield ok(CHANNEL, "REVIEW_CHANNEL is not set: admins choose the channel in the App Home.")
    if settings.admin_token is not None:
        yield _admin_token(_client(settings.admin_token.reveal(), settings))


def _client(token: str, settings: Settings) -> WebClient:
    client = impatient(web_client(token, settings.api_url))
    client.timeout = TIMEOUT_SECONDS
    return client


def _review_channel(client: WebClient, channel: str) -> Finding:
    """Return whether the bot can write where cases are to be shown."""
    try:
        found = call(client.conversations_info, channel=channel)["channel"]
    except Unreachable as error:
        return note(CHANNEL, f"Slack did not say whether REVIEW_CHANNEL is there ({error.kind}).")
    except MissingScope as error:
        return note(
            CHANNEL,
            f"Without the scope {error.needed} it cannot be seen whether REVIEW_CHANNEL is right.",
        )
    except DeliveryError as error:
        return wrong(
            CHANNEL,
            f"The bot does not see REVIEW_CHANNEL, {channel} ({error.code}): correct the id, or "
            "invite the bot there if the channel is private.",
        )
    name = f"REVIEW_CHANNEL is #{found.get('name')}"
    if found.get("is_archived"):
        return wrong(CHANNEL, f"{name}, which is archived: name another one.")
    if not found.get("is_member"):
        return note(
            CHANNEL,
            f"{name}, but the bot is no member there: invite it, or members are not known to be "
            "moderators.",
        )
    return ok(CHANNEL, f"{name}, and the bot is a member.")


def _admin_token(client: WebClient) -> Finding:
    """Return whether other people's messages can be deleted."""
    page = f"{APP_PAGE} > OAuth & Permissions > User OAuth Token"
    try:
        response = call(client.auth_test)
    except Unreachable as error:
        return note(TOKEN, f"Slack did not say whether it is good ({error.kind}).")
    except DeliveryError as error:
        return wrong(
            TOKEN, f"Slack does not accept SLACK_ADMIN_TOKEN ({error.code}): copy it from {page}."
        )
    headers = {name.lower(): str(value) for name, value in response.headers.items()}
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    if "chat:write" not in granted:
        return wrong(
            TOKEN,
            f"SLACK_ADMIN_TOKEN lacks the scope chat:write: add it at {APP_PAGE} > OAuth & "
            "Permissions > User Token Scopes, have an admin reinstall the app, and copy the new "
            "token.",
        )
    return ok(TOKEN, f"Messages are deleted in the name of {response['user']}.")
