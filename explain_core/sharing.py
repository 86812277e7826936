"""Calls that wait at the same time, answered together.

Flat combining (Hendler, Incze, Shavit, Tzafrir, SPAA 2010): whoever gets the lock does the work of
all who wait for it. A lone call is never delayed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Kind = TypeVar("Kind", bound=Hashable)
Job = TypeVar("Job")
Result = TypeVar("Result")

MOST_AT_ONCE = 64  # so that the first to wait is not kept by all who come after


@dataclass(slots=True)
class _Ticket(Generic[Kind, Job, Result]):
    kind: Kind
    job: Job
    result: Result | None = None
    error: Exception | None = None
    done: bool = False


class Sharing(Generic[Kind, Job, Result]):
    """Runs jobs of one kind together, in the thread of one of those who wait."""

    def __init__(self, run: Callable[[Kind, Sequence[Job]], Sequence[Result]]) -> None:
        self._run = run
        self._running = threading.Lock()
        self._changing = threading.Lock()
        self._waiting: list[_Ticket[Kind, Job, Result]] = []

    def result(self, kind: Kind, job: Job) -> Result:
        """Return the result of a job; jobs of the same kind may be run together."""
        ticket: _Ticket[Kind, Job, Result] = _Ticket(kind, job)
        with self._changing:
            self._waiting.append(ticket)
        with self._running:
            if not ticket.done:
                self._answer(self._taken_with(ticket))
        if ticket.error is not None:
            raise ticket.error
        assert ticket.result is not None
        return ticket.result

    def _taken_with(self, first: _Ticket[Kind, Job, Result]) -> list[_Ticket[Kind, Job, Result]]:
        """Return the ticket and others of its kind, and let them wait no longer."""
        with self._changing:
            others = [t for t in self._waiting if t.kind == first.kind and t is not first]
            taken = [first, *others[: MOST_AT_ONCE - 1]]
            self._waiting = [t for t in self._waiting if not any(t is other for other in taken)]
        return taken

    def _answer(self, tickets: Sequence[_Ticket[Kind, Job, Result]]) -> None:
        try:
            results = self._run(tickets[0].kind, [ticket.job for ticket in tickets])
        except Exception as error:
            if len(tickets) > 1:  # one bad job must not spoil the others
                for ticket in tickets:
                    self._answer([ticket])
                return
            tickets[0].error, tickets[0].done = error, True
            return
        for ticket, result in zip(tickets, results, strict=True):
            ticket.result, ticket.done = result, True
