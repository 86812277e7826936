"""Several processes of the bot on one database, against one stand-in for Slack."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import psutil

from tests.bot.crash.patients import free_port
from tests.bot.processes import BotProcess
from tests.slack import Ack, SlackStandIn

CHANNELS = [f"C0BENCH{number:02d}" for number in range(16)]
AT_A_TIME = 8
PATIENCE = 600.0

# Longer than what starting leaves to be done.
SETTLING_SECONDS = 5.0

_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Fleet:
    """processes: by their names, such as worker-1."""

    slack: SlackStandIn
    processes: dict[str, BotProcess]

    def explanations_per_minute(self, n: int) -> float:
        """Have n texts of ten words explained, asked for as fast as they are accepted."""
        self.slack.forget()
        started = time.perf_counter()
        with ThreadPoolExecutor(AT_A_TIME) as people:
            acks = list(people.map(lambda _: self._ask(), range(n)))
        refused = [ack for ack in acks if not ack.ok]
        assert not refused, refused
        self.slack.wait_until(lambda: self._n_answers() >= n, timeout=PATIENCE)
        return 60 * n / (time.perf_counter() - started)

    def _ask(self) -> Ack:
        number = next(_numbers)
        text = f"the food no{number} was cold but the waiter was very kind"
        channel = CHANNELS[number % len(CHANNELS)]
        return self.slack.command("/explain", text, user=f"U{number:08d}", channel=channel)

    def _n_answers(self) -> int:
        return sum(
            "asked about" in message.text
            for channel in CHANNELS
            for message in self.slack.messages(channel)
        )

    def idle_shares(self, seconds: float) -> dict[str, float]:
        """Return what share of a core each process takes while nobody asks for anything."""
        time.sleep(SETTLING_SECONDS)
        known = {name: psutil.Process(process.pid) for name, process in self.processes.items()}
        before = {name: _cpu_seconds(process) for name, process in known.items()}
        time.sleep(seconds)
        return {
            name: (_cpu_seconds(process) - before[name]) / seconds
            for name, process in known.items()
        }


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


@contextmanager
def fleet(url: str, roles: Sequence[str], *, model: str) -> Iterator[Fleet]:
    """Run one process for each role; HTTP mode, and a queue that never is too long."""
    with ExitStack() as stack:
        slack = stack.enter_context(SlackStandIn(ack_limit=30.0))
        for channel in CHANNELS:
            slack.add_channel(channel, name=channel.lower(), members=(slack.bot_user_id,))
        port = free_port()
        settings = slack.environment() | {
            "DATABASE_URL": url,
            "SLACK_MODE": "http",
            "PORT": str(port),
            "QUEUE_LIMIT": "0",
            "TEAM_LIMIT": "0",
        }
        processes = {}
        for number, role in enumerate(roles, start=1):
            name = f"{role}-{number}"
            arguments = ["bench/scaling/unpaced.py", model, role]
            process = BotProcess(arguments, settings | {"BOT_SLOT": name})
            stack.callback(process.close)
            process.wait_for("ready:")
            processes[name] = process
        slack.connect_http(f"http://127.0.0.1:{port}/slack/events")
        yield Fleet(slack, processes)
