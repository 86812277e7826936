"""Sends admins the record as a file: the action "audit_export"."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from bot.action import Action
from bot.audit import export
from bot.errors import StepFailed
from bot.messages.review.exporting import Export, exported
from bot.moderation.cases.record import AuditEntry
from bot.moderation.roles import Roles
from bot.outgoing.delivery import Delivery
from bot.store import Store

NOT_ADMIN = "Only admins can export the record. Ask one of them."
NOT_UNDERSTOOD = "I do not know what to export. Choose it again in the *Home* tab of my messages."
NO_DAY = "This is no day that I know. Write days like 2026-03-01."


class Exporting:
    def __init__(self, store: Store, roles: Roles, delivery: Delivery) -> None:
        self._store = store
        self._roles = roles
        self._delivery = delivery

    def send(self, action: Action, wanted: Export) -> None:
        """Send the part of the record that an admin wants to that admin alone.

        Raises: StepFailed if that is not for this person to have; DeliveryError, StoreUnavailable.
        """
        if not self._roles.is_admin(action.team, action.user):
            raise StepFailed(NOT_ADMIN)
        entries = self._store.audit.entries(
            action.team,
            since=_start(wanted.since),
            until=_end(wanted.until),
            channel=wanted.channel,
        )
        # First: nothing leaves without a trace, even if the rest fails.
        self._store.audit.append(_on_record(action, wanted, len(entries)))
        if entries:
            self._delivery.send_file(
                action,
                export(entries, wanted.format),
                user=action.user,
                filename=f"moderation-record.{wanted.format}",
                title="Moderation record",
            )
        self._delivery.tell(action, exported(len(entries)))


def value_of(wanted: Export) -> str:
    """Return the value of the action that asks for this."""
    return json.dumps(
        {
            "since": wanted.since,
            "until": wanted.until,
            "channel": wanted.channel,
            "format": wanted.format,
        }
    )


def read_value(value: str) -> Export:
    """Return what such a value asks for.

    Raises: StepFailed if it is none.
    """
    try:
        found = json.loads(value)
        return Export(
            since=str(found.get("since", "")),
            until=str(found.get("until", "")),
            channel=str(found.get("channel", "")),
            format="json" if found.get("format") == "json" else "csv",
            errors={},
        )
    except (ValueError, AttributeError, RecursionError):
        raise StepFailed(NOT_UNDERSTOOD) from None


def _on_record(action: Action, wanted: Export, entries: int) -> AuditEntry:
    return AuditEntry(
        team=action.team,
        event="exported",
        user=action.user,
        fields={
            "since": wanted.since,
            "until": wanted.until,
            "channel": wanted.channel,
            "format": wanted.format,
            "entries": entries,
        },
        key=action.id,
    )


def _start(day: str) -> datetime | None:
    """Return when a day begins, in UTC; None for no day."""
    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    except ValueError:
        raise StepFailed(NO_DAY) from None


def _end(day: str) -> datetime | None:
    """Return when the day after begins; the last day there can be has none."""
    start = _start(day)
    if start is None or start.date() == date.max:
        return None
    return start + timedelta(days=1)
