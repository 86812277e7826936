"""Dying in the middle of something: SIGKILL, which no code of the process ever sees.

Points have names such as "post works", "post done", "post recorded" (inside a step, after it, and
once the engine has noted it), "chat.postMessage sent" (after Slack took a call) and
"Requests.add" (after the store wrote something).
"""

from __future__ import annotations

import functools
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.durable.engine import Engine
from bot.durable.steps import Identified, step
from bot.moderation.cases.record import AuditEntry
from bot.outgoing.upload import Uploader
from bot.store.actions import Actions
from bot.store.cases import Cases
from bot.store.explanations import Explanations
from bot.store.flags import Flags
from bot.store.requests import Requests
from bot.store.seen import Seen
from bot.store.verdicts import VerdictsTable

Value = TypeVar("Value")

# What it does once is there for good, whether or not the process lives to know it.
SEAMS: tuple[tuple[type, str], ...] = (
    (Actions, "add"),
    (Cases, "open"),
    (Cases, "set_picture"),
    (Cases, "show"),
    (Engine, "submit"),
    (Explanations, "copy"),
    (Explanations, "delete"),
    (Explanations, "erase"),
    (Explanations, "put"),
    (Explanations, "set_picture"),
    (Flags, "add"),
    (Flags, "delete"),
    (Flags, "drop_text"),
    (Requests, "add"),
    (Requests, "reopen"),
    (Requests, "set_explained"),
    (Requests, "set_place"),
    (Requests, "set_problem"),
    (Requests, "set_state"),
    (Requests, "set_text"),
    (Requests, "state"),
    (Seen, "first"),
    (Uploader, "_post_bytes"),
    (VerdictsTable, "set"),
    (WebhookClient, "send_dict"),
)


class Fate:
    """Where the process is to die, once: the name of the point, in a file that a test writes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def meet(self, point: str) -> None:
        """Die here, if it is here."""
        try:
            if self._path.read_text() != point:
                return
            # Of several threads and processes at the point, one gets the file.
            self._path.unlink()
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)
        # The signal comes, but nothing says that this thread does not get a little further first.
        time.sleep(60)


def arm(fate: Fate) -> None:
    """Have this process pass by its fate in all steps and after all that has an effect."""
    for owner, method in SEAMS:
        _wrap(owner, method, _named(f"{owner.__name__}.{method}"), fate)
    _wrap(WebClient, "api_call", lambda _self, method, *_, **__: f"{method} sent", fate)
    _wrap(Requests, "set_state", lambda _self, _id, state: f"Requests.set_state {state}", fate)
    _wrap(Cases, "change", _changed, fate)

    def deadly_step(
        name: str, request: Identified, work: Callable[[], Value], *, tries: int = 3
    ) -> Value:
        def deadly_work() -> Value:
            fate.meet(f"{name} works")
            value = work()
            fate.meet(f"{name} done")
            return value

        value = step(name, request, deadly_work, tries=tries)
        fate.meet(f"{name} recorded")
        return value

    for name, module in list(sys.modules.items()):
        if name.startswith("bot.") and getattr(module, "step", None) is step:
            vars(module)["step"] = deadly_step


def _changed(*_: Any, entry: AuditEntry, **__: Any) -> str:
    """Return what a change of a case is called: "Cases.change measured done"."""
    words = ("Cases.change", entry.event, str(entry.fields.get("outcome", "")))
    return " ".join(filter(None, words))


def _named(name: str) -> Callable[..., str]:
    return lambda *_, **__: name


def _wrap(owner: type, method: str, name: Callable[..., str], fate: Fate) -> None:
    """Have a method pass by fate whenever it is done."""
    original = getattr(owner, method)

    @functools.wraps(original)
    def deadly(*arguments: Any, **named: Any) -> Any:
        result = original(*arguments, **named)
        fate.meet(name(*arguments, **named))
        return result

    setattr(owner, method, deadly)
