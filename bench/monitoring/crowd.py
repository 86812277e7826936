"""People who write in many channels at once, and the bot that reads along."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text

from bot.moderation.cases.record import AuditEntry
from bot.moderation.settings import ModerationSettings
from bot.store import Store
from monitoring.texts import Written, number_in
from tests.bot.processes import BotProcess
from tests.slack import SlackStandIn

CHANNELS = tuple(f"C0BENCH{number:02d}" for number in range(16))
REVIEW = "C0REVIEW"
PEOPLE = tuple(f"U0PERSON{number:03d}" for number in range(200))
PATIENCE = 300.0

JOBS = "SELECT count(*) FROM workflow_status WHERE name = 'flag'"
UNFINISHED = JOBS + " AND status IN ('ENQUEUED', 'PENDING', 'DELAYED')"


class MeasuredBot:
    """A bot in a process of its own, what it takes, and what it has still to do."""

    def __init__(self, process: BotProcess, database: Path) -> None:
        self._process = psutil.Process(process.pid)
        self._engine = create_engine(f"sqlite:///{database}")

    @property
    def megabytes(self) -> float:
        return float(self._process.memory_info().rss) / 1e6

    @property
    def cpu_seconds(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def n_jobs(self, *, unfinished: bool = False) -> int:
        """Return how many messages were flagged, or could not be scored at once."""
        with self._engine.connect() as connection:
            return int(connection.scalar(text(UNFINISHED if unfinished else JOBS)) or 0)

    def wait_until_done(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.n_jobs(unfinished=True) and time.monotonic() < deadline:
            time.sleep(0.2)

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def monitoring_bot(slack: SlackStandIn, mode: str, model: str) -> Iterator[MeasuredBot]:
    """Run `python -m bot` with the moderation model, all channels monitored, on SQLite."""
    for channel in (*CHANNELS, REVIEW):
        slack.add_channel(channel, name=channel.lower(), members=(slack.bot_user_id, *PEOPLE))
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bot.db"
        _watch_all(slack, f"sqlite:///{database}")
        settings = {
            "DATABASE_URL": f"sqlite:///{database}",
            "SLACK_MODE": mode,
            "PORT": "0",
            "EXPLAIN_MODEL": model,
        }
        process = BotProcess(["-m", "bot"], slack.environment() | settings)
        try:
            process.wait_for("ready:")
            if mode == "http":
                port = process.wait_for("listening on port").split("port ")[1].split()[0]
                slack.connect_http(f"http://127.0.0.1:{port}/slack/events")
            bot = MeasuredBot(process, database)
            yield bot
            bot.close()
        finally:
            process.close()


def _watch_all(slack: SlackStandIn, url: str) -> None:
    """Have an admin switch monitoring on in every channel, before there is a bot."""
    store = Store.open(url)
    store.migrate()
    settings = ModerationSettings(monitored=CHANNELS, review_channel=REVIEW)
    entry = AuditEntry(team=slack.team_id, event="settings", user="U0ADMIN", fields={})
    store.moderation.set(slack.team_id, settings, entry=entry)
    store.close()


@dataclass(frozen=True, slots=True)
class Said:
    """What was written, and when Slack had it."""

    written: Written
    at: float


class Crowd:
    """Writes messages, each somewhere else and by somebody else."""

    def __init__(self, slack: SlackStandIn, texts: Iterator[Written], *, seed: int = 0) -> None:
        self._slack = slack
        self._texts = texts
        self._chance = random.Random(seed)
        self.said: dict[int, Said] = {}

    def write(self) -> None:
        written = next(self._texts)
        channel, user = self._chance.choice(CHANNELS), self._chance.choice(PEOPLE)
        message = self._slack.say(channel, written.text, user=user)
        self.said[written.number] = Said(written, float(message.ts))

    def write_as_fast_as_heard(self, n: int, *, at_a_time: int) -> float:
        """Return how many messages a minute were taken, so many on their way at any time."""
        started = time.perf_counter()
        for _ in range(n):
            self._slack.wait_for_events(at_most=at_a_time - 1, timeout=PATIENCE)
            self.write()
        self._slack.wait_for_events(timeout=PATIENCE)
        return 60 * n / (time.perf_counter() - started)

    def write_steadily(self, *, a_minute: float, seconds: float) -> None:
        """Write at random moments, so many a minute on average, whether they are heard or not."""
        due = started = time.perf_counter()
        while due < started + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            self.write()
            due += self._chance.expovariate(a_minute / 60)
        self._slack.wait_for_events(timeout=PATIENCE)

    def seconds_to_case(self) -> dict[int, list[float]]:
        """Return for each message that became a case how long that took; once, if all is well."""
        found: dict[int, list[float]] = {}
        for case in self._slack.messages(REVIEW):
            number = number_in(f"{case.text} {case.blocks}")
            if number is not None and not case.is_reply:
                found.setdefault(number, []).append(float(case.ts) - self.said[number].at)
        return found
