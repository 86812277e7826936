"""What the listeners hand over, and what becomes of it: accepted, written down, done later."""

from __future__ import annotations

import logging
import uuid
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot import metrics
from bot.action import Action
from bot.durable.engine import Engine
from bot.durable.lines import FIRST, LAST, Crowd
from bot.errors import Busy, BusyWithTeam, BusyWithYou, Stopping
from bot.models import Models
from bot.moderation.flags.flag import Flag
from bot.request import ExplainRequest
from bot.store import Store
from explain_core.explanation import Prediction

logger = logging.getLogger(__name__)

ANSWER, CLICK = "answer", "click"
FLAG, REVIEW, SHOW, SHOW_WAITING = "flag", "review", "show-case", "show-waiting"
DIGEST, REMIND = "digest", "remind"
TRAIN = "train"
DRAFT, ACCEPTED = "draft", "accepted"

GIVE_UP = {
    ANSWER: "give-up-answer",
    CLICK: "give-up-click",
    FLAG: "give-up-flag",
    REVIEW: "give-up-review",
    TRAIN: "give-up-train",
}

# Who waits longer than this is told how many come first.
TOLD_FROM_SECONDS = 60.0

# What two cores answer of short texts in a second, until it is known how it goes.
USUAL_RATE = 1.0

# It is known from what was done since somebody began to wait, within the last minute.
WATCHED_SECONDS, LEAST_SECONDS = 60.0, 10.0

# Fewer than these are not worth to be told of, however slow it goes.
MANY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many requests may wait in all, of one workspace and of one person; 0 for any number."""

    queue: int = 2000
    team: int = 1000
    user: int = 30


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Accepted:
    """new: this request was not known before; position: in the queue, if the wait is long."""

    new: bool
    position: int | None = None


class Jobs:
    """Accepts work for the engine; nothing is acknowledged before it is written down.

    elsewhere: whether other processes do the work.
    """

    def __init__(
        self,
        engine: Engine,
        store: Store,
        models: Models,
        *,
        elsewhere: bool = False,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._engine = engine
        self._store = store
        self._models = models
        self._elsewhere = elsewhere
        self._limits = limits
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
        crowd = self._crowd(request)
        # The engine's own row is written right after it, and waits for the disk.
        new = self._store.requests.add(request, passing=True)
        # Also what is known already: the process may have ended between the two.
        self._engine.submit(
            ANSWER, request.id, team=request.team, priority=FIRST + crowd.unfinished
        )
        if new:
            metrics.accepted(request.origin)
        takes_long = crowd.ahead / self._rate(crowd.ahead) >= TOLD_FROM_SECONDS
        return Accepted(new=new, position=crowd.ahead + 1 if takes_long else None)

    def act(self, action: Action, *, job: str = CLICK) -> Accepted:
        """Accept a click and return; the same click again is not done twice.

        Raises: Stopping, StoreUnavailable.
        """
        self._check_open()
        new = self._store.actions.add(action)
        self._engine.submit(job, action.id, team=action.team)
        if new:
            metrics.clicked(action.kind)
        return Accepted(new=new)

    def flag(self, flag: Flag, *, later: bool = False) -> Accepted:
        """Accept what somebody or something flagged; the same again is not done twice.

        What nobody flagged comes after what people wait for, however much there is of it.
        later: whether it may wait until nobody else does.
        Raises: Stopping, StoreUnavailable.
        """
        self._check_open()
        new = self._store.flags.add(flag)
        soon = FIRST if flag.user else FIRST + 1
        self._engine.submit(FLAG, flag.id, team=flag.team, priority=LAST if later else soon)
        return Accepted(new=new)

    def show(self, case_id: str, *, team: str, attempt: str) -> None:
        """Have a case shown to the moderators that could not be shown before.

        Raises: Stopping, StoreUnavailable.
        """
        self._check_open()
        self._engine.submit(SHOW, case_id, team=team, attempt=attempt)

    def show_waiting(self, team: str) -> None:
        """Have all cases of a workspace shown that could not be shown before.

        Raises: Stopping, StoreUnavailable.
        """
        self._check_open()
        self._engine.submit(SHOW_WAITING, team, team=team, attempt=uuid.uuid4().hex)

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
        if not self._store.requests.reopen(request, attempt=attempt):
            return False
        self._engine.submit(ANSWER, request.id, team=request.team, attempt=attempt)
        return True

    def stop(self, *, grace: float) -> None:
        """Accept nothing more; what is unfinished after `grace` seconds waits for the restart."""
        self._stopping = True
        self._quick.shutdown(wait=False, cancel_futures=True)
        self._engine.stop(grace=grace)

    def _check_open(self) -> None:
        if self._stopping:
            raise Stopping

    def _crowd(self, request: ExplainRequest) -> Crowd:
        """Return who waits beside the asker; too many are refused."""
        crowd = Crowd.of(self._store.requests.pending(), team=request.team, user=request.user)
        limits = self._limits
        if limits.user and crowd.own >= limits.user:
            raise BusyWithYou(crowd.own)
        if limits.team and crowd.team >= limits.team:
            raise BusyWithTeam(crowd.team)
        if limits.queue and crowd.waiting >= limits.queue:
            raise Busy(crowd.waiting)
        return crowd

    def _rate(self, ahead: int) -> float:
        """Return how many requests are answered in a second while others wait."""
        since = self._store.requests.waiting_since() if ahead >= MANY else None
        if since is None:
            return USUAL_RATE
        now = datetime.now(UTC)
        since = max(since, now - timedelta(seconds=WATCHED_SECONDS))
        seconds = (now - since).total_seconds()
        if seconds < LEAST_SECONDS:
            return USUAL_RATE
        return max(1, self._store.explanations.made_since(since)) / seconds
