"""What listeners hand their work over to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.jobs import Jobs
from bot.models import Models
from bot.outgoing.clients import Clients
from bot.store import Store
from bot.teller import Teller


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """reaction: the name of the emoji that asks for an explanation; "" if none does."""

    jobs: Jobs
    store: Store
    models: Models
    clients: Clients
    teller: Teller
    reaction: str = ""
