"""What the engine has written down about its jobs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from dbos import DBOSClient

UNFINISHED = ("ENQUEUED", "DELAYED", "PENDING")
DEAD = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
FINISHED = ("SUCCESS", "ERROR", "CANCELLED", DEAD)

# How the engine begins the names of what it does on a schedule.
SCHEDULED = "sched-"

# Rows that are deleted at once: others want to write too.
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Dead:
    """A job that was given up, because its process ended again and again."""

    job: str
    identifier: str


def dead(client: DBOSClient, jobs: Sequence[str], *, after: datetime) -> list[Dead]:
    """Return which of these jobs were given up after a moment."""
    found = client.list_workflows(
        status=DEAD, name=list(jobs), completed_after=after.isoformat(), load_output=False
    )
    return [Dead(one.name, one.input["args"][0]) for one in found if one.input is not None]


def states(client: DBOSClient, name: str) -> list[str]:
    """Return how it stands with a job, and with later attempts at it."""
    found = client.list_workflows(workflow_id_prefix=name, load_input=False, load_output=False)
    ours = (name, f"{name}.")
    return [
        one.status
        for one in found
        if one.workflow_id == ours[0] or one.workflow_id.startswith(ours[1])
    ]


def is_unfinished(state: str) -> bool:
    return state in UNFINISHED


def slots(client: DBOSClient) -> dict[str, int]:
    """Return how many jobs each slot has begun and not finished."""
    found = client.list_workflows(status="PENDING", load_input=False, load_output=False)
    counts: dict[str, int] = {}
    for one in found:
        slot = one.executor_id or ""
        counts[slot] = counts.get(slot, 0) + 1
    return counts


def begun(client: DBOSClient, slot: str, jobs: Collection[str] = ()) -> list[str]:
    """Return what a slot has begun and not finished, by its ids; jobs: of these kinds alone."""
    found = client.list_workflows(
        status="PENDING",
        executor_id=slot,
        name=list(jobs) or None,
        load_input=False,
        load_output=False,
    )
    return [one.workflow_id for one in found]


def hand_over(client: DBOSClient, slot: str) -> int:
    """Let whoever is there take up what a slot has begun; return how many jobs those are.

    The slot itself must not be at work.
    """
    names = begun(client, slot)
    if names:
        client.resume_workflows(names)
    return len(names)


def forget(client: DBOSClient, *, before: datetime, prefix: str | None = None) -> int:
    """Delete what was finished before a moment, with its steps; return how many jobs those were.

    prefix: of the names of those that are meant.
    """
    gone = 0
    while True:
        old = client.list_workflows(
            status=list(FINISHED),
            completed_before=before.isoformat(),
            workflow_id_prefix=prefix,
            limit=AT_ONCE,
            load_input=False,
            load_output=False,
        )
        if not old:
            return gone
        client.delete_workflows([one.workflow_id for one in old])
        gone += len(old)
