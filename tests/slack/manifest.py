"""What the app's own manifest asks for."""

from __future__ import annotations

import json
from pathlib import Path

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.json"
USUAL_SCOPES = frozenset(
    {"commands", "chat:write", "chat:write.public", "files:write", "files:read"}
)


def bot_scopes(path: Path = MANIFEST) -> set[str]:
    """Return the bot scopes that the manifest asks for, or the usual ones if there is none."""
    if not path.exists():
        return set(USUAL_SCOPES)
    manifest = json.loads(path.read_text(encoding="utf-8"))
    return set(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ()))
