from __future__ import annotations

import json
from pathlib import Path

from tests.slack.manifest import USUAL_SCOPES, bot_scopes


def test_bot_scopes_are_those_of_the_manifest(tmp_path: Path) -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}}}
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    assert bot_scopes(path) == {"commands", "chat:write"}


def test_bot_scopes_are_the_usual_ones_without_a_manifest(tmp_path: Path) -> None:
    assert bot_scopes(tmp_path / "manifest.json") == USUAL_SCOPES
