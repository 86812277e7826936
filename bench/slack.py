"""How fast the bot answers, and what it can bear, against a local stand-in for Slack.

    python bench/slack.py [--mode http|socket] [--explanations N] [--rounds N]

Everything runs on this machine: the stand-in (whose own delays are set to nothing), and the bot as
`python -m bot` in a process of its own, with the shipped model. It does not keep to Slack's limits,
a message a second in a channel and a hundred pictures a minute: they would be all that is seen.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.bot.processes import BotProcess  # noqa: E402  # the stand-in is not installed
from tests.slack import Ack, Message, SlackStandIn  # noqa: E402

UNPACED = "bench/scaling/unpaced.py"
CHANNEL = "C0GENERAL"
TEN_WORDS = "the food was cold but the waiter was very kind"
CROWD = 50
AT_A_TIME = 16
PATIENCE = 600.0

_people = (f"U{number:08d}" for number in itertools.count())


def main() -> None:
    """Print a table of what was measured."""
    arguments = _arguments()
    rows: list[tuple[str, str]] = []
    with SlackStandIn(ack_limit=30.0) as slack, running_bot(slack, arguments.mode) as bot:
        rows.append(("cold start to ready", f"{bot.seconds_to_ready:.1f} s"))
        finished(slack, lambda: [ask(slack)])
        rows += answering(slack, arguments.rounds)
        rows += crowding(slack, arguments.rounds)
        rows += lasting(slack, bot, arguments.explanations)
        problems = [*slack.violations, *map(str, slack.refusals)]
    print(f"| {arguments.mode} mode, {os.cpu_count()} cores | |\n| --- | --- |")
    for name, value in rows:
        print(f"| {name} | {value} |")
    for problem in problems[:10]:
        print(f"! {problem}", file=sys.stderr)


class MeasuredBot:
    """A bot in a process of its own; seconds_to_ready: from its start until it can answer."""

    def __init__(self, process: BotProcess, seconds_to_ready: float) -> None:
        self._process = psutil.Process(process.pid)
        self.seconds_to_ready = seconds_to_ready

    @property
    def megabytes(self) -> float:
        return float(self._process.memory_info().rss) / 1e6


@contextmanager
def running_bot(slack: SlackStandIn, mode: str) -> Iterator[MeasuredBot]:
    """Start the bot with a database that does not outlive it, and stop it in the end."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'bot.db'}"
        settings = {"DATABASE_URL": database, "SLACK_MODE": mode, "PORT": "0"}
        started = time.perf_counter()
        process = BotProcess([UNPACED, "real", "all"], slack.environment() | settings)
        try:
            process.wait_for("ready:")
            measured = MeasuredBot(process, time.perf_counter() - started)
            if mode == "http":
                port = process.wait_for("listening on port").split("port ")[1].split()[0]
                slack.connect_http(f"http://127.0.0.1:{port}/slack/events")
            yield measured
        finally:
            process.close()


def ask(slack: SlackStandIn) -> Ack:
    """Have somebody who never asked before type a command of ten words."""
    return slack.command("/explain", TEN_WORDS, user=next(_people))


def finished(slack: SlackStandIn, gesture: Callable[[], Sequence[Ack]]) -> list[Ack]:
    """Do something, and return its acknowledgements once each of them has its answer."""
    slack.forget()
    acks = list(gesture())
    slack.wait_until(lambda: n_answers(slack) >= len(acks), timeout=PATIENCE)
    return acks


def n_answers(slack: SlackStandIn) -> int:
    return sum(is_answer(message) for message in slack.messages(CHANNEL))


def is_answer(message: Message) -> bool:
    return any(block["type"] == "image" for block in message.blocks)


def answering(slack: SlackStandIn, rounds: int) -> list[tuple[str, str]]:
    """Measure commands that come alone, one after the other."""
    acks, answers = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        (ack,) = finished(slack, lambda: [ask(slack)])
        answers.append(time.perf_counter() - started)
        acks.append(ack.seconds)
    return [
        ("acknowledgement, alone", quantiles(acks)),
        ("command to finished message, 10 words, warm", quantiles(answers)),
    ]


def crowding(slack: SlackStandIn, rounds: int) -> list[tuple[str, str]]:
    """Measure many commands of as many people at the same moment."""
    acks: list[Ack] = []
    for _ in range(max(1, rounds // 20)):
        crowd = [partial(ask, slack) for _ in range(CROWD)]
        acks += finished(slack, lambda crowd=crowd: slack.at_once(crowd))  # type: ignore[misc]
    late = sum(ack.seconds > 3 for ack in acks)
    refused = sum(not ack.ok or bool(ack.body) for ack in acks)
    return [
        (f"acknowledgement, {CROWD} at once", quantiles([ack.seconds for ack in acks])),
        (f"of {len(acks)}: later than 3 s, refused or told to wait", f"{late}, {refused}"),
    ]


def lasting(slack: SlackStandIn, bot: MeasuredBot, n: int) -> list[tuple[str, str]]:
    """Measure a long series, a few at a time."""
    before, started = bot.megabytes, time.perf_counter()
    half = before
    for done in range(0, n, AT_A_TIME):
        some = [partial(ask, slack) for _ in range(min(AT_A_TIME, n - done))]
        finished(slack, lambda some=some: slack.at_once(some))  # type: ignore[misc]
        if done < n / 2:
            half = bot.megabytes
    minutes = (time.perf_counter() - started) / 60
    memory = f"{before:.0f}, {half:.0f}, {bot.megabytes:.0f} MB"
    return [
        (f"explanations a minute, {n} in a row, {AT_A_TIME} at a time", f"{n / minutes:.0f}"),
        (f"memory before, half-way, and after {n}", memory),
    ]


def quantiles(seconds: Sequence[float]) -> str:
    """Return median and 99th percentile in words."""
    last = statistics.quantiles(seconds, n=100)[98] if len(seconds) > 1 else seconds[0]
    return f"p50 {1000 * statistics.median(seconds):.0f} ms, p99 {1000 * last:.0f} ms"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mode", choices=("socket", "http"), default="socket")
    parser.add_argument("--explanations", type=int, default=1000, metavar="N")
    parser.add_argument("--rounds", type=int, default=100, metavar="N")
    return parser.parse_args()


if __name__ == "__main__":
    main()
