"""The workspace that the page shows: who is in it, and where they talk."""

from __future__ import annotations

from typing import Any

# They open nothing but the page on this machine.
BOT_TOKEN = "xoxb-demo"
APP_TOKEN = "xapp-demo"

BOT = "U0EXPLAIN"
PEOPLE = {"U0ALICE": "Alice", "U0BOB": "Bob", "U0CARLA": "Carla"}


def workspace() -> dict[str, Any]:
    """Return local-slack's configuration, ready for JSON."""
    return {
        "workspace": {"name": "Demo", "domain": "demo", "teamId": "T0DEMO"},
        "app": {
            "appId": "A0EXPLAIN",
            "botUserId": BOT,
            "botName": "explain",
            "botToken": BOT_TOKEN,
            "appToken": APP_TOKEN,
            "mode": "socket",
        },
        "users": [{"id": i, "name": n.lower(), "real_name": n} for i, n in PEOPLE.items()],
        "channels": [
            _channel("C0GENERAL", "general", topic="Type /explain and some text"),
            _channel("C0REVIEWS", "reviews", topic="What customers write"),
            _channel("C0PRIVATE", "moderators", is_private=True),
        ],
    }


def _channel(channel: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": channel, "name": name, "members": [*PEOPLE, BOT], **more}
