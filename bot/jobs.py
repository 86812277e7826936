"""Work that outlives an acknowledgement, on threads that belong to nobody else."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from bot.errors import Busy, Stopping
from bot.request import ExplainRequest

logger = logging.getLogger(__name__)

# Slack sends a request again within minutes, if the acknowledgement was lost.
REMEMBERED = 1000

Work = Callable[[ExplainRequest], None]


class Jobs:
    """Runs accepted requests, first come, first served.

    Requests are accepted from the first moment and wait until `start` says what to do with them.
    Threads mostly wait for Slack, so there are more of them than processors.
    """

    def __init__(self, *, workers: int = 8, limit: int = 500) -> None:
        self._n_workers = workers
        self._limit = limit
        self._waiting: deque[ExplainRequest] = deque()
        self._running: list[ExplainRequest] = []
        self._accepted: deque[str] = deque(maxlen=limit + workers + REMEMBERED)
        self._changed = threading.Condition()
        self._started = False
        self._stopping = False

    @property
    def started(self) -> bool:
        return self._started

    def submit(self, request: ExplainRequest) -> None:
        """Accept a request and return at once; one that was accepted before is ignored.

        Raises: Busy beyond `limit` waiting requests, Stopping once `stop` was called.
        """
        with self._changed:
            if request.id in self._accepted:
                logger.info("request %s: came again, ignored", request.id)
                return
            if self._stopping:
                raise Stopping
            if len(self._waiting) >= self._limit:
                raise Busy(len(self._waiting))
            self._accepted.append(request.id)
            self._waiting.append(request)
            self._changed.notify()

    def start(self, work: Work) -> None:
        """Begin with what waits; `work` gets one request at a time on each thread."""
        self._started = True
        for number in range(self._n_workers):
            name = f"job-{number}"
            threading.Thread(target=self._serve, args=(work,), name=name, daemon=True).start()

    def stop(self, *, grace: float) -> list[ExplainRequest]:
        """Accept nothing more, and return what is not finished after `grace` seconds."""
        deadline = time.monotonic() + (grace if self._started else 0.0)
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            self._changed.wait_for(self._is_idle, timeout=deadline - time.monotonic())
            unfinished = [*self._running, *self._waiting]
            self._waiting.clear()
            self._changed.notify_all()
        return unfinished

    def _is_idle(self) -> bool:
        return not self._waiting and not self._running

    def _serve(self, work: Work) -> None:
        while (request := self._next()) is not None:
            try:
                work(request)
            except Exception:
                logger.exception("request %s: the work on it failed", request.id)
            finally:
                self._finish(request)

    def _next(self) -> ExplainRequest | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopping)
            if not self._waiting:
                return None
            request = self._waiting.popleft()
            self._running.append(request)
            return request

    def _finish(self, request: ExplainRequest) -> None:
        with self._changed:
            self._running.remove(request)
            self._changed.notify_all()
