"""Work on the same thing, done by one job after the other, in whichever process they are."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.durable.turns import Turns
from bot.errors import StepFailed, StoreUnavailable
from bot.store.leases import Leases

logger = logging.getLogger(__name__)

# Longer than a step takes, also one that waits for Slack's limits. A job whose process died takes
# up its own lease again; only others wait for that.
LEASE_SECONDS = 600.0

WAIT_SECONDS = 60.0
PAUSE_SECONDS = 0.1

AT_WORK = "Somebody asked for the same a moment ago, and that is not done yet. Please try again."


class Exclusive:
    """Threads of one process wait for each other without asking the database."""

    def __init__(self, leases: Leases, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._leases = leases
        self._turns = Turns()
        self._sleep = sleep

    @contextmanager
    def turn(self, key: str, *, holder: str) -> Iterator[None]:
        """Have the thing to oneself.

        holder: the same for the same job, also when it goes on after a crash.
        Raises: StepFailed if that takes too long; StoreUnavailable.
        """
        with self._turns.of(key):
            self._take(key, holder)
            try:
                yield
            finally:
                self._give_back(key, holder)

    def _take(self, key: str, holder: str) -> None:
        waited = 0.0
        while not self._leases.take(key, holder, seconds=LEASE_SECONDS):
            if waited >= WAIT_SECONDS:
                raise StepFailed(AT_WORK)
            self._sleep(PAUSE_SECONDS)
            waited += PAUSE_SECONDS

    def _give_back(self, key: str, holder: str) -> None:
        try:
            self._leases.give_back(key, holder)
        except StoreUnavailable as error:
            # What was done is done; the lease ends by itself.
            logger.warning("a lease is not given back (%s)", error.kind)
