"""How many messages a minute monitoring can read, and how soon moderators see what it flags.

    python bench/moderation.py [--mode http|socket] [--rate 3000] [--seconds 120] [--nasty 0.01]

People write short messages in 16 monitored channels; everything runs on this machine: the
stand-in for Slack, and the bot as `python -m bot` in a process of its own, on SQLite, with the
shipped moderation model. Every message is scored; those that are flagged are explained, drawn
and posted as cases.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from monitoring.crowd import Crowd, MeasuredBot, monitoring_bot  # noqa: E402
from monitoring.texts import messages  # noqa: E402
from tests.slack import SlackStandIn  # noqa: E402

# As many as Slack would send at the same time; the bot's server has eight threads.
AT_A_TIME = 16
WARMING_UP = 100

Row = tuple[str, str]


def main() -> None:
    """Print a table of what was measured."""
    arguments = _arguments()
    for mode in (arguments.mode,) if arguments.mode else ("http", "socket"):
        print(f"\n| {mode} mode, {os.cpu_count()} cores | |\n| --- | --- |", flush=True)
        for name, value in measure(mode, arguments):
            print(f"| {name} | {value} |", flush=True)


def measure(mode: str, arguments: argparse.Namespace) -> list[Row]:
    with SlackStandIn(event_retry_delays=(1.0, 5.0, 10.0)) as slack:
        with monitoring_bot(slack, mode, arguments.model) as bot:
            crowd = Crowd(slack, messages(nasty_share=arguments.nasty))
            crowd.write_as_fast_as_heard(WARMING_UP, at_a_time=AT_A_TIME)
            bot.wait_until_done()
            slack.forget()
            rows = hurrying(slack, bot, arguments)
            slack.forget()
            return rows + lasting(slack, bot, arguments)


def hurrying(slack: SlackStandIn, bot: MeasuredBot, arguments: argparse.Namespace) -> list[Row]:
    """Measure how fast messages are read that nobody minds: scored, and nothing else."""
    crowd = Crowd(slack, messages(nasty_share=0.0, seed=1))
    before = bot.n_jobs()
    a_minute = crowd.write_as_fast_as_heard(arguments.messages, at_a_time=AT_A_TIME)
    bot.wait_until_done()
    acks = [ack.seconds for _, ack in slack.event_acks]
    later = bot.n_jobs() - before - len(crowd.seconds_to_case())
    return [
        (f"messages a minute, score only, {AT_A_TIME} at a time", f"{a_minute:,.0f}"),
        ("acknowledged", quantiles(acks)),
        (f"of {arguments.messages:,}: flagged, scored only later", f"{_n_cases(crowd)}, {later}"),
    ]


def lasting(slack: SlackStandIn, bot: MeasuredBot, arguments: argparse.Namespace) -> list[Row]:
    """Measure a steady stream in which some messages are nasty."""
    crowd = Crowd(slack, messages(nasty_share=arguments.nasty, seed=2))
    memory, jobs, cpu, n_late = [bot.megabytes], bot.n_jobs(), bot.cpu_seconds, _n_late(slack)
    for _ in range(2):
        crowd.write_steadily(a_minute=arguments.rate, seconds=arguments.seconds / 2)
        memory.append(bot.megabytes)
    cores = (bot.cpu_seconds - cpu) / arguments.seconds
    bot.wait_until_done()
    cases = crowd.seconds_to_case()
    nasty = {number for number, said in crowd.said.items() if said.written.nasty}
    return [
        (
            f"messages in {arguments.seconds:g} s, at {arguments.rate:g} a minute",
            f"{len(crowd.said):,}, of which {len(nasty):,} nasty",
        ),
        ("acknowledged", quantiles([ack.seconds for _, ack in slack.event_acks])),
        ("acknowledged after more than 3 s", f"{_n_late(slack) - n_late:,}"),
        (
            "cases; nasty messages without one; cases posted twice",
            f"{len(cases):,}; {len(nasty - set(cases)):,}; "
            f"{sum(len(seen) > 1 for seen in cases.values()):,}",
        ),
        ("scored only later", f"{bot.n_jobs() - jobs - len(cases):,}"),
        ("message to case", quantiles([seen[0] for seen in cases.values()])),
        ("cores that the bot took", f"{cores:.2f}"),
        ("memory before, half-way and after", ", ".join(f"{m:.0f}" for m in memory) + " MB"),
    ]


def _n_cases(crowd: Crowd) -> int:
    return len(crowd.seconds_to_case())


def _n_late(slack: SlackStandIn) -> int:
    return sum("no answer within" in violation for violation in slack.violations)


def quantiles(seconds: Sequence[float]) -> str:
    """Return median, 95th and 99th percentile in words."""
    if len(seconds) < 2:
        return "too few"
    hundredths = statistics.quantiles(seconds, n=100)
    named = (("p50", 49), ("p95", 94), ("p99", 98))
    return ", ".join(f"{name} {1000 * hundredths[at]:,.0f} ms" for name, at in named)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mode", choices=("http", "socket"), help="default: both")
    parser.add_argument("--rate", type=float, default=3000, help="messages a minute")
    parser.add_argument("--seconds", type=float, default=120, help="for how long")
    parser.add_argument("--messages", type=int, default=3000, metavar="N", help="in a hurry")
    parser.add_argument("--nasty", type=float, default=0.01, help="share of nasty messages")
    parser.add_argument("--model", default="moderation", help="that is loaded at the start")
    return parser.parse_args()


if __name__ == "__main__":
    main()
