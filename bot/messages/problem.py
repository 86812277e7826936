"""What a person reads when their request failed."""

from __future__ import annotations

from bot.errors import BotError
from bot.markup import inert, shorten
from explain_core.errors import AttributionError, InputError, ModelError

_LIMIT = 500


def problem(error: Exception, *, request_id: str) -> str:
    """Return a sentence, in Slack's markup, on what happened and what to do next."""
    if isinstance(error, InputError):
        return inert(shorten(str(error), _LIMIT))
    if isinstance(error, BotError):
        return str(error)
    if isinstance(error, AttributionError):
        return inert(
            shorten(f"There is no explanation of this text to be trusted. {error}", _LIMIT)
        )
    tell = f"please tell whoever runs this app, with the number {request_id}."
    if isinstance(error, ModelError):
        return f"The model does not work at the moment; {tell}"
    return f"Something went wrong on my side. Try again; if it stays like this, {tell}"
