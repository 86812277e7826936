"""The settings of one bot process, read from the environment and from a `.env` file."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

from bot.environment import Secret, Values, learned_models, read_values
from bot.errors import SettingsError

__all__ = ["KeepText", "LogFormat", "Mode", "Secret", "Settings", "load_settings"]

Mode = Literal["http", "socket"]
KeepText = Literal["stored", "hashed", "dropped"]
LogFormat = Literal["json", "text", ""]

_CHANNEL, _PERSON = r"[CG][A-Z0-9]{2,}", r"[UW][A-Z0-9]{2,}"
_EMOJI = r"[\w+'-]{1,100}"

# What belongs to one workspace, and what to do where there are several.
_OF_ONE_WORKSPACE = {
    "REVIEW_CHANNEL": "each workspace's admins choose theirs in the App Home",
    "MODERATION_ADMINS": "admins of a workspace are admins here, and name others in the App Home",
    "SLACK_ADMIN_TOKEN": "messages can only be deleted by hand there",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """signing_secret is there in http mode, app_token in socket mode.

    bot_token:        of the one workspace; None where several install the app themselves, with
                      client_id and client_secret.
    store_key:        encrypts the tokens of those workspaces.
    slot:             the name under which a restarted process finds its unfinished jobs.
    keep_text:        what becomes of a text once its explanation is delivered.
    reaction:         the emoji that asks for an explanation, "" for none.
    review_channel:   where moderators see flagged messages, unless a workspace has set another.
    review_reaction:  the emoji that sends a message to them, likewise; "" for none.
    moderation_admins: who may set up moderation beside the admins of the workspace.
    admin_token:      of an admin, with which messages of other people can be deleted.
    learned_models:   the directory of the models that were trained from moderators' verdicts.
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
    review_channel: str = ""
    review_reaction: str = ""
    moderation_admins: tuple[str, ...] = ()
    admin_token: Secret | None = None
    learned_models: Path = Path("learned-models")
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


class _Reader(Values):
    """Knows every key, and what it may say."""

    def settings(self) -> Settings:
        mode = self._mode()
        client_id = self.text("SLACK_CLIENT_ID")
        bot_token = None if client_id else self.secret("SLACK_BOT_TOKEN")
        signing_secret = self.secret("SLACK_SIGNING_SECRET") if mode == "http" else None
        app_token = self.secret("SLACK_APP_TOKEN") if mode == "socket" else None
        settings = Settings(
            bot_token=bot_token,
            signing_secret=signing_secret,
            app_token=app_token,
            api_url=self._api_url(),
            mode=mode,
            port=self.number("PORT", 3000, most=65535),
            model=self.text("EXPLAIN_MODEL") or "sentiment",
            client_id=client_id,
            client_secret=self.secret("SLACK_CLIENT_SECRET") if client_id else None,
            database_url=Secret(self.text("DATABASE_URL") or "sqlite:///explain.db"),
            store_key=self.secret("STORE_KEY") if client_id else None,
            slot=self._slot(),
            keep_text=self._keep_text(),
            retention_days=self.number("RETENTION_DAYS", 30, most=3650),
            reaction=self._emoji("REACTION"),
            review_channel=self._review_channel(),
            review_reaction=self._review_reaction(),
            moderation_admins=self._admins(),
            admin_token=self.secret_if_any("SLACK_ADMIN_TOKEN"),
            learned_models=learned_models(self._values),
            queue_limit=self.number("QUEUE_LIMIT", 2000, most=1_000_000),
            team_limit=self.number("TEAM_LIMIT", 1000, most=1_000_000),
            user_limit=self.number("USER_LIMIT", 30, most=1_000_000),
            shutdown_seconds=self.number("SHUTDOWN_SECONDS", 20, most=3600),
            metrics_host=self.text("METRICS_HOST") or "127.0.0.1",
            metrics_port=self._metrics_port(),
            log_level=self._log_level(),
            log_format=self._log_format(),
        )
        if client_id:
            self._refuse_what_is_of_one_workspace()
        if self.problems:
            raise SettingsError(self.problems)
        return settings

    def _mode(self) -> Mode:
        value = self.text("SLACK_MODE").lower()
        if value == "http":
            return "http"
        if value == "socket":
            return "socket"
        if value:
            self.wrong("SLACK_MODE", "http or socket, or left out")
        by_http = self.text("SLACK_SIGNING_SECRET") and not self.text("SLACK_APP_TOKEN")
        return "http" if by_http else "socket"

    def _api_url(self) -> str:
        value = self.text("SLACK_API_URL") or "https://slack.com/api/"
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            self.wrong("SLACK_API_URL", "an http or https address, or left out for Slack's own")
        return value if value.endswith("/") else f"{value}/"

    def _slot(self) -> str:
        """Return the process's own name, which it has again after a restart."""
        return self.text("BOT_SLOT") or self.text("DYNO") or self._numbered_pod() or "bot-1"

    def _numbered_pod(self) -> str:
        """Return the name of a pod of a stateful set; those of other pods change all the time."""
        name = self.text("HOSTNAME") if self.text("KUBERNETES_SERVICE_HOST") else ""
        return name if re.fullmatch(r".+-\d{1,4}", name) else ""

    def _keep_text(self) -> KeepText:
        value = self.text("KEEP_TEXT").lower() or "stored"
        if value in ("stored", "hashed", "dropped"):
            return cast(KeepText, value)
        self.wrong("KEEP_TEXT", "stored, hashed or dropped")
        return "stored"

    def _review_channel(self) -> str:
        value = self.text("REVIEW_CHANNEL")
        if value and not re.fullmatch(_CHANNEL, value):
            self.wrong(
                "REVIEW_CHANNEL",
                "a channel's id such as C012AB3CD, which Slack shows at the end of the channel's "
                "details, and not its name",
            )
        return value

    def _emoji(self, key: str) -> str:
        value = self.text(key).strip(":")
        if value and not re.fullmatch(_EMOJI, value):
            self.wrong(key, "the name of one emoji, such as mag, without spaces")
        return value

    def _review_reaction(self) -> str:
        value = self._emoji("REVIEW_REACTION")
        if value and value == self.text("REACTION").strip(":"):
            self.wrong("REVIEW_REACTION", "another emoji than REACTION, which asks for something")
        return value

    def _admins(self) -> tuple[str, ...]:
        found = tuple(self.text("MODERATION_ADMINS").replace(",", " ").split())
        if not all(re.fullmatch(_PERSON, person) for person in found):
            self.wrong(
                "MODERATION_ADMINS",
                "people's ids such as U012AB3CD, separated by commas; Slack shows somebody's in "
                "their profile, under Copy member ID",
            )
        return found

    def _refuse_what_is_of_one_workspace(self) -> None:
        self.problems += [
            f"{key} is of one workspace, and SLACK_CLIENT_ID lets several install the app: leave "
            f"it out; {instead}."
            for key, instead in _OF_ONE_WORKSPACE.items()
            if self.text(key)
        ]

    def _metrics_port(self) -> int | None:
        if not self.text("METRICS_PORT"):
            return None
        return self.number("METRICS_PORT", 9100, most=65535)

    def _log_format(self) -> LogFormat:
        value = self.text("LOG_FORMAT").lower()
        if value in ("json", "text", ""):
            return cast(LogFormat, value)
        self.wrong("LOG_FORMAT", "json or text, or left out")
        return ""

    def _log_level(self) -> str:
        value = self.text("LOG_LEVEL").upper() or "INFO"
        if value not in logging.getLevelNamesMapping():
            self.wrong("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR")
        return value
