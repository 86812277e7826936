"""Calls that wait at the same time, answered together.

Flat combining (Hendler, Incze, Shavit, Tzafrir, SPAA 2010): whoever's turn it is has the work of
all who wait done with their own. A lone call is never delayed.

One thread does it all (see `compute_thread`): eight took 500 MB more than one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from explain_core.compute_thread import in_compute_thread

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
    """Runs jobs of one kind together, in the thread that computes."""

    def __init__(self, run: Callable[[Kind, Sequence[Job]], Sequence[Result]]) -> None:
        self._run = run
        self._changing = threading.Lock()
        self._waiting: list[_Ticket[Kind, Job, Result]] = []

    def result(self, kind: Kind, job: Job) -> Result:
        """Return the result of a job; jobs of the same kind may be run together."""
        ticket: _Ticket[Kind, Job, Result] = _Ticket(kind, job)
        with self._changing:
            self._waiting.append(ticket)
        in_compute_thread(self._serve, ticket)
        if ticket.error is not None:
            raise ticket.error
        assert ticket.result is not None
        return ticket.result

    def _serve(self, ticket: _Ticket[Kind, Job, Result]) -> None:
        if not ticket.done:
            self._answer(self._taken_with(ticket))

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
