"""The step "Explain text" of a workflow."""

from __future__ import annotations

import logging
from collections.abc import Callable

from slack_bolt import Fail

from bot.listeners.payload import Payload, text_at
from bot.listeners.services import Services
from bot.messages.problem import problem
from bot.reading import as_read
from bot.request import ExplainRequest, hashed_id

logger = logging.getLogger(__name__)


def explain_text_function(services: Services) -> Callable[..., None]:
    """Return the listener that takes a workflow's text; the job completes the step or fails it.

    A step whose text is missing goes the same way, so that there is one place where steps end.
    """

    def listen(body: Payload, fail: Fail) -> None:
        request = request_of(body)
        try:
            services.jobs.submit(request)
        except Exception as error:
            logger.warning("request %s: step refused (%s)", request.id, type(error).__name__)
            fail(problem(error, request_id=request.id))

    return listen


def request_of(body: Payload) -> ExplainRequest:
    """Return the request behind a step; without a channel its outputs are all that comes of it."""
    execution = text_at(body, "event", "function_execution_id")
    return ExplainRequest(
        id=hashed_id("function", execution),
        team=text_at(body, "team_id"),
        channel=text_at(body, "event", "inputs", "channel"),
        user=text_at(body, "event", "inputs", "user"),
        text=as_read(text_at(body, "event", "inputs", "text")),
        origin="function",
        function_execution=execution,
    )
