"""Work on people's texts that may take its process down, which must not happen twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.durable.deadline import Deadline
from bot.durable.isolated import Died, Isolated
from bot.errors import StepFailed
from bot.store import Store

logger = logging.getLogger(__name__)

Value = TypeVar("Value")

MOST_FAILURES = 3


class Asked(Protocol):
    """Whose work it is: a request or a click."""

    @property
    def id(self) -> str: ...
    @property
    def team(self) -> str: ...
    @property
    def user(self) -> str: ...


class GaveUp(StepFailed):
    def __init__(self, number: str) -> None:
        super().__init__(
            f"I tried this {MOST_FAILURES} times, and each time the computation broke off. "
            "Try again, perhaps with a shorter text; if it stays like this, please tell "
            f"whoever runs this app, with the number {number}."
        )


class Careful:
    """Does work in this process at first, and after a crash or a standstill in another one.

    That a work was begun is written down before, and that it ended after. So if the process dies,
    the next one knows what it died of, or at least what it was at. From then on that work, and any
    other on the same text, is done in a process of its own, which may die as often as it likes.
    """

    def __init__(
        self, store: Store, isolated: Isolated, *, deadline: Deadline | None = None
    ) -> None:
        self._trials = store.trials
        self._isolated = isolated
        self._deadline = deadline or Deadline()

    def run(
        self,
        asked: Asked,
        texts: tuple[str, ...],
        *,
        here: Callable[[], Value],
        apart: Callable[[Isolated], Value],
        name: str = "",
    ) -> Value:
        """Return what `here` gives, or, where that would be too dangerous, what `apart` gives.

        texts: that are worked on.
        name:  tells apart what is done for the same id.
        Raises: GaveUp after the third failure; StoreUnavailable.
        """
        work_id = f"{asked.id}{name and ':'}{name}"
        past = self._trials.past(work_id)
        if past.failures == 0 and not past.suspects_any(texts):
            return self._here(asked, work_id, here)
        # A text that is known already gets one try.
        failures = past.failures or MOST_FAILURES - 1
        return self._apart(asked, work_id, texts, apart, failures=failures)

    def _here(self, asked: Asked, work_id: str, work: Callable[[], Value]) -> Value:
        self._trials.begin(work_id, team=asked.team, user=asked.user)
        try:
            with self._deadline.kept():
                return work()
        finally:
            # An error is as good an end as a result: the process is still there.
            self._trials.end(work_id)

    def _apart(
        self,
        asked: Asked,
        work_id: str,
        texts: tuple[str, ...],
        work: Callable[[Isolated], Value],
        *,
        failures: int,
    ) -> Value:
        self._trials.suspect(work_id, texts)
        for _ in range(failures, MOST_FAILURES):
            logger.info("request %s: is done in a process of its own", asked.id)
            try:
                value = work(self._isolated)
            except Died as error:
                logger.warning("request %s: its process ended (%s)", asked.id, error.how)
                self._trials.begin(work_id, team=asked.team, user=asked.user)
            except Exception:
                self._trials.end(work_id)
                raise
            else:
                self._trials.end(work_id)
                return value
        self._trials.suspect(work_id, texts)
        # Where somebody has it tried again, that is one more try.
        self._trials.set(work_id, MOST_FAILURES - 1)
        raise GaveUp(asked.id)
