"""The Web API methods that the stand-in knows, and who may call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.methods import (
    chat,
    conversations,
    deleting,
    files,
    functions,
    oauth,
    people,
    reactions,
    views,
)
from tests.slack.rates import Tier

Handler = Callable[[Context, Arguments], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: any one of `scopes` suffices; `form_only` ones do not read JSON.

    for_people: whether the stand-in also plays it for the token of a person.
    """

    handler: Handler
    scopes: tuple[str, ...] = ()
    token: Literal["bot", "app", "none"] = "bot"
    form_only: bool = False
    for_people: bool = False
    tier: Tier = "3"


READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
OPEN = ("im:write", "mpim:write", "channels:manage", "groups:write")

METHODS: Mapping[str, Method] = {
    "api.test": Method(handler=people.api_test, token="none", tier="4"),
    "apps.connections.open": Method(
        handler=people.open_connection, scopes=("connections:write",), token="app", tier="special"
    ),
    "auth.revoke": Method(handler=oauth.revoke, form_only=True),
    "auth.test": Method(handler=people.auth_test, tier="special", for_people=True),
    "chat.delete": Method(handler=deleting.delete, scopes=("chat:write",), for_people=True),
    "chat.getPermalink": Method(
        handler=chat.permalink, form_only=True, tier="special", for_people=True
    ),
    "chat.postEphemeral": Method(handler=chat.post_ephemeral, scopes=("chat:write",), tier="4"),
    "chat.postMessage": Method(handler=chat.post_message, scopes=("chat:write",), tier="special"),
    "chat.update": Method(handler=chat.update, scopes=("chat:write",)),
    "conversations.history": Method(handler=conversations.history, scopes=HISTORY),
    "conversations.info": Method(handler=conversations.info, scopes=READ, form_only=True),
    "conversations.join": Method(handler=conversations.join, scopes=("channels:join",)),
    "conversations.list": Method(
        handler=conversations.list_channels, scopes=READ, form_only=True, tier="2"
    ),
    "conversations.members": Method(
        handler=conversations.members, scopes=READ, form_only=True, tier="4"
    ),
    "conversations.open": Method(handler=conversations.open_direct, scopes=OPEN),
    "conversations.replies": Method(handler=conversations.replies, scopes=HISTORY, form_only=True),
    "files.completeUploadExternal": Method(
        handler=files.complete, scopes=("files:write",), tier="4"
    ),
    "files.delete": Method(handler=files.delete, scopes=("files:write",)),
    "files.getUploadURLExternal": Method(
        handler=files.get_upload_url, scopes=("files:write",), form_only=True, tier="4"
    ),
    "files.info": Method(handler=files.info, scopes=("files:read",), form_only=True, tier="4"),
    "functions.completeError": Method(handler=functions.complete_error),
    "functions.completeSuccess": Method(handler=functions.complete_success),
    "oauth.v2.access": Method(handler=oauth.access, token="none", tier="special"),
    "reactions.add": Method(handler=reactions.add, scopes=("reactions:write",)),
    "reactions.get": Method(handler=reactions.get, scopes=("reactions:read",), form_only=True),
    "reactions.remove": Method(handler=reactions.remove, scopes=("reactions:write",), tier="2"),
    "usergroups.list": Method(
        handler=people.list_groups, scopes=("usergroups:read",), form_only=True, tier="2"
    ),
    "usergroups.users.list": Method(
        handler=people.list_group, scopes=("usergroups:read",), form_only=True, tier="2"
    ),
    "users.info": Method(
        handler=people.user_info, scopes=("users:read",), form_only=True, tier="4"
    ),
    "users.list": Method(
        handler=people.list_users, scopes=("users:read",), form_only=True, tier="2"
    ),
    "views.open": Method(handler=views.open_modal, tier="4"),
    "views.publish": Method(handler=views.publish, tier="4"),
    "views.push": Method(handler=views.push, tier="4"),
    "views.update": Method(handler=views.update, tier="4"),
}
