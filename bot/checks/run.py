"""One check after the other, and a line for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from bot.checks.database import check_database
from bot.checks.finding import Finding, ok, wrong
from bot.checks.model import check_model
from bot.checks.moderation import check_moderation
from bot.checks.slack import check_slack
from bot.errors import SettingsError
from bot.models import Load
from bot.settings import Settings, load_settings


def check(environ: Mapping[str, str], load: Load, *, env_file: Path, output: TextIO) -> int:
    """Write what was found as it is found, and return the exit code: 0 if the bot can run, or 1."""
    is_wrong = False
    for finding in _findings(environ, load, env_file=env_file):
        print(finding.line, file=output, flush=True)
        is_wrong |= finding.verdict == "wrong"
    print("Something has to be put right." if is_wrong else "The bot can run.", file=output)
    return int(is_wrong)


def _findings(environ: Mapping[str, str], load: Load, *, env_file: Path) -> Iterator[Finding]:
    try:
        settings = load_settings(environ, env_file=env_file)
    except SettingsError as error:
        yield from (wrong("settings", problem) for problem in error.problems)
        return
    yield ok("settings", _described(settings))
    checks = {
        "slack": check_slack(settings),
        "moderation": check_moderation(settings),
        "database": check_database(settings),
        "model": check_model(settings, load),
    }
    for item, found in checks.items():
        try:
            yield from found
        except Exception as error:
            # Its words may quote a setting.
            yield wrong(item, f"The check itself failed ({type(error).__name__}).")


def _described(settings: Settings) -> str:
    workspaces = "several workspaces" if settings.many_workspaces else "one workspace"
    mode = "Socket Mode" if settings.mode == "socket" else f"HTTP on port {settings.port}"
    return f"{mode}, {workspaces}, slot {settings.slot}."
