"""Scores messages while they wait: those that come together share one pass through the model."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field

from bot.models import Explains, Models, UnknownModel
from bot.moderation.flags.scored import Scored
from bot.moderation.settings import ModerationSettings
from explain_core.errors import ExplainError
from explain_core.explanation import Prediction

logger = logging.getLogger(__name__)

# Slack waits three seconds for an acknowledgement, and there is a row to write after this.
SECONDS = 1.5

# So many are read in one pass, and no more than this many wait: later ones would not be in time.
AT_ONCE = 32
MOST_WAITING = 256

# Toxic or not, nobody reads further than this in a message; longer ones are scored by their start.
MOST_CHARACTERS = 4000


@dataclass(slots=True)
class _Waiting:
    text: str
    model: str
    answer: Future[Prediction | None] = field(default_factory=Future)


class Scoring:
    """Says what the moderation model makes of a text; safe to use from several threads.

    here: whether this process may load models; if not, there is never a score.
    """

    def __init__(self, models: Models, *, here: bool = True) -> None:
        self._models = models
        self._here = here
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(maxsize=MOST_WAITING)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def score(
        self, text: str, *, rules: ModerationSettings, timeout: float = SECONDS
    ) -> Scored | None:
        """Return what the model says; None if it cannot say so in time, or there is no model here.

        A model that is not loaded yet begins to be, for those who ask later.
        """
        if not self._here or self._stopping or not text.strip():
            return None
        waiting = _Waiting(text[:MOST_CHARACTERS], rules.model)
        if not self._put(waiting) or not self._is_loaded(rules.model):
            # Whatever is put there has the model loaded, also if nobody waits for it.
            waiting.answer.cancel()
            return None
        try:
            prediction = waiting.answer.result(timeout)
        except FutureTimeout:
            waiting.answer.cancel()
            return None
        if prediction is None:
            return None
        return Scored.of(prediction, model=rules.model, own=rules.thresholds)

    def stop(self) -> None:
        """Score nothing more."""
        self._stopping = True
        thread = self._thread
        if thread is not None:
            self._put_last()
            thread.join(timeout=SECONDS)

    def _is_loaded(self, model: str) -> bool:
        try:
            return self._models.loaded(model) is not None
        except UnknownModel:
            return False

    def _put(self, waiting: _Waiting) -> bool:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="scorer", daemon=True)
                self._thread.start()
        try:
            self._waiting.put_nowait(waiting)
        except queue.Full:
            return False
        return True

    def _put_last(self) -> None:
        try:
            self._waiting.put_nowait(None)
        except queue.Full:
            # The thread looks whether it is to stop after each batch, too.
            logger.info("scoring stops with %d messages waiting", self._waiting.qsize())

    def _work(self) -> None:
        while not self._stopping:
            batch = self._next_batch()
            for model in sorted({one.model for one in batch}):
                self._answer(model, [one for one in batch if one.model == model])

    def _next_batch(self) -> list[_Waiting]:
        """Return who waits, once there is somebody."""
        found = [self._waiting.get()]
        while len(found) < AT_ONCE:
            try:
                found.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return [one for one in found if one is not None]

    def _answer(self, model: str, batch: Sequence[_Waiting]) -> None:
        """Answer those who still wait when the model is there; also for nobody it is loaded."""
        explainer = self._explainer(model)
        there = [one for one in batch if one.answer.set_running_or_notify_cancel()]
        if explainer is None:
            predictions: Sequence[Prediction | None] = [None] * len(there)
        else:
            predictions = _predicted(explainer, [one.text for one in there])
        for waiting, prediction in zip(there, predictions, strict=True):
            waiting.answer.set_result(prediction)

    def _explainer(self, model: str) -> Explains | None:
        try:
            return self._models.get(model)
        except Exception as error:
            _log(error)
            return None


def _predicted(explainer: Explains, texts: list[str]) -> Sequence[Prediction | None]:
    if not texts:
        return []
    try:
        return explainer.predict(texts, undo_evasion=True)
    except Exception as error:
        # One text that cannot be read is no reason to leave the others without a score.
        if len(texts) > 1:
            return [one for text in texts for one in _predicted(explainer, [text])]
        _log(error)
        return [None]


def _log(error: Exception) -> None:
    if isinstance(error, ExplainError):
        logger.info("a message was not scored (%s)", type(error).__name__)
    else:
        logger.error("a message was not scored", exc_info=error)
