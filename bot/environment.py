"""Values from the environment and from a `.env` file, before anybody says what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from bot.errors import SettingsError

_APP_PAGE = "https://api.slack.com/apps > your app"
_SOURCES = {
    "SLACK_BOT_TOKEN": f"{_APP_PAGE} > OAuth & Permissions > Bot User OAuth Token",
    "SLACK_SIGNING_SECRET": f"{_APP_PAGE} > Basic Information > App Credentials > Signing Secret",
    "SLACK_APP_TOKEN": f"{_APP_PAGE} > Basic Information > App-Level Tokens, "
    "with the scope connections:write; or set SLACK_SIGNING_SECRET instead, to be called over HTTP",
    "SLACK_CLIENT_SECRET": f"{_APP_PAGE} > Basic Information > App Credentials > Client Secret",
    "SLACK_ADMIN_TOKEN": f"{_APP_PAGE} > OAuth & Permissions > User OAuth Token, after an admin "
    "of the workspace has installed the app with the user scope chat:write",
    "STORE_KEY": "the command line with python -m bot.data key, and keep it as safe as a password",
}
_FORMS = {
    "SLACK_BOT_TOKEN": ("a bot token that starts with xoxb-", r"(xoxe\.)?xoxb-\S+"),
    "SLACK_SIGNING_SECRET": ("a signing secret without spaces, not a token", r"(?!xox|xapp)\S+"),
    "SLACK_APP_TOKEN": ("an app-level token that starts with xapp-", r"xapp-\S+"),
    "SLACK_CLIENT_SECRET": ("a client secret without spaces", r"(?!xox|xapp)\S+"),
    "SLACK_ADMIN_TOKEN": ("a user token that starts with xoxp-", r"(xoxe\.)?xoxp-\S+"),
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


def read_values(environ: Mapping[str, str], *, env_file: Path) -> dict[str, str]:
    """Return every key with what is said of it, unchecked.

    What the environment says wins over the file, unless it is empty.
    Raises: SettingsError if the file cannot be read.
    """
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


class Values:
    """Takes values out of strings, and keeps a line about each that does not fit."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.problems: list[str] = []

    def text(self, key: str) -> str:
        return self._values.get(key, "").strip()

    def wrong(self, key: str, wanted: str) -> None:
        self.problems.append(f"{key} is {self.text(key)!r}: it must be {wanted}.")

    def secret(self, key: str) -> Secret:
        value = self.text(key)
        wanted, pattern = _FORMS[key]
        if not value:
            self.problems.append(f"{key} is missing: {wanted}. Get it at {_SOURCES[key]}.")
        elif not re.fullmatch(pattern, value):
            self.problems.append(
                f"{key} is not of the right form (its value is not shown): it must be {wanted}. "
                f"Get it at {_SOURCES[key]}."
            )
        return Secret(value)

    def secret_if_any(self, key: str) -> Secret | None:
        return self.secret(key) if self.text(key) else None

    def number(self, key: str, default: int, *, most: int) -> int:
        value = self.text(key) or str(default)
        if not (value.isascii() and value.isdigit() and int(value) <= most):
            self.wrong(key, f"a whole number from 0 to {most}, for example {default}")
            return default
        return int(value)


def learned_models(values: Mapping[str, str]) -> Path:
    """Return the directory of learned models: the named one, else beside a database in a file."""
    if named := values.get("LEARNED_MODELS", "").strip():
        return Path(named)
    scheme, separator, file = values.get("DATABASE_URL", "").strip().partition(":///")
    beside = Path(file.partition("?")[0]).parent
    return (beside if separator and scheme.startswith("sqlite") else Path()) / "learned-models"
