"""The page on which a person lets the app into their workspace."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from aiohttp import web

from tests.slack.context import Context
from tests.slack.errors import SlackError
from tests.slack.grants import Wish
from tests.slack.teams import Teams

PATH = "/oauth/v2/authorize"
PAGE = """<!doctype html><meta charset="utf-8"><title>Install {name}</title>
<h1>{name} asks to be let in</h1><p>It wants to:</p><ul>{scopes}</ul>
<form method="post"><label>Workspace <select name="team">{teams}</select></label>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Cancel</button></form>"""


def show(teams: Teams, query: Mapping[str, str]) -> web.Response:
    """Return the page, or what is wrong with the address that leads to it."""
    try:
        wish = teams.first.grants.wish(teams.app, query)
    except SlackError as error:
        teams.app.refused("oauth.authorize", error)
        return web.Response(status=400, text=error.code)
    workspace = teams.first.workspace
    page = PAGE.format(
        name=escape(workspace.users[workspace.bot_user_id]["name"]),
        scopes="".join(f"<li>{escape(scope)}</li>" for scope in wish.scopes),
        teams="".join(_option(context) for context in teams),
    )
    return web.Response(text=page, content_type="text/html")


def _option(context: Context) -> str:
    team_id, name = context.workspace.team_id, context.workspace.name
    return f'<option value="{team_id}">{escape(name)}</option>'


def decide(teams: Teams, query: Mapping[str, str], form: Mapping[str, str]) -> web.Response:
    """Return the redirect that a person's decision leads to."""
    try:
        wish = teams.first.grants.wish(teams.app, query)
    except SlackError as error:
        return web.Response(status=400, text=error.code)
    context = teams.get(str(form.get("team"))) or teams.first
    allowed = form.get("decision") == "allow"
    address = destination(context, wish, user="U0ALICE", allowed=allowed)
    return web.Response(status=302, headers={"Location": address})


def destination(context: Context, wish: Wish, *, user: str, allowed: bool) -> str:
    """Return where the browser goes after the decision: back to the app, with a code or not."""
    workspace = context.workspace
    registered = sorted(workspace.app.manifest.redirect_urls)
    base = wish.redirect_uri or (registered[0] if registered else "")
    if not base:
        raise SlackError("bad_redirect_uri")
    if not allowed:
        return wish.answer(base, error="access_denied")
    workspace.add_user(user)
    return wish.answer(base, code=context.grants.consent(workspace, user, wish))
