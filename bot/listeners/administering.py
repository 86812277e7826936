"""What only admins may do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.errors import Refused
from bot.listeners.clicked import action_of
from bot.listeners.payload import Payload, addressee
from bot.listeners.services import Services
from bot.moderation.cases.record import AuditEntry
from bot.moderation.flags.watching import Switched

ADMINS_ONLY = (
    "Only admins can do this: owners and admins of the workspace, and those whom they or whoever "
    "runs this app named as admins of moderation. Ask one of them."
)

# Ids of people and texts: the record says that these were changed, and not to what.
_ERASABLE = frozenset({"admins", "moderators", "warn_template"})


def need_admin(body: Payload, services: Services) -> None:
    """Let admins pass.

    Raises: Refused for everybody else, StoreUnavailable.
    """
    person = addressee(body)
    if not services.moderation.roles.is_admin(person.team, person.user):
        raise Refused(ADMINS_ONLY)


def watch(body: Payload, services: Services, channels: tuple[str, ...], *, on: bool) -> Switched:
    """Have channels watched or not any more, and tell them so.

    Raises: Refused, StoreUnavailable.
    """
    action = action_of(body, kind="watch")
    switched = services.watching.switch(
        action.team, channels, on=on, user=action.user, key=action.id
    )
    announce(body, services, switched.switched, on=on)
    return switched


def announce(body: Payload, services: Services, channels: tuple[str, ...], *, on: bool) -> None:
    """Have channels told that they are watched, or no longer.

    Raises: Refused, StoreUnavailable.
    """
    for notice in services.watching.notices(action_of(body, kind="watch"), channels, on=on):
        services.moderation.act(notice)


def change_rules(body: Payload, services: Services, **changes: Any) -> None:
    """Set what an admin wants otherwise, with what is new about it on record.

    Raises: StoreUnavailable.
    """
    action = action_of(body, kind="settings")
    kept = services.store.moderation
    before = kept.get(action.team)
    changed = {name: new for name, new in changes.items() if new != getattr(before, name)}
    if not changed:
        return
    told = replace(before, **changed).to_dict()
    fields = {name: told[name] for name in changed if name not in _ERASABLE}
    entry = AuditEntry(
        team=action.team,
        event="settings",
        user=action.user,
        fields={"changed": sorted(changed), **fields},
        key=action.id,
    )
    kept.change(action.team, entry=entry, **changed)


def refresh_home(body: Payload, services: Services) -> None:
    """Have somebody's App Home brought up to date.

    Raises: Refused, StoreUnavailable.
    """
    services.jobs.act(action_of(body, kind="home"))
