"""manifest.json, Procfile and .env.example, which Slack and platforms read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.bot.fakes import FakeExplainer
from tests.bot.running import running
from tests.slack import SlackStandIn
from tests.slack.methods import METHODS

ROOT = Path(__file__).resolve().parents[2]

# What the code does beside calling methods, and what that takes.
SURFACES = {"commands", "chat:write.public"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return loaded


def methods_in_the_code() -> set[str]:
    """Return the Web API methods that bot/ names, as the SDK spells them."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py")]
    known = {method.replace(".", "_"): method for method in METHODS}
    named = re.findall(r"client\.(\w+)", "\n".join(sources))
    return {known[name] for name in named if name in known}


def test_manifest_asks_for_the_scopes_of_the_methods_called(manifest: dict[str, Any]) -> None:
    methods = [METHODS[name] for name in methods_in_the_code()]
    needed = {method.scopes[0] for method in methods if method.token == "bot" and method.scopes}

    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed | SURFACES


def test_code_names_the_methods_that_it_calls(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer()):
        slack.command("/explain", "some text")
        slack.wait_for_messages("C0GENERAL")

    called = {call.method for call in slack.calls} & set(METHODS)
    assert called <= methods_in_the_code()
    assert "files.completeUploadExternal" in called


def test_manifest_is_within_slacks_limits(manifest: dict[str, Any]) -> None:
    information = manifest["display_information"]

    assert 1 <= len(information["name"]) <= 35
    assert 1 <= len(information["description"]) <= 140
    assert 174 <= len(information["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", information["background_color"])
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80


def test_manifest_has_the_command_as_it_was_typed(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]

    assert command["command"] == "/explain"
    assert command["should_escape"] is False


def test_manifest_switches_socket_mode_on(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["socket_mode_enabled"] is True


def test_procfile_has_a_process_for_each_mode() -> None:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()

    assert lines == [
        "web: SLACK_MODE=http python -m bot",
        "worker: SLACK_MODE=socket python -m bot",
    ]


def test_env_example_knows_every_setting() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    settings = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', source)) - {"DEBUG", "INFO"}

    assert {key for key in settings if f"{key}=" not in example} == {"SLACK_API_URL"}
