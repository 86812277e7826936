"""The Web API methods that the stand-in knows, and who may call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.methods import chat, conversations, files, people, views

Handler = Callable[[Context, Arguments], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: any one of `scopes` suffices; `form_only` ones do not read JSON."""

    handler: Handler
    scopes: tuple[str, ...] = ()
    token: Literal["bot", "app"] = "bot"
    form_only: bool = False


READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
OPEN = ("im:write", "mpim:write", "channels:manage", "groups:write")

METHODS: Mapping[str, Method] = {
    "apps.connections.open": Method(
        handler=people.open_connection, scopes=("connections:write",), token="app"
    ),
    "auth.test": Method(handler=people.auth_test),
    "chat.delete": Method(handler=chat.delete, scopes=("chat:write",)),
    "chat.getPermalink": Method(handler=chat.permalink, form_only=True),
    "chat.postEphemeral": Method(handler=chat.post_ephemeral, scopes=("chat:write",)),
    "chat.postMessage": Method(handler=chat.post_message, scopes=("chat:write",)),
    "chat.update": Method(handler=chat.update, scopes=("chat:write",)),
    "conversations.history": Method(handler=conversations.history, scopes=HISTORY),
    "conversations.info": Method(handler=conversations.info, scopes=READ, form_only=True),
    "conversations.join": Method(handler=conversations.join, scopes=("channels:join",)),
    "conversations.list": Method(handler=conversations.list_channels, scopes=READ, form_only=True),
    "conversations.members": Method(handler=conversations.members, scopes=READ, form_only=True),
    "conversations.open": Method(handler=conversations.open_direct, scopes=OPEN),
    "conversations.replies": Method(handler=conversations.replies, scopes=HISTORY, form_only=True),
    "files.completeUploadExternal": Method(handler=files.complete, scopes=("files:write",)),
    "files.delete": Method(handler=files.delete, scopes=("files:write",)),
    "files.getUploadURLExternal": Method(
        handler=files.get_upload_url, scopes=("files:write",), form_only=True
    ),
    "files.info": Method(handler=files.info, scopes=("files:read",), form_only=True),
    "reactions.add": Method(handler=conversations.react, scopes=("reactions:write",)),
    "users.info": Method(handler=people.user_info, scopes=("users:read",), form_only=True),
    "views.open": Method(handler=views.open_modal),
    "views.publish": Method(handler=views.publish),
    "views.push": Method(handler=views.push),
    "views.update": Method(handler=views.update),
}
