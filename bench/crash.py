"""What becomes of requests while the bot is killed again and again.

    python bench/crash.py [--kills 200] [--database sqlite|postgres] [--roles all|web,worker,...]

People ask without a pause, and at random moments one of the bot's processes gets a SIGKILL. It is
started again at once, as a platform would do, but from a process that has imported everything
already. Explanations are made up, so that what is measured is everything around them.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import re
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.bot.crash.patients import free_port  # noqa: E402  # the stand-in is not installed
from tests.bot.processes import BotProcess  # noqa: E402
from tests.postgres import running_postgres  # noqa: E402
from tests.slack import Message, SlackStandIn  # noqa: E402

CHANNELS = [f"C0BENCH{number:02d}" for number in range(16)]
PEOPLE = 4
PAUSE_SECONDS = 3.0
PATIENCE = 600.0

STARTED = re.compile(r"^(\S+) is process (\d+)$", re.MULTILINE)
NUMBERED = re.compile(r"“request no(\d{6}) ")


@dataclass(slots=True)
class Asked:
    """One command.

    accepted: it was acknowledged with nothing that says otherwise.
    answers:  when each came; excuses: when it was said instead why there is none.
    working:  when it was last said that somebody works on it, if nothing else came of that.
    """

    channel: str
    accepted: bool
    at: float
    answers: list[float] = field(default_factory=list)
    excuses: list[float] = field(default_factory=list)
    working: list[float] = field(default_factory=list)

    @property
    def n_messages(self) -> int:
        return len(self.answers) + len(self.excuses) + len(self.working)

    def forget(self) -> None:
        for kind in (self.answers, self.excuses, self.working):
            kind.clear()

    def see(self, message: Message) -> None:
        if "Towards Negative" in message.text:
            kind = self.answers
        else:
            kind = self.working if message.text.startswith("Working on it") else self.excuses
        kind.append(float(message.ts))


class People:
    """Several who go on asking, each time about another text, until told to stop."""

    def __init__(self, slack: SlackStandIn) -> None:
        self._slack = slack
        self._numbers = itertools.count()
        self._stop = threading.Event()
        self.asked: dict[str, Asked] = {}
        self._pool = ThreadPoolExecutor(PEOPLE)
        self._asking = [self._pool.submit(self._ask) for _ in range(PEOPLE)]

    def _ask(self) -> None:
        while not self._stop.wait(random.uniform(0, 2 * PAUSE_SECONDS)):
            number = f"{next(self._numbers):06d}"
            channel, user = random.choice(CHANNELS), f"U{number}"
            # Of many lengths, as texts are.
            text = f"request no{number} {'very ' * random.randrange(60)}bad"
            ack = self._slack.command("/explain", text, user=user, channel=channel)
            # Whoever has to wait is told so too; only a refusal asks for something.
            accepted = ack.ok and "Please" not in str(ack.body)
            self.asked[number] = Asked(channel, accepted, time.time())

    def stop(self) -> None:
        self._stop.set()
        for one in self._asking:
            one.result()
        self._pool.shutdown()

    def collect_answers(self) -> None:
        """Note under each request when it was answered, wherever that was."""
        for asked in self.asked.values():
            asked.forget()
        for message in self._said():
            found = NUMBERED.search(message.text)
            if found is not None and found[1] in self.asked:
                asked = self.asked[found[1]]
                asked.see(message)

    def _said(self) -> Iterator[Message]:
        for channel in CHANNELS:
            yield from self._slack.messages(channel)
        for number in list(self.asked):
            for message in self._slack.seen_only_by(f"U{number}"):
                if message.via != "slackbot":
                    yield message

    def wait_for_answers(self) -> None:
        """Return once everything accepted is answered, or when that takes too long."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.collect_answers()
            if all(
                asked.answers or asked.excuses for asked in self.asked.values() if asked.accepted
            ):
                break
            time.sleep(0.5)
        # What comes twice may come late.
        time.sleep(3.0)
        self.collect_answers()


@dataclass(frozen=True, slots=True)
class Kill:
    at: float
    alive_again: float


@contextmanager
def supervised(slack: SlackStandIn, url: str, roles: Sequence[str]) -> Iterator[BotProcess]:
    port = free_port()
    settings = {"DATABASE_URL": url, "SLACK_MODE": "http", "PORT": str(port)}
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["-m", "tests.bot.crash.supervisor", folder, *roles]
        process = BotProcess(arguments, slack.environment() | settings)
        try:
            process.wait_for("ready:", n=len(roles))
            slack.connect_http(f"http://127.0.0.1:{port}/slack/events")
            yield process
        finally:
            process.send(signal.SIGTERM)
            process.wait()
            process.close()


def kill_at_random(bots: BotProcess, roles: Sequence[str], *, n: int, pause: float) -> list[Kill]:
    """Return when a process was killed, and when it was there again.

    pause: seconds between a new start and the next kill, on average.
    """
    kills: list[Kill] = []
    for number in range(1, n + 1):
        time.sleep(random.uniform(0.0, 2 * pause))
        pids = dict(STARTED.findall(bots.output))
        at = time.time()
        os.kill(int(random.choice(list(pids.values()))), signal.SIGKILL)
        bots.wait_for("ready:", n=len(roles) + number)
        kills.append(Kill(at, time.time()))
    return kills


def seconds_to_recover(kill: Kill, asked: Sequence[Asked]) -> float | None:
    """Return until when all was answered that was open at a kill; None if there was nothing."""
    until = [max(one.answers) for one in asked if one.accepted and one.at < kill.at and one.answers]
    late = [answered for answered in until if answered > kill.at]
    return max(late) - kill.at if late else None


def report(kills: Sequence[Kill], people: People) -> list[tuple[str, str]]:
    asked = list(people.asked.values())
    accepted = [one for one in asked if one.accepted]
    lost = [one for one in accepted if not one.answers and not one.excuses]
    others = [one for one in asked if not one.accepted]
    recovered = [seconds_to_recover(kill, asked) for kill in kills]
    return [
        ("kills", f"{len(kills):,}"),
        ("accepted", f"{len(accepted):,}"),
        ("answered", f"{sum(bool(one.answers) for one in accepted):,}"),
        ("told why there is no answer", f"{sum(bool(one.excuses) for one in accepted):,}"),
        ("lost", f"{len(lost):,}"),
        ("answered twice, or told twice", f"{sum(one.n_messages > 1 for one in accepted):,}"),
        ("not accepted, while the process was away", f"{len(others):,}"),
        ("of these answered all the same", f"{sum(bool(one.answers) for one in others):,}"),
        ("kill to ready", quantiles([kill.alive_again - kill.at for kill in kills])),
        (
            "kill to the last answer that was under way",
            quantiles([seconds for seconds in recovered if seconds is not None]),
        ),
    ]


def quantiles(seconds: Sequence[float]) -> str:
    if len(seconds) < 2:
        return "too few"
    median, late = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    return f"median {median:.2f} s, 95% within {late:.2f} s, longest {max(seconds):.2f} s"


def measure(
    database: str, roles: Sequence[str], *, n_kills: int, pause: float
) -> list[tuple[str, str]]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = f"sqlite:///{folder}/explain.db"
        if database == "postgres":
            server = stack.enter_context(running_postgres())
            url = stack.enter_context(server.database())
        slack = stack.enter_context(SlackStandIn(ack_limit=10.0))
        for channel in CHANNELS:
            slack.add_channel(channel, name=channel.lower(), members=(slack.bot_user_id,))
        bots = stack.enter_context(supervised(slack, url, roles))
        people = People(slack)
        try:
            kills = kill_at_random(bots, roles, n=n_kills, pause=pause)
        finally:
            people.stop()
        people.wait_for_answers()
        return report(kills, people)


def main() -> None:
    arguments = _arguments()
    random.seed(arguments.seed)
    roles = arguments.roles.split(",")
    for database in arguments.database or ("sqlite", "postgres"):
        print(f"\n## {database}, {' + '.join(roles)}\n\n| | |\n| --- | --- |", flush=True)
        for name, value in measure(database, roles, n_kills=arguments.kills, pause=arguments.pause):
            print(f"| {name} | {value} |", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200, help="on each database")
    parser.add_argument(
        "--database", action="append", choices=("sqlite", "postgres"), help="default: both"
    )
    parser.add_argument(
        "--roles", default="all", help="of the processes, with commas between (default: all)"
    )
    parser.add_argument(
        "--pause", type=float, default=2.0, help="seconds of life, on average (default: 2)"
    )
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
