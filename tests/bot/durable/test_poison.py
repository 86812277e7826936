"""Texts that kill the process which explains them."""

from __future__ import annotations

import signal
from pathlib import Path

from tests.bot.processes import bot_process
from tests.slack import SlackStandIn
from tests.waiting import wait_until


def ask(slack: SlackStandIn, database: Path, *texts: str) -> None:
    """Ask a bot, which dies of it."""
    with bot_process("dies", slack, database=database) as process:
        process.wait_for("ready:")
        for text in texts:
            slack.command("/explain", text)
        assert process.wait() == -signal.SIGSEGV


def test_poison_does_not_take_the_worker_down_twice(slack: SlackStandIn, tmp_path: Path) -> None:
    database = tmp_path / "bot.db"
    ask(slack, database, "deadly")
    with bot_process("dies", slack, database=database) as process:
        process.wait_for("ready:")
        wait_until(lambda: slack.responses or slack.messages("C0GENERAL"))
        process.wait_for("its process ended (SIGSEGV)", n=2)
        slack.command("/explain", "deadly")
        slack.command("/explain", "fine")
        process.wait_for("answered")
        process.send(signal.SIGTERM)
        assert process.wait() == 0

    said = str(slack.responses) + str(slack.messages("C0GENERAL"))
    assert "I tried this 3 times" in said
    assert "Try again" in said


def test_poison_spares_what_was_under_way_beside_it(slack: SlackStandIn, tmp_path: Path) -> None:
    """A text that was only there when the process died is answered in the end."""
    database = tmp_path / "bot.db"
    ask(slack, database, "once")
    with bot_process("dies", slack, database=database) as process:
        process.wait_for("answered")

    (message,) = slack.messages("C0GENERAL")
    assert "Negative" in message.text
