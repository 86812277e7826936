"""From what somebody did to an accepted request."""

from __future__ import annotations

from dataclasses import replace

from bot.listeners.services import Services
from bot.messages.message import Message
from bot.messages.states import LOADING, queued
from bot.messages.usage import usage, wrong_option
from bot.options import WrongOption, parse_options
from bot.request import ExplainRequest

# Where a request comes from the conversation between one person and the bot.
_AMONG_TWO = ("direct", "home")


def with_options(
    request: ExplainRequest, services: Services, *, command: str
) -> ExplainRequest | Message:
    """Return the request with its text's options taken out of it, or else how to ask.

    command: how the examples of asking begin.
    Raises:  StoreUnavailable.
    """
    try:
        asked = parse_options(request.text, models=services.models.names, command=command)
    except WrongOption as error:
        return wrong_option(str(error), command=command)
    if asked.wants_help:
        return usage(command, models=services.models.names)
    read = replace(
        request,
        text=asked.text,
        compare=asked.compare,
        model=asked.model,
        target=asked.target,
        baseline=asked.baseline,
    )
    return with_preferences(read, services, visibility=asked.visibility)


def with_preferences(
    request: ExplainRequest, services: Services, *, visibility: str = ""
) -> ExplainRequest:
    """Return the request with the asker's settings for what they did not say.

    Raises: StoreUnavailable.
    """
    preferences = services.store.preferences.get(request.team, request.user)
    model = preferences.model if preferences.model in services.models.names else ""
    # What only one person sees goes away with the next start of Slack; among two it may stay.
    usual = "channel" if request.origin in _AMONG_TWO else preferences.visibility
    return replace(request, model=request.model or model, visibility=visibility or usual)


def hand_over(request: ExplainRequest, services: Services) -> Message | None:
    """Accept a request; return what the asker should know at once, if there is anything.

    Raises: Refused, StoreUnavailable.
    """
    accepted = services.jobs.submit(request)
    if not accepted.new:
        return None
    if not services.jobs.started:
        return Message(LOADING)
    return None if accepted.position is None else queued(accepted.position)


def take(request: ExplainRequest, services: Services) -> None:
    """Accept a request from where an acknowledgement shows nothing: the asker is told apart.

    Raises: Refused, StoreUnavailable.
    """
    notice = hand_over(request, services)
    if notice is not None:
        services.teller.tell(request, notice)
