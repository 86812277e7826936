"""What listeners hand their work over to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.jobs import Jobs
from bot.models import Models
from bot.moderation.flags.channels import Channels
from bot.moderation.flags.watching import Watching
from bot.moderation.moderation import Moderation
from bot.moderation.overtime.queue_reader import QueueReader
from bot.moderation.overtime.tester import Tester
from bot.outgoing.clients import Clients
from bot.store import Store
from bot.teller import Teller


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """reaction: the name of the emoji that asks for an explanation; "" if none does.

    tester:   what other thresholds would have meant.
    channels: whether a channel can be watched.
    """

    jobs: Jobs
    store: Store
    models: Models
    clients: Clients
    teller: Teller
    moderation: Moderation
    queue: QueueReader
    tester: Tester
    watching: Watching
    channels: Channels
    reaction: str = ""
