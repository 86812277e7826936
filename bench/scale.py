"""How much the bot can do with how many processes, and what it costs when it does nothing.

    python bench/scale.py [--quick]

Everything runs on this machine, the stand-in for Slack and the Postgres server included. What
Slack itself allows in a workspace (100 uploads a minute) is put aside. Requests are answered as
by `python -m bot`: written down, explained, drawn, uploaded, posted.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.assembly import Role, running_as  # noqa: E402  # the project need not be installed
from bot.durable.engine import Engine  # noqa: E402
from bot.durable.lines import FIRST  # noqa: E402
from bot.settings import load_settings  # noqa: E402
from scaling.fleet import fleet  # noqa: E402
from tests.postgres import Postgres, running_postgres  # noqa: E402

ALONE = ("all",)
SHAPES = (ALONE, ("web", "worker"), ("web", "worker", "worker"), ("web", *4 * ("worker",)))


def main() -> None:
    quick = _arguments().quick
    _print(
        "Machine", [("cores", str(os.cpu_count())), ("load before", f"{os.getloadavg()[0]:.1f}")]
    )
    with running_postgres() as server:
        for kind in ("sqlite", "postgres"):
            with database(kind, server) as url:
                rows = enqueue_to_start(url, n=10 if quick else 100)
            _print(f"Idle, from written down to begun, {kind}", rows)
        for model, n in (("stub", 40 if quick else 300), ("real", 8 if quick else 80)):
            for roles in SHAPES:
                measure(server, roles, model=model, n=n, quick=quick)


def measure(server: Postgres, roles: Sequence[str], *, model: str, n: int, quick: bool) -> None:
    """Print how much one shape does."""
    kind = "sqlite" if roles == ALONE else "postgres"
    with database(kind, server) as url, fleet(url, roles, model=model) as bots:
        rows = []
        if model == "stub":
            shares = bots.idle_shares(5.0 if quick else 30.0)
            rows += [(f"{name}, idle", f"{share:.1%} of a core") for name, share in shares.items()]
        bots.explanations_per_minute(max(4, n // 10))
        before = megabytes(url)
        rate = bots.explanations_per_minute(n)
        grown = (megabytes(url) - before) / n * 1000
        rows.append((f"explanations per minute, {n} texts", f"{rate:,.0f}"))
        rows.append(("database growth per 1,000 explanations", f"{grown:,.1f} MB"))
    _print(f"{' + '.join(roles)}, {kind}, {model} model", rows)


def enqueue_to_start(url: str, *, n: int) -> list[tuple[str, str]]:
    """Measure jobs that come alone, in the process that takes them and through the queue."""
    return [
        ("in one process", quantiles(_starts(url, "all", "all", n=n))),
        ("from web to worker", quantiles(_starts(url, "web", "worker", n=n))),
    ]


def _engine(url: str, role: Role) -> Engine:
    """Return the engine as it is in a process of this role."""
    settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "BOT_SLOT": role}
    return Engine(url, running_as(load_settings(settings, env_file=Path(os.devnull)), role))


def _starts(url: str, accepting: Role, working: Role, *, n: int) -> list[float]:
    begun = threading.Event()
    worker = _engine(url, working)
    web = worker if accepting == working else _engine(url, accepting)
    worker.migrate()
    worker.launch({"answer": lambda _: begun.set()})
    try:
        return [_seconds_to_start(web, begun, f"{accepting}-{number}") for number in range(n)]
    finally:
        web.stop(grace=1)
        worker.stop(grace=1)


def _seconds_to_start(engine: Engine, begun: threading.Event, identifier: str) -> float:
    # At no fixed distance from the looks into the queue.
    time.sleep(random.uniform(0.2, 0.4))
    begun.clear()
    started = time.perf_counter()
    engine.submit("answer", identifier, team="T", priority=FIRST)
    begun.wait()
    return time.perf_counter() - started


@contextmanager
def database(kind: str, server: Postgres) -> Iterator[str]:
    if kind == "postgres":
        with server.database() as url:
            yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/explain.db"


def megabytes(url: str) -> float:
    """Return how much the database takes, all that is about to be written into it included."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            size = Path(url.removeprefix("sqlite:///")).stat().st_size
        else:
            size = connection.scalar(text("SELECT pg_database_size(current_database())")) or 0
    engine.dispose()
    return size / 1e6


def quantiles(seconds: Sequence[float]) -> str:
    late = statistics.quantiles(seconds, n=20)[-1]
    return f"p50 {1000 * statistics.median(seconds):.0f} ms, p95 {1000 * late:.0f} ms"


def _print(heading: str, rows: Sequence[tuple[str, str]]) -> None:
    print(f"\n## {heading}\n\n| | |\n| --- | --- |")
    for name, value in rows:
        print(f"| {name} | {value} |", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="only to see whether it runs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
