"""What the listeners hand over, and what becomes of it: accepted, written down, done later."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass

from bot.action import Action
from bot.engine import FIRST, Engine
from bot.errors import Busy, BusyWithYou, Stopping
from bot.models import Models
from bot.request import ExplainRequest
from bot.store import Store
from explain_core.explanation import Prediction

logger = logging.getLogger(__name__)

ANSWER, CLICK = "answer", "click"
DRAFT, ACCEPTED = "draft", "accepted"

# Two cores answer about this many short texts a minute; who waits longer is told.
TOLD_FROM = 60


@dataclass(frozen=True, slots=True)
class Accepted:
    """new: this request was not known before; position: in the queue, if the wait is long."""

    new: bool
    position: int | None = None


class Jobs:
    """Accepts work for the engine; nothing is acknowledged before it is written down.

    elsewhere:  whether other processes do the work.
    limit:      requests that may wait in all.
    user_limit: requests that one person may have waiting.
    """

    def __init__(
        self,
        engine: Engine,
        store: Store,
        models: Models,
        *,
        elsewhere: bool = False,
        limit: int = 2000,
        user_limit: int = 30,
    ) -> None:
        self._engine = engine
        self._store = store
        self._models = models
        self._elsewhere = elsewhere
        self._limit = limit
        self._user_limit = user_limit
        self._stopping = False
        self._quick = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job-quick")

    @property
    def started(self) -> bool:
        """Whether answers are being made, and requests do not only wait."""
        return self._elsewhere or self._engine.launched

    def submit(self, request: ExplainRequest) -> Accepted:
        """Accept a request and return; one that was accepted before is not done twice.

        Raises: Busy, Stopping, StoreUnavailable.
        """
        self._check_open()
        if self._store.requests.state(request.id) not in (None, ACCEPTED):
            logger.info("request %s: came again, ignored", request.id)
            return Accepted(new=False)
        waiting = self._waiting(request)
        new = self._store.requests.add(request)
        # Also what is known already: the process may have ended between the two.
        self._engine.submit(ANSWER, request.id, asker=_asker(request.team, request.user))
        return Accepted(new=new, position=waiting + 1 if waiting >= TOLD_FROM else None)

    def act(self, action: Action) -> Accepted:
        """Accept a click and return; the same click again is not done twice.

        Raises: Stopping, StoreUnavailable.
        """
        self._check_open()
        new = self._store.actions.add(action)
        asker = _asker(action.team, action.user)
        self._engine.submit(CLICK, action.id, asker=asker, priority=FIRST)
        return Accepted(new=new)

    def predict(self, text: str, *, model: str = "", timeout: float = 2.0) -> Prediction | None:
        """Return what a model says of a text, or None if it cannot say so in time."""
        explainer = self._models.loaded(model)
        if explainer is None:
            return None
        future = self._quick.submit(explainer.predict, [text])
        try:
            return future.result(timeout)[0]
        except FutureTimeout:
            future.cancel()
            return None

    def draft(self, request: ExplainRequest) -> None:
        """Keep a request that somebody may want answered later.

        Raises: StoreUnavailable.
        """
        self._check_open()
        self._store.requests.add(request, state=DRAFT)

    def again(self, request: ExplainRequest, *, attempt: str) -> bool:
        """Answer a request that failed, or was only a draft; False if it is answered already.

        Raises: Stopping, StoreUnavailable.
        """
        self._check_open()
        if not self._store.requests.reopen(request):
            return False
        asker = _asker(request.team, request.user)
        self._engine.submit(ANSWER, request.id, asker=asker, attempt=attempt)
        return True

    def stop(self, *, grace: float) -> None:
        """Accept nothing more; what is unfinished after `grace` seconds waits for the restart."""
        self._stopping = True
        self._quick.shutdown(wait=False, cancel_futures=True)
        self._engine.stop(grace=grace)

    def _check_open(self) -> None:
        if self._stopping:
            raise Stopping

    def _waiting(self, request: ExplainRequest) -> int:
        """Return how many requests wait before this one; too many are refused."""
        waiting = self._store.requests.waiting()
        if waiting >= self._limit:
            raise Busy(waiting)
        if waiting >= self._user_limit:
            own = self._store.requests.waiting(team=request.team, user=request.user)
            if own >= self._user_limit:
                raise BusyWithYou(own)
        return waiting


def _asker(team: str, user: str) -> str:
    return f"{team}:{user}"
