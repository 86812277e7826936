"""`/sentiment some text`: label and probability in the acknowledgement itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import Ack

from bot.listeners.commands.shown import acknowledge
from bot.listeners.payload import Payload
from bot.listeners.services import Services
from bot.messages.quick import quick
from bot.messages.usage import quick_usage, wrong_option
from bot.options import WrongOption, unquoted, without_options
from bot.request import ExplainRequest

# Slack waits three seconds, of which the way there and back takes its share.
PATIENCE_SECONDS = 1.5


def sentiment_command(services: Services) -> Callable[..., None]:
    """Return the listener that says at once what the model makes of a text.

    It asks the bot's own model, whichever one somebody prefers for explanations. The text is
    kept as a draft of a request, which the button "Explain" asks to have answered.
    """

    def listen(ack: Ack, command: Payload) -> None:
        asked = ExplainRequest.from_command(command)
        if asked.text.casefold() in ("", "help", "--help"):
            return acknowledge(ack, quick_usage(str(command["command"])))
        name = str(command["command"])
        try:
            text = unquoted(without_options(asked.text, command=name))
        except WrongOption as error:
            return acknowledge(ack, wrong_option(str(error), command=name))
        draft = replace(asked, text=text, origin="button", visibility="private")
        services.jobs.draft(draft)
        prediction = services.jobs.predict(text, timeout=PATIENCE_SECONDS)
        message = quick(
            text,
            prediction,
            draft_id=draft.id,
            language=services.store.preferences.get(draft.team, draft.user).language,
        )
        acknowledge(ack, message)

    return listen
