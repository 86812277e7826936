"""`/explain some text`"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack

from bot.jobs import Jobs
from bot.messages import LOADING, usage
from bot.request import ExplainRequest


def explain_command(jobs: Jobs) -> Callable[..., None]:
    """Return the listener that takes a text, or shows how to give one."""

    def listen(ack: Ack, command: Mapping[str, Any]) -> None:
        request = ExplainRequest.from_command(command)
        if request.text.lower() in ("", "help"):
            shown = usage(str(command["command"]))
            ack(text=shown.text, blocks=shown.blocks, response_type="ephemeral")
            return
        jobs.submit(request)
        if jobs.started:
            ack()
        else:
            ack(text=LOADING, response_type="ephemeral")

    return listen
