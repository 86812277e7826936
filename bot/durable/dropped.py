"""Jobs that stand as begun by a process which is not at them: an error came in between."""

from __future__ import annotations

from collections.abc import Callable, Collection

from dbos import DBOSClient

from bot.durable import workflows


class Dropped:
    """Finds them by looking now and then, and has them begun again.

    What a process has just taken, or just finished, stands like that for a moment too. So only
    what is found by two looks in a row counts; they should be a minute apart.
    """

    def __init__(self, client: Callable[[], DBOSClient], slot: str) -> None:
        self._client = client
        self._slot = slot
        self._found: frozenset[str] = frozenset()

    def look(self, names: Collection[str], *, at_work: Callable[[], Collection[str]]) -> list[str]:
        """Return the jobs that are begun again, by their ids.

        names:   of the kinds of jobs that are meant.
        at_work: gives what the process is at.
        """
        before, self._found = self._found, frozenset()
        begun = workflows.begun(self._client(), self._slot, names)
        self._found = frozenset(begun) - frozenset(at_work())
        again = sorted(before & self._found)
        if again:
            self._client().resume_workflows(again)
        return again
