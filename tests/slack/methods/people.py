"""api.test, auth.test, users.*, usergroups.* and apps.connections.open."""

from __future__ import annotations

from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.errors import SlackError
from tests.slack.paging import paged


def api_test(context: Context, arguments: Arguments) -> dict[str, Any]:
    return {}


def auth_test(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace = context.workspace
    user = arguments.caller or workspace.bot_user_id
    about = {
        "url": context.base_url,
        "team": workspace.name,
        "user": workspace.users[user]["name"],
        "team_id": workspace.team_id,
        "user_id": user,
        "is_enterprise_install": False,
    }
    return about | ({} if arguments.caller else {"bot_id": workspace.bot_id})


def user_info(context: Context, arguments: Arguments) -> dict[str, Any]:
    user = context.workspace.users.get(arguments.required("user", error="user_not_found"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user}


def list_users(context: Context, arguments: Arguments) -> dict[str, Any]:
    everybody = list(context.workspace.users.values())
    page, cursor = paged(arguments, everybody, default=1_000)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def list_group(context: Context, arguments: Arguments) -> dict[str, Any]:
    """Return who is in a user group."""
    group = context.workspace.user_groups.get(arguments.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": sorted(group)}


def list_groups(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace = context.workspace
    groups = [
        {
            "id": group,
            "team_id": workspace.team_id,
            "is_usergroup": True,
            "name": group.removeprefix("S0").title(),
            "handle": group.removeprefix("S0").lower(),
            "user_count": len(members),
            "date_delete": 0,
        }
        for group, members in workspace.user_groups.items()
    ]
    return {"usergroups": groups}


def open_connection(context: Context, arguments: Arguments) -> dict[str, Any]:
    return {"url": context.issue_socket_url()}
