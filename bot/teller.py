"""Short words to one person, said without keeping a listener from its acknowledgement."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from bot.messages.message import Message
from bot.request import ExplainRequest

logger = logging.getLogger(__name__)

Tell = Callable[[ExplainRequest, Message], object]


class Teller:
    """Tells askers what they should know at once; nothing is kept of what cannot be told.

    tell: brings a message to the asker of a request, and to nobody else.
    """

    def __init__(self, tell: Tell, *, workers: int = 2) -> None:
        self._tell = tell
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="job-tell")
        self._untold: set[Future[None]] = set()

    def tell(self, request: ExplainRequest, message: Message) -> None:
        """Have the asker told, and return at once."""
        try:
            future = self._pool.submit(self._deliver, request, message)
        except RuntimeError:
            logger.warning("request %s: not told, since the bot is stopping", request.id)
            return
        self._untold.add(future)
        future.add_done_callback(self._untold.discard)

    def stop(self, *, grace: float = 5.0) -> None:
        """Return when everything is said, or after `grace` seconds."""
        wait(set(self._untold), timeout=grace)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _deliver(self, request: ExplainRequest, message: Message) -> None:
        try:
            self._tell(request, message)
        except Exception as error:
            # The error's own words may quote what could not be sent.
            logger.warning("request %s: not told (%s)", request.id, type(error).__name__)
