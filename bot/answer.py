"""One accepted request, from its text to the message in Slack."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Protocol

from bot.delivery import Delivery
from bot.errors import DeliveryError, ShareNotSeen
from bot.messages import NO_PICTURE, Message, problem, result, summary
from bot.request import ExplainRequest
from explain_core.errors import InputError
from explain_core.explanation import Explanation

logger = logging.getLogger(__name__)


class Explains(Protocol):
    """What the bot needs of explain_core.Explainer."""

    def explain(self, text: str, /) -> Explanation: ...


class Answerer:
    """Explains and delivers; every request ends in a message to somebody."""

    def __init__(self, explainer: Explains, delivery: Delivery) -> None:
        self._explainer = explainer
        self._delivery = delivery

    def answer(self, request: ExplainRequest) -> None:
        """Answer a request in full, or tell the asker what came in the way."""
        started = time.monotonic()
        try:
            explanation = self._explainer.explain(request.text)
            png = self._draw(request, explanation)
            self._publish(request, explanation, png=png)
        except Exception as error:
            self._report(request, error)
        else:
            logger.info("request %s: answered in %.2f s", request.id, time.monotonic() - started)

    def _draw(self, request: ExplainRequest, explanation: Explanation) -> bytes | None:
        try:
            return explanation.png()
        except Exception:
            logger.exception("request %s: the picture could not be drawn", request.id)
            return None

    def _publish(
        self, request: ExplainRequest, explanation: Explanation, *, png: bytes | None
    ) -> None:
        """Post the answer for everybody, or else show it to the asker and say why."""
        picture = self._upload(request, explanation, png=png) if png is not None else None
        try:
            self._post(request, explanation, picture=picture)
        except DeliveryError as error:
            logger.warning("request %s: for the asker alone (%s)", request.id, error.code)
            answer = result(request, explanation, picture=None, notes=[str(error)])
            self._delivery.tell(request, answer)

    def _upload(
        self, request: ExplainRequest, explanation: Explanation, *, png: bytes
    ) -> str | None:
        try:
            return self._delivery.upload(png, title=summary(explanation))
        except DeliveryError as error:
            logger.warning("request %s: no picture (%s)", request.id, error)
            return None

    def _post(
        self, request: ExplainRequest, explanation: Explanation, *, picture: str | None
    ) -> None:
        try:
            notes: Sequence[str] = () if picture is not None else (NO_PICTURE,)
            self._delivery.post(request, result(request, explanation, picture=picture, notes=notes))
        except ShareNotSeen:
            logger.warning("request %s: Slack does not show its picture", request.id)
            answer = result(request, explanation, picture=None, notes=(NO_PICTURE,))
            self._delivery.post(request, answer)

    def _report(self, request: ExplainRequest, error: Exception) -> None:
        if isinstance(error, InputError):
            logger.info("request %s: %s", request.id, type(error).__name__)
        else:
            logger.error("request %s: failed", request.id, exc_info=error)
        self._delivery.tell(request, Message(problem(error, request_id=request.id)))
