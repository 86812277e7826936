"""auth.test, users.info and apps.connections.open."""

from __future__ import annotations

from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.errors import SlackError


def auth_test(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace = context.workspace
    return {
        "url": context.base_url,
        "team": "Stand-in",
        "user": workspace.users[workspace.bot_user_id]["name"],
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def user_info(context: Context, arguments: Arguments) -> dict[str, Any]:
    user = context.workspace.users.get(arguments.required("user", error="user_not_found"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user}


def open_connection(context: Context, arguments: Arguments) -> dict[str, Any]:
    return {"url": context.issue_socket_url()}
