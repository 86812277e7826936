"""The settings of one bot process, read from the environment and from a `.env` file."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.errors import SettingsError

Mode = Literal["http", "socket"]
KeepText = Literal["stored", "hashed", "dropped"]
LogFormat = Literal["json", "text", ""]

_APP_PAGE = "https://api.slack.com/apps > your app"
_SOURCES = {
    "SLACK_BOT_TOKEN": f"{_APP_PAGE} > OAuth & Permissions > Bot User OAuth Token",
    "SLACK_SIGNING_SECRET": f"{_APP_PAGE} > Basic Information > App Credentials > Signing Secret",
    "SLACK_APP_TOKEN": f"{_APP_PAGE} > Basic Information > App-Level Tokens, "
    "with the scope connections:write",
    "SLACK_CLIENT_SECRET": f"{_APP_PAGE} > Basic Information > App Credentials > Client Secret",
    "STORE_KEY": "the command line with python -m bot.data key, and keep it as safe as a password",
}
_FORMS = {
    "SLACK_BOT_TOKEN": ("a bot token that starts with xoxb-", r"(xoxe\.)?xoxb-\S+"),
    "SLACK_SIGNING_SECRET": ("a signing secret without spaces, not a token", r"(?!xox|xapp)\S+"),
    "SLACK_APP_TOKEN": ("an app-level token that starts with xapp-", r"xapp-\S+"),
    "SLACK_CLIENT_SECRET": ("a client secret without spaces", r"(?!xox|xapp)\S+"),
    "STORE_KEY": ("one key or several, separated by commas", r"\S+"),
}


class Secret:
    """A value that shows itself only to who asks for it by `reveal`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(****)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """signing_secret is there in http mode, app_token in socket mode.

    bot_token:        of the one workspace; None where several install the app themselves, with
                      client_id and client_secret.
    store_key:        encrypts the tokens of those workspaces.
    slot:             the name under which a restarted process finds its unfinished jobs.
    keep_text:        what becomes of a text once its explanation is delivered.
    reaction:         the emoji that asks for an explanation, "" for none.
    queue_limit:      how many requests may wait, of them team_limit from one workspace and
                      user_limit from one person; 0 for any number.
    shutdown_seconds: how long work under way may take once the process is asked to end.
    metrics_port:     where the pages for machines are; None for where Slack's requests come in.
    log_format:       "" for what suits the place that the lines go to.
    """

    bot_token: Secret | None
    signing_secret: Secret | None
    app_token: Secret | None
    api_url: str
    mode: Mode
    port: int
    model: str
    client_id: str = ""
    client_secret: Secret | None = None
    database_url: Secret = field(default_factory=lambda: Secret("sqlite:///explain.db"))
    store_key: Secret | None = None
    slot: str = "bot-1"
    keep_text: KeepText = "stored"
    retention_days: int = 30
    reaction: str = ""
    queue_limit: int = 2000
    team_limit: int = 1000
    user_limit: int = 30
    shutdown_seconds: int = 20
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    log_level: str = "INFO"
    log_format: LogFormat = ""

    @property
    def many_workspaces(self) -> bool:
        return bool(self.client_id)


def load_settings(environ: Mapping[str, str], *, env_file: Path) -> Settings:
    """Return the settings; what the environment says wins over the file, unless it is empty.

    Raises: SettingsError with every problem found, not only the first.
    """
    return _Reader(read_values(environ, env_file=env_file)).settings()


def read_values(environ: Mapping[str, str], *, env_file: Path) -> dict[str, str]:
    """Return every key with what is said of it, unchecked."""
    told = {key: value for key, value in environ.items() if value.strip()}
    return {**_from_file(env_file), **told}


def _from_file(env_file: Path) -> dict[str, str]:
    try:
        values = dotenv_values(env_file, encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError([f"{env_file} is not text in UTF-8: save it as that."]) from error
    except OSError as error:
        raise SettingsError([f"{env_file} cannot be read: {error.strerror}."]) from error
    return {key: value for key, value in values.items() if value is not None}


class _Reader:
    """Takes values out of strings, and keeps a line about each that does not fit."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._problems: list[str] = []

    def settings(self) -> Settings:
        mode = self._mode()
        client_id = self._text("SLACK_CLIENT_ID")
        bot_token = None if client_id else self._secret("SLACK_BOT_TOKEN")
        signing_secret = self._secret("SLACK_SIGNING_SECRET") if mode == "http" else None
        app_token = self._secret("SLACK_APP_TOKEN") if mode == "socket" else None
        settings = Settings(
            bot_token=bot_token,
            signing_secret=signing_secret,
            app_token=app_token,
            api_url=self._api_url(),
            mode=mode,
            port=self._number("PORT", 3000, most=65535),
            model=self._text("EXPLAIN_MODEL") or "sentiment",
            client_id=client_id,
            client_secret=self._secret("SLACK_CLIENT_SECRET") if client_id else None,
            database_url=Secret(self._text("DATABASE_URL") or "sqlite:///explain.db"),
            store_key=self._secret("STORE_KEY") if client_id else None,
            slot=self._slot(),
            keep_text=self._keep_text(),
            retention_days=self._number("RETENTION_DAYS", 30, most=3650),
            reaction=self._text("REACTION").strip(":"),
            queue_limit=self._number("QUEUE_LIMIT", 2000, most=1_000_000),
            team_limit=self._number("TEAM_LIMIT", 1000, most=1_000_000),
            user_limit=self._number("USER_LIMIT", 30, most=1_000_000),
            shutdown_seconds=self._number("SHUTDOWN_SECONDS", 20, most=3600),
            metrics_host=self._text("METRICS_HOST") or "127.0.0.1",
            metrics_port=self._metrics_port(),
            log_level=self._log_level(),
            log_format=self._log_format(),
        )
        if self._problems:
            raise SettingsError(self._problems)
        return settings

    def _text(self, key: str) -> str:
        return self._values.get(key, "").strip()

    def _wrong(self, key: str, wanted: str) -> None:
        self._problems.append(f"{key} is {self._text(key)!r}: it must be {wanted}.")

    def _secret(self, key: str) -> Secret:
        value = self._text(key)
        wanted, pattern = _FORMS[key]
        if not value:
            self._problems.append(f"{key} is missing: {wanted}. Get it at {_SOURCES[key]}.")
        elif not re.fullmatch(pattern, value):
            self._problems.append(
                f"{key} is not of the right form (its value is not shown): it must be {wanted}. "
                f"Get it at {_SOURCES[key]}."
            )
        return Secret(value)

    def _mode(self) -> Mode:
        value = self._text("SLACK_MODE").lower()
        if value == "http":
            return "http"
        if value == "socket":
            return "socket"
        if value:
            self._wrong("SLACK_MODE", "http or socket, or left out")
        return "socket" if self._text("SLACK_APP_TOKEN") else "http"

    def _api_url(self) -> str:
        value = self._text("SLACK_API_URL") or "https://slack.com/api/"
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            self._wrong("SLACK_API_URL", "an http or https address, or left out for Slack's own")
        return value if value.endswith("/") else f"{value}/"

    def _number(self, key: str, default: int, *, most: int) -> int:
        value = self._text(key) or str(default)
        if not (value.isascii() and value.isdigit() and int(value) <= most):
            self._wrong(key, f"a whole number from 0 to {most}, for example {default}")
            return default
        return int(value)

    def _slot(self) -> str:
        """Return the process's own name, which it has again after a restart."""
        return self._text("BOT_SLOT") or self._text("DYNO") or self._numbered_pod() or "bot-1"

    def _numbered_pod(self) -> str:
        """Return the name of a pod of a stateful set; those of other pods change all the time."""
        name = self._text("HOSTNAME") if self._text("KUBERNETES_SERVICE_HOST") else ""
        return name if re.fullmatch(r".+-\d{1,4}", name) else ""

    def _keep_text(self) -> KeepText:
        value = self._text("KEEP_TEXT").lower() or "stored"
        if value in ("stored", "hashed", "dropped"):
            return cast(KeepText, value)
        self._wrong("KEEP_TEXT", "stored, hashed or dropped")
        return "stored"

    def _metrics_port(self) -> int | None:
        if not self._text("METRICS_PORT"):
            return None
        return self._number("METRICS_PORT", 9100, most=65535)

    def _log_format(self) -> LogFormat:
        value = self._text("LOG_FORMAT").lower()
        if value in ("json", "text", ""):
            return cast(LogFormat, value)
        self._wrong("LOG_FORMAT", "json or text, or left out")
        return ""

    def _log_level(self) -> str:
        value = self._text("LOG_LEVEL").upper() or "INFO"
        if value not in logging.getLevelNamesMapping():
            self._wrong("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR")
        return value
