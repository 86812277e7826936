"""Whether a channel can be watched, or be the place where cases are reviewed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.errors import DeliveryError, MissingScope
from bot.outgoing.clients import Clients
from bot.outgoing.slack_api import call, impatient

# Who asks has three seconds for an answer; of that a window takes its part.
TIMEOUT_SECONDS = 1
IN_ALL_SECONDS = 1.8

INVITE = "Invite me there first: `/invite @{name}`, in that channel."
HIDDEN = f"I cannot see this channel. {INVITE}"
NOT_THERE = f"I am not in this channel. {INVITE}"
ARCHIVED = "This channel is archived. Choose another one."
NO_CHANNEL = "This is a direct conversation. Choose a channel."
TOO_MANY = "These are too many at once to look at. Add fewer, save, and then add the others."
NOT_NOW = "Slack did not tell me in time whether I can do this. Please try again."


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a channel cannot be used, in Slack's markup; name: "" if the bot does not see it."""

    name: str
    says: str

    @property
    def in_a_window(self) -> str:
        """The same without markup, which windows do not show where they complain."""
        says = self.says.replace("`", "")
        return f"#{self.name}: {says}" if self.name else says


class Channels:
    """Asks Slack what the bot can do in a channel."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def why_not_watched(self, team: str, channels: Iterable[str]) -> dict[str, Problem]:
        """Return why channels cannot be watched; nothing for those that can.

        The bot has to be a member, and to be allowed to hear what is said.
        """
        return self._why_not(team, channels, hears=True)

    def why_not_written(self, team: str, channels: Iterable[str]) -> dict[str, Problem]:
        """Return why cases cannot be shown in channels; in public ones the bot may write anyhow."""
        return self._why_not(team, channels, hears=False)

    def _why_not(self, team: str, channels: Iterable[str], *, hears: bool) -> dict[str, Problem]:
        bot = self._clients.bot_name(team)
        until = time.monotonic() + IN_ALL_SECONDS
        problems = {}
        with self._clients.using(team) as client:
            hasty = impatient(client)
            hasty.timeout = TIMEOUT_SECONDS
            for channel in channels:
                late = time.monotonic() > until
                name, says = ("", TOO_MANY) if late else _looked_at(hasty, channel, hears=hears)
                if says:
                    problems[channel] = Problem(name, says.format(name=bot))
        return problems


def _looked_at(client: WebClient, channel: str, *, hears: bool) -> tuple[str, str]:
    """Return a channel's name, and why it cannot be used or ""."""
    try:
        found = call(client.conversations_info, channel=channel)
    except MissingScope as error:
        # Without this scope nobody can tell; what is posted there shows in the end.
        return "", str(error) if hears else ""
    except DeliveryError as error:
        return "", HIDDEN if error.code == "channel_not_found" else NOT_NOW
    about: dict[str, Any] = found["channel"]
    return str(about.get("name") or ""), _problem(about, _granted(found), hears=hears)


def _problem(about: Mapping[str, Any], granted: set[str], *, hears: bool) -> str:
    if about.get("is_im") or about.get("is_mpim"):
        return NO_CHANNEL
    if about.get("is_archived"):
        return ARCHIVED
    is_private = bool(about.get("is_private"))
    if not about.get("is_member") and (hears or is_private):
        return NOT_THERE
    scope = "groups:history" if is_private else "channels:history"
    return str(MissingScope(scope)) if hears and scope not in granted else ""


def _granted(response: Any) -> set[str]:
    """Return what the token may do, which Slack says with every answer."""
    headers = {name.lower(): str(value) for name, value in response.headers.items()}
    return {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
