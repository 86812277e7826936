"""Work on the same thing, done by one job after the other, in whichever process they are."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bot.durable.keyed_locks import KeyedLocks
from bot.durable.steps import outlast
from bot.errors import StepFailed, StoreUnavailable
from bot.store.leases import Leases

logger = logging.getLogger(__name__)

# A lease is renewed for as long as its holder is at work, so that only one that died loses it.
LEASE_SECONDS = 60.0
RENEW_SECONDS = 15.0

# Longer than the lease of a holder that died.
WAIT_SECONDS = 90.0
PAUSE_SECONDS = 0.2

AT_WORK = "Another click on this is still being followed. Please click again in a minute."


class Exclusive:
    """Threads of one process wait for each other without asking the database."""

    def __init__(
        self,
        leases: Leases,
        *,
        wait: float = WAIT_SECONDS,
        renew: float = RENEW_SECONDS,
    ) -> None:
        self._leases = leases
        self._locks = KeyedLocks()
        self._wait = wait
        self._renew = renew

    @contextmanager
    def turn(self, key: str, *, holder: str) -> Iterator[None]:
        """Have the thing to oneself.

        holder: the same for the same job, which gets its own turn again after a crash.
        Raises: StepFailed if that takes too long; StoreUnavailable.
        """
        until = time.monotonic() + self._wait
        lock = self._locks.of(key)
        if not lock.acquire(timeout=self._wait):
            raise StepFailed(AT_WORK)
        try:
            while not self._leases.take(key, holder, seconds=LEASE_SECONDS):
                if time.monotonic() > until:
                    raise StepFailed(AT_WORK)
                time.sleep(PAUSE_SECONDS)
            try:
                with self._kept(key, holder):
                    yield
            finally:
                outlast(lambda: self._leases.give_back(key, holder))
        finally:
            lock.release()

    @contextmanager
    def _kept(self, key: str, holder: str) -> Iterator[None]:
        """Renew the lease meanwhile."""
        done = threading.Event()

        def renew() -> None:
            while not done.wait(self._renew):
                try:
                    self._leases.take(key, holder, seconds=LEASE_SECONDS)
                except StoreUnavailable as error:
                    logger.warning("a lease is not renewed (%s)", error.kind)

        keeper = threading.Thread(target=renew, name="lease", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()
