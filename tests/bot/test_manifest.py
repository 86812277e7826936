"""manifest.json, Procfile, .env.example and .slack/, which Slack and platforms read."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from bot.answering.outputs import outputs_of
from tests.bot.fakes import explanation_of
from tests.bot.manifest_schema import mistakes
from tests.slack.happenings import SCOPES
from tests.slack.manifest import MANIFEST, read_manifest
from tests.slack.methods import HISTORY, METHODS, READ

ROOT = MANIFEST.parent

# What the code does beside calling methods and hearing of events, and what that takes.
SURFACES = {"commands", "chat:write.public"}
UNBOUND = {"app_home_opened", "app_uninstalled", "function_executed", "tokens_revoked"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return loaded


def sources(folder: str) -> str:
    """Return the code in a folder of the bot, file after file."""
    return "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "bot" / folder).rglob("*.py"))


def methods_in_the_code() -> set[str]:
    """Return the Web API methods that bot/ names, as the SDK spells them."""
    known = {method.replace(".", "_"): method for method in METHODS}
    return {known[name] for name in re.findall(r"\w+", sources("")) if name in known}


def scopes_of(method: str) -> set[str]:
    """Return what a method takes at least: of several scopes that would do, the first.

    Reading takes one for each kind of conversation: people ask in all of them. Who is in a
    conversation is only asked of channels.
    """
    wanted = METHODS[method]
    if wanted.token != "bot":
        return set()
    if wanted.scopes == READ:
        return {"channels:read", "groups:read"}
    return set(HISTORY) if wanted.scopes == HISTORY else set(wanted.scopes[:1])


def test_manifest_is_valid(manifest: dict[str, Any]) -> None:
    assert mistakes(manifest) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("display_information", "long_description"), "Too short."),
        (("display_information", "background_color"), "blue"),
        (("features", "slash_commands", 0, "command"), "explain"),
        (("features", "shortcuts", 0, "name"), "Explain this very message"),
        (("features", "shortcuts", 0, "type"), "channel"),
        (("features", "workflow_steps"), []),
        (("oauth_config", "scopes", "bot"), "commands"),
        (("settings", "interactivity"), {}),
        (("settings", "socket_mode"), True),
        (("functions", "explain_text", "input_parameters", "text", "type"), "text"),
        (("functions", "explain_text", "output_parameters"), None),
    ],
)
def test_schema_sees_what_slack_would_refuse(
    manifest: dict[str, Any], path: tuple[str | int, ...], value: object
) -> None:
    changed = copy.deepcopy(manifest)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value

    (mistake,) = mistakes(changed)
    assert mistake.startswith(".".join(map(str, path[:-1])))


def test_manifest_asks_for_the_scopes_of_methods_and_events_alone(
    manifest: dict[str, Any],
) -> None:
    events = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    needed = set[str]().union(*map(scopes_of, methods_in_the_code()))
    needed |= {SCOPES[event] for event in events - UNBOUND}

    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed | SURFACES


def test_optional_scopes_are_asked_for_too(manifest: dict[str, Any]) -> None:
    """Slack offers as optional only what is in the list of all scopes as well."""
    scopes = manifest["oauth_config"]["scopes"]

    assert set(scopes["bot_optional"]) < set(scopes["bot"])


def test_manifest_subscribes_to_the_events_that_are_listened_to() -> None:
    heard = set(re.findall(r'app\.event\("(\w+)"\)', sources("listeners")))
    heard |= {"function_executed"} if "app.function(" in sources("listeners") else set()
    subscribed = {event.partition(".")[0] for event in read_manifest().subscriptions}

    assert subscribed == heard


@pytest.mark.parametrize(
    ("surface", "offered"),
    [
        ("command", set(read_manifest().commands or ())),
        ("shortcut", set(read_manifest().shortcuts or ())),
        ("function", set(read_manifest().functions)),
    ],
)
def test_manifest_offers_what_is_listened_to(surface: str, offered: set[str]) -> None:
    pattern = rf'app\.(?:{surface}|\w+_{surface})\(\s*"([^"]+)"'

    assert set(re.findall(pattern, sources("listeners"))) == offered


def test_manifest_names_the_outputs_of_the_step(manifest: dict[str, Any]) -> None:
    wanted = manifest["functions"]["explain_text"]["output_parameters"]
    given = outputs_of(explanation_of("some text"), picture=None)

    assert list(given) == list(wanted)
    assert {parameter["type"] for parameter in wanted.values()} == {"string"}


def test_manifest_names_the_inputs_of_the_step(manifest: dict[str, Any]) -> None:
    read = re.findall(r'"inputs", "(\w+)"', sources("listeners/functions"))

    assert set(read) == set(manifest["functions"]["explain_text"]["input_parameters"])


def test_parameters_repeat_their_names(manifest: dict[str, Any]) -> None:
    step = manifest["functions"]["explain_text"]

    for parameters in (step["input_parameters"], step["output_parameters"]):
        assert [parameter["name"] for parameter in parameters.values()] == list(parameters)


def test_commands_come_as_they_were_typed_but_for_channels(manifest: dict[str, Any]) -> None:
    """A channel's name says nothing about which one it is; escaped, it comes with its id."""
    commands = manifest["features"]["slash_commands"]

    escaped = {command["command"]: command["should_escape"] for command in commands}
    assert escaped == {"/explain": False, "/sentiment": False, "/moderate": True}


def test_manifest_lets_people_click_and_write(manifest: dict[str, Any]) -> None:
    home, settings = manifest["features"]["app_home"], manifest["settings"]

    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"]["is_enabled"] is True
    assert settings["org_deploy_enabled"] is True, "without it Slack refuses steps of workflows"
    assert home["home_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is False


def test_readme_gives_the_reason_for_every_scope(manifest: dict[str, Any]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    reasons = set(re.findall(r"^\| `([a-z_:.]+)`(?: \(optional\))? \| \S", readme, re.MULTILINE))

    assert set(manifest["oauth_config"]["scopes"]["bot"]) <= reasons


def test_procfile_has_a_process_for_each_mode() -> None:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()

    assert lines == [
        "release: python -m bot migrate",
        "web: python -m bot web",
        "worker: python -m bot worker",
    ]


def test_env_example_knows_every_setting() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    settings = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', source)) - {"DEBUG", "INFO"}

    platforms = {"DYNO", "HOSTNAME", "KUBERNETES_SERVICE_HOST"}
    assert {key for key in settings if f"{key}=" not in example} == {"SLACK_API_URL", *platforms}


def test_slack_cli_starts_the_bot() -> None:
    hooks = json.loads((ROOT / ".slack" / "hooks.json").read_text(encoding="utf-8"))["hooks"]

    assert hooks == {
        "get-hooks": "python3 -m slack_cli_hooks.hooks.get_hooks",
        "start": "python3 -m bot",
    }
