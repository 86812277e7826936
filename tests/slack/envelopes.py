"""What Slack sends to the app: commands, interactions and events, complete with their context."""

from __future__ import annotations

from tests.slack.app import identifier
from tests.slack.context import Context
from tests.slack.conversations import Channel
from tests.slack.records import Json
from tests.slack.tickets import ResponseUrl


def typed(text: str) -> str:
    """Return what Slack makes of what a person types: `typed("a < b")` is `a &lt; b`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _team(context: Context) -> Json:
    return {"id": context.workspace.team_id, "domain": "stand-in"}


def _channel_name(channel: Channel) -> str:
    if channel.kind == "im":
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def command_payload(
    context: Context, command: str, text: str, *, user: str, channel: Channel, url: ResponseUrl
) -> Json:
    """Return the form fields of a slash command."""
    workspace = context.workspace
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team_id,
        "team_domain": "stand-in",
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user,
        "user_name": workspace.users[user]["name"],
        "command": command,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": f"{context.base_url}response/{url.key}",
        "trigger_id": context.triggers.issue(user),
    }


def interaction_payload(context: Context, payload: Json) -> Json:
    """Return the interaction with all that Slack adds to it; what is given stays as it is."""
    workspace = context.workspace
    user = payload.get("user")
    user_id = str(user["id"] if isinstance(user, dict) else user or "U0ALICE")
    workspace.add_user(user_id)
    complete: Json = {
        "team": _team(context),
        "api_app_id": workspace.app.id,
        "token": workspace.app.verification_token,
        "action_ts": workspace.next_ts(),
        "trigger_id": context.triggers.issue(user_id),
        "is_enterprise_install": False,
        "enterprise": None,
        **payload,
        "user": {
            "id": user_id,
            "username": workspace.users[user_id]["name"],
            "name": workspace.users[user_id]["name"],
            "team_id": workspace.team_id,
            **(user if isinstance(user, dict) else {}),
        },
    }
    for name, value in _whereabouts(context, complete, user_id).items():
        if name == "channel" or name not in payload:
            complete[name] = value
    if complete.get("container", {}).get("is_ephemeral"):
        # Slack does not tell the app what an ephemeral message said.
        del complete["message"]
    return complete


def _whereabouts(context: Context, payload: Json, user_id: str) -> Json:
    """Return channel, container and response_url of an interaction with a message."""
    place = payload.get("channel")
    channel_id = place.get("id") if isinstance(place, dict) else place
    if not isinstance(channel_id, str):
        return {}
    about: Json = {"channel": {"id": channel_id, "name": _known_name(context, channel_id)}}
    message = payload.get("message")
    if not isinstance(message, dict):
        return about
    ts, thread_ts = message["ts"], message.get("thread_ts")
    if payload.get("type") == "block_actions":
        about["container"] = _container(channel_id, message)
    else:
        about["message_ts"] = ts
    url = context.response_urls.issue(user_id, channel_id, message_ts=ts, thread_ts=thread_ts)
    about["response_url"] = f"{context.base_url}response/{url.key}"
    return about


def _known_name(context: Context, channel_id: str) -> str:
    channel = context.workspace.channels.get(channel_id)
    return _channel_name(channel) if channel else ""


def _container(channel_id: str, message: Json) -> Json:
    about = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel_id,
        "is_ephemeral": bool(message.get("is_ephemeral")),
        "is_app_unfurl": False,
    }
    return about | ({"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {})


def event_payload(context: Context, event: Json) -> Json:
    """Return the outer event; the inner one gets a timestamp if it has none."""
    workspace = context.workspace
    ts = workspace.next_ts()
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app.id,
        "event": {"event_ts": ts, **event},
        "type": "event_callback",
        "event_id": identifier("Ev"),
        "event_time": int(workspace.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": workspace.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": identifier("4-"),
    }
