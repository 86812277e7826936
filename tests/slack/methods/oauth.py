"""oauth.v2.access and auth.revoke: how tokens come and go."""

from __future__ import annotations

from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.errors import SlackError


def access(context: Context, arguments: Arguments) -> dict[str, Any]:
    app = context.workspace.app
    if arguments.text("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if arguments.text("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")
    match arguments.text("grant_type", "authorization_code"):
        case "authorization_code":
            code, address = arguments.text("code"), arguments.text("redirect_uri")
            return context.grants.exchange(code, address)
        case "refresh_token":
            return context.grants.refresh(arguments.text("refresh_token"))
        case _:
            raise SlackError("invalid_grant_type")


def revoke(context: Context, arguments: Arguments) -> dict[str, Any]:
    """Revoke the token that the call is made with; the app stays in the workspace."""
    if arguments.flag("test"):
        return {"revoked": False}
    workspace = context.workspace
    workspace.app.tokens.revoke(workspace.team_id)
    bots = [workspace.bot_user_id]
    workspace.happenings.tell({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": bots}})
    return {"revoked": True}
