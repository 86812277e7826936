from __future__ import annotations

import json
from pathlib import Path

from tests.slack.manifest import USUAL_SCOPES, read_manifest

MANIFEST = {
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [{"command": "/explain"}],
        "shortcuts": [{"callback_id": "explain_message", "type": "message"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
    "functions": {"explain_text": {"title": "Explain"}},
}


def test_read_manifest_knows_what_the_app_may_do_and_hear(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(MANIFEST))
    manifest = read_manifest(path)
    assert manifest.scopes == {"commands", "chat:write"}
    assert manifest.subscriptions == {"app_mention"}
    assert manifest.commands == {"/explain"}
    assert manifest.shortcuts == {"explain_message": "message"}
    assert set(manifest.functions) == {"explain_text"}
    assert (manifest.home_tab, manifest.messages_tab) == (True, True)


def test_read_manifest_knows_that_a_messages_tab_is_read_only_by_default(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(MANIFEST))
    assert not read_manifest(path).people_may_write


def test_read_manifest_gives_the_usual_things_without_a_manifest(tmp_path: Path) -> None:
    manifest = read_manifest(tmp_path / "manifest.json")
    assert manifest.scopes == USUAL_SCOPES
    assert manifest.commands is None
