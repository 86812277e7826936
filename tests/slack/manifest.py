"""What the app's own manifest says that it is: its scopes, events, commands and tabs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.json"
USUAL_SCOPES = frozenset(
    {"commands", "chat:write", "chat:write.public", "files:write", "files:read"}
)


@dataclass(slots=True, kw_only=True)
class Manifest:
    """The part of a manifest that Slack enforces; change it at will.

    commands, shortcuts: what people can use, shortcuts by callback_id with their type; None for
                         whatever a test likes.
    optional_scopes:     those that people may leave out when they install the app.
    functions:           the steps that a workflow can have, by callback_id.
    people_may_write:    whether the messages tab lets people write to the app.
    """

    scopes: set[str] = field(default_factory=lambda: set(USUAL_SCOPES))
    optional_scopes: set[str] = field(default_factory=set)
    subscriptions: set[str] = field(default_factory=set)
    commands: set[str] | None = None
    shortcuts: dict[str, str] | None = None
    functions: dict[str, dict[str, Any]] = field(default_factory=dict)
    home_tab: bool = True
    messages_tab: bool = True
    people_may_write: bool = True
    interactivity: bool = True
    rotates_tokens: bool = False
    redirect_urls: set[str] = field(default_factory=set)


def read_manifest(path: Path = MANIFEST) -> Manifest:
    """Return what the manifest says, or the usual things if there is none."""
    if not path.exists():
        return Manifest()
    given = json.loads(path.read_text(encoding="utf-8"))
    features, settings = given.get("features", {}), given.get("settings", {})
    oauth, home = given.get("oauth_config", {}), features.get("app_home", {})
    return Manifest(
        scopes=set(oauth.get("scopes", {}).get("bot", ())),
        optional_scopes=set(oauth.get("scopes", {}).get("bot_optional", ())),
        subscriptions=set(settings.get("event_subscriptions", {}).get("bot_events", ())),
        commands={entry["command"] for entry in features.get("slash_commands", ())},
        shortcuts={entry["callback_id"]: entry["type"] for entry in features.get("shortcuts", ())},
        functions=dict(given.get("functions", {})),
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled")),
        people_may_write=not home.get("messages_tab_read_only_enabled", True),
        interactivity=is_interactive(settings),
        rotates_tokens=bool(settings.get("token_rotation_enabled")),
        redirect_urls=set(oauth.get("redirect_urls", ())),
    )


def is_interactive(settings: Mapping[str, Any]) -> bool:
    """Return whether clicks, shortcuts and submissions reach the app."""
    return bool(settings.get("interactivity", {}).get("is_enabled"))
