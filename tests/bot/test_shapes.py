"""Web and worker processes that share a database, of each kind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.recover import main as recover
from tests.bot.processes import BotProcess, bot_process
from tests.slack import SlackStandIn

NOWHERE = Path("no-such-file")


@contextmanager
def web_process(slack: SlackStandIn, database_url: str, **settings: str) -> Iterator[BotProcess]:
    settings = {"SLACK_MODE": "http", "PORT": "0"} | settings
    with bot_process("broken", slack, role="web", database=database_url, **settings) as process:
        port = process.wait_for("listening on port").split("port ")[1].split()[0]
        process.wait_for("ready:")
        slack.connect_http(f"http://127.0.0.1:{port}/slack/events")
        yield process


def test_web_accepts_and_worker_answers(slack: SlackStandIn, database_url: str) -> None:
    """The web process never loads its model, which could not be loaded."""
    with (
        web_process(slack, database_url) as web,
        bot_process("works", slack, role="worker", database=database_url, PORT="0") as worker,
    ):
        worker.wait_for("ready:")
        ack = slack.command("/explain", "so bad")
        (message,) = slack.wait_for_messages("C0GENERAL", n=1, timeout=60)
        worker.wait_for("answered")
        for process in (web, worker):
            process.send(signal.SIGTERM)
            assert process.wait() == 0

    assert ack.ok
    assert "Negative" in message.text
    assert len(slack.messages("C0GENERAL")) == 1


def test_web_s_requests_wait_for_a_worker(slack: SlackStandIn, database_url: str) -> None:
    with web_process(slack, database_url) as web:
        ack = slack.command("/explain", "so bad")
        web.send(signal.SIGKILL)
        web.wait()
    with bot_process("works", slack, role="worker", database=database_url) as worker:
        worker.wait_for("answered")

    assert ack.ok
    assert "loading" not in str(ack)
    assert len(slack.messages("C0GENERAL")) == 1


def test_web_offers_what_it_cannot_say_at_once(slack: SlackStandIn, database_url: str) -> None:
    with web_process(slack, database_url):
        ack = slack.command("/sentiment", "so bad")

    assert ack.ok
    assert "Press the button" in str(ack)


def test_workers_of_one_name_are_refused(slack: SlackStandIn, database_url: str) -> None:
    with (
        bot_process("works", slack, role="worker", database=database_url) as first,
        web_process(slack, database_url),
    ):
        first.wait_for("ready:")
        with bot_process("works", slack, role="worker", database=database_url) as second:
            assert second.wait() == 1
            assert "BOT_SLOT" in second.output
        with bot_process(
            "works", slack, role="worker", database=database_url, BOT_SLOT="bot-2"
        ) as third:
            third.wait_for("ready:")


def test_jobs_of_a_worker_that_never_comes_back_go_to_another(
    slack: SlackStandIn, database_url: str
) -> None:
    with web_process(slack, database_url):
        with bot_process(
            "waits", slack, role="worker", database=database_url, BOT_SLOT="gone"
        ) as gone:
            gone.wait_for("ready:")
            ack = slack.command("/explain", "so bad")
            gone.wait_for("explaining")
            assert recover(["gone"], {"DATABASE_URL": database_url}, env_file=NOWHERE) == 1
            gone.send(signal.SIGKILL)
            gone.wait()
        with bot_process(
            "works", slack, role="worker", database=database_url, BOT_SLOT="there"
        ) as there:
            there.wait_for("ready:")
            assert recover(["gone"], {"DATABASE_URL": database_url}, env_file=NOWHERE) == 0
            there.wait_for("answered")

    assert ack.ok
    (message,) = slack.messages("C0GENERAL")
    assert "Negative" in message.text
