"""Who may do what: admins set moderation up, moderators decide, everybody else may flag.

Slack is asked, and what it says is believed for a minute. What it does not say is no.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

from slack_sdk import WebClient

from bot.errors import DeliveryError, MissingScope
from bot.moderation.cases.case import Case
from bot.moderation.rules import Rules
from bot.moderation.settings import ModerationSettings
from bot.outgoing.clients import Clients
from bot.outgoing.slack_api import call, impatient

logger = logging.getLogger(__name__)

Role = Literal["admin", "moderator", "everyone"]

KEEP_SECONDS = 60.0

# Who asks may have three seconds in all.
TIMEOUT_SECONDS = 1

# A review channel with more members than this is not one.
PAGES, PAGE_SIZE = 5, 200

# In place of a channel, where there is none: it has no members.
NOWHERE = "-"

ADMIN, INSIDER = "admin", "insider"

Look = Callable[[WebClient], frozenset[str]]


class Roles:
    """Says who somebody is in a workspace; safe to use from several threads."""

    def __init__(
        self,
        clients: Clients,
        rules: Rules,
        *,
        keep_seconds: float = KEEP_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clients = clients
        self._rules = rules
        self._keep_seconds = keep_seconds
        self._now = now
        self._known: dict[tuple[str, ...], tuple[float, frozenset[str]]] = {}
        self._guard = threading.Lock()

    def role(self, team: str, user: str, *, channel: str = "") -> Role:
        """Return what somebody may do; of members of review channels, in `channel` if it is given.

        Raises: StoreUnavailable.
        """
        rules = self._rules.of(team)
        if not user:
            return "everyone"
        if self._is_admin(team, user, rules):
            return "admin"
        if self._moderates_everywhere(team, user, rules):
            return "moderator"
        channels = (channel,) if channel else rules.review_channels
        if any(self._is_member(team, user, one, rules) for one in channels):
            return "moderator"
        return "everyone"

    def is_admin(self, team: str, user: str) -> bool:
        """Return whether somebody may set moderation up.

        Raises: StoreUnavailable.
        """
        return bool(user) and self._is_admin(team, user, self._rules.of(team))

    def may_review(self, case: Case, user: str) -> bool:
        """Return whether somebody may look into a case and decide it: nobody may in their own.

        Raises: StoreUnavailable.
        """
        if not user or user == case.author:
            return False
        channel = case.review_channel
        if not channel:
            # It is not shown anywhere yet: it is for those who are going to see it.
            rules = self._rules.of(case.team)
            channel = rules.review_channel_for(case.channel, case.flagged) or NOWHERE
        return self.role(case.team, user, channel=channel) != "everyone"

    def review_channels(self, team: str, user: str) -> frozenset[str] | None:
        """Return the review channels whose cases somebody may decide; None for all of them.

        Raises: StoreUnavailable.
        """
        rules = self._rules.of(team)
        if self._is_admin(team, user, rules) or self._moderates_everywhere(team, user, rules):
            return None
        return frozenset(
            one for one in rules.review_channels if self._is_member(team, user, one, rules)
        )

    def forget(self) -> None:
        """Ask Slack anew the next time."""
        with self._guard:
            self._known.clear()

    def _is_admin(self, team: str, user: str, rules: ModerationSettings) -> bool:
        if user in rules.admins:
            return True
        return ADMIN in self._traits(team, user)

    def _moderates_everywhere(self, team: str, user: str, rules: ModerationSettings) -> bool:
        if user in rules.moderators:
            return True
        group = rules.moderator_group
        if not group:
            return False
        return user in self._found(("group", team, group), lambda client: _group(client, group))

    def _is_member(self, team: str, user: str, channel: str, rules: ModerationSettings) -> bool:
        if not rules.members_moderate or channel in ("", NOWHERE):
            return False
        key = ("members", team, channel)
        if user not in self._found(key, lambda client: _members(client, channel)):
            return False
        # Guests and other companies' people may be in there for another reason.
        return INSIDER in self._traits(team, user)

    def _traits(self, team: str, user: str) -> frozenset[str]:
        return self._found(("person", team, user), lambda client: _traits(client, user, team))

    def _found(self, key: tuple[str, ...], look: Look) -> frozenset[str]:
        """Return the people that Slack names, or what it says of one; nothing if it is silent."""
        with self._guard:
            until, people = self._known.get(key, (0.0, frozenset[str]()))
        if self._now() < until:
            return people
        try:
            with self._clients.using(key[1]) as client:
                hasty = impatient(client)
                hasty.timeout = TIMEOUT_SECONDS
                people = look(hasty)
        except DeliveryError as error:
            logger.info("it is not known who has the role %r (%s)", key[0], error.code)
            return frozenset()
        with self._guard:
            self._known[key] = (self._now() + self._keep_seconds, people)
        return people


def _traits(client: WebClient, user: str, team: str) -> frozenset[str]:
    """Return whether somebody is one of the workspace's own people, and one of its admins."""
    try:
        found = _as_mapping(call(client.users_info, user=user)["user"])
    except MissingScope:
        # The scope is optional: without it nobody can be told apart.
        return frozenset({INSIDER})
    teams = {found.get("team_id"), *(_as_mapping(found.get("enterprise_user")).get("teams") or ())}
    is_guest = found.get("is_restricted") or found.get("is_ultra_restricted")
    if is_guest or found.get("is_stranger") or found.get("deleted") or team not in teams:
        return frozenset()
    is_admin = found.get("is_admin") or found.get("is_owner")
    return frozenset({INSIDER, ADMIN} if is_admin else {INSIDER})


def _group(client: WebClient, group: str) -> frozenset[str]:
    return frozenset(map(str, call(client.usergroups_users_list, usergroup=group)["users"]))


def _members(client: WebClient, channel: str) -> frozenset[str]:
    people: set[str] = set()
    cursor = ""
    for _ in range(PAGES):
        page = call(
            client.conversations_members, channel=channel, limit=PAGE_SIZE, cursor=cursor or None
        )
        people.update(map(str, page["members"]))
        cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            break
    return frozenset(people)


def _as_mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}
