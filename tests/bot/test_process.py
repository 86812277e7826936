"""Real bot processes: how they begin, how they end, and what they write meanwhile."""

from __future__ import annotations

import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.process import StopSignals, watch
from bot.settings import Mode
from explain_core.download import without_secrets
from tests.bot.processes import BotProcess, bot_process
from tests.slack import SlackStandIn


def when_ready(process: BotProcess, slack: SlackStandIn, mode: Mode) -> None:
    process.wait_for("ready:")
    if mode == "http":
        port = process.wait_for("listening on port").split("port ")[1].split()[0]
        slack.connect_http(f"http://127.0.0.1:{port}/slack/events")


def said_in_channel(slack: SlackStandIn) -> str:
    return "\n".join(message.text for message in slack.messages("C0GENERAL"))


@pytest.mark.parametrize("mode", ["http", "socket"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_process_finishes_what_it_began_and_exits_with_0(
    slack: SlackStandIn, mode: Mode, number: signal.Signals
) -> None:
    with bot_process("waits", slack, SLACK_MODE=mode, PORT="0") as process:
        when_ready(process, slack, mode)
        for user in ("U0ALICE", "U0BOB"):
            assert slack.command("/explain", "under way", user=user).ok
        process.wait_for("explaining")
        process.send(number)
        process.wait_for("stopping")
        process.go_on()
        process.go_on()
        assert process.wait() == 0

    assert len(slack.messages("C0GENERAL")) == 2


def test_process_ends_at_once_at_the_second_signal(slack: SlackStandIn) -> None:
    with bot_process("waits", slack) as process:
        process.wait_for("ready:")
        slack.command("/explain", "under way")
        process.wait_for("explaining")
        process.send(signal.SIGTERM)
        process.wait_for("stopping")
        process.send(signal.SIGTERM)
        assert process.wait() == 128 + signal.SIGTERM


def test_process_without_work_ends_with_0(slack: SlackStandIn) -> None:
    with bot_process("works", slack) as process:
        process.wait_for("ready:")
        process.send(signal.SIGTERM)
        assert process.wait() == 0


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("broken", "No model 'nowhere' could be loaded: there is no such directory."),
        ("damaged", "weights are probably damaged"),
    ],
)
def test_process_whose_model_cannot_be_used_says_so_in_a_line(
    slack: SlackStandIn, behaviour: str, reason: str
) -> None:
    with bot_process(behaviour, slack, EXPLAIN_MODEL="nowhere") as process:
        process.wait_for("loading")
        process.go_on()
        assert process.wait() == 1
        output = process.output

    assert reason in output.splitlines()[-1]
    assert "Traceback" not in output


@pytest.mark.parametrize("first", ["broken", "waits"])
def test_process_answers_after_a_restart_what_it_left_unanswered(
    slack: SlackStandIn, tmp_path: Path, first: str
) -> None:
    database = tmp_path / "bot.db"
    with bot_process(first, slack, database=database, SHUTDOWN_SECONDS="0") as process:
        process.wait_for("loading" if first == "broken" else "ready:")
        slack.command("/explain", "left behind")
        if first == "waits":
            process.wait_for("explaining")
        process.send(signal.SIGTERM)
        assert process.wait() == 0
    assert "Negative" not in said_in_channel(slack)

    with bot_process("works", slack, database=database) as process:
        process.wait_for("answered")
    (message,) = slack.messages("C0GENERAL")
    assert "Negative" in message.text
    assert "left behind" in message.text


def test_process_takes_no_longer_to_end_than_it_is_told(slack: SlackStandIn) -> None:
    with bot_process("waits", slack, SHUTDOWN_SECONDS="0") as process:
        process.wait_for("ready:")
        slack.command("/explain", "under way")
        process.wait_for("explaining")
        process.send(signal.SIGTERM)
        assert process.wait() == 0


def test_process_hears_a_signal_while_its_model_loads(slack: SlackStandIn) -> None:
    with bot_process("broken", slack) as process:
        process.wait_for("loading")
        slack.command("/explain", "too early")
        process.send(signal.SIGTERM)
        assert process.wait() == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("sentiment", "sentiment"),
        ("someone/model", "someone/model"),
        ("https://me:key@host.org:8080/m.zip?token=x#y", "https://host.org:8080/m.zip"),
    ],
)
def test_without_secrets_leaves_out_what_opens_a_door(name: str, shown: str) -> None:
    assert without_secrets(name) == shown


@pytest.mark.parametrize(
    ("key", "value"), [("SLACK_BOT_TOKEN", "xoxb-other"), ("SLACK_APP_TOKEN", "xapp-other")]
)
def test_process_with_a_refused_token_ends_with_one_line(
    slack: SlackStandIn, key: str, value: str
) -> None:
    with bot_process("works", slack, **{key: value}) as process:
        assert process.wait() == 1
        (line,) = process.output.splitlines()

    assert f"Slack does not accept {key} (invalid_auth)" in line
    assert value not in line
    slack.violations.clear()


def test_process_that_cannot_have_its_port_ends_with_one_line(slack: SlackStandIn) -> None:
    with bot_process("works", slack, SLACK_MODE="http", PORT="0") as first:
        port = first.wait_for("listening on port").split("port ")[1].split()[0]
        with bot_process("works", slack, SLACK_MODE="http", PORT=port) as second:
            assert second.wait() == 1
            (line,) = second.output.splitlines()

    assert f"PORT {port} cannot be listened on" in line


class Minutes(StopSignals):
    """Asks for the end after so many minutes, which pass at once."""

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.left = minutes * 60.0

    def wait(self, seconds: float) -> bool:
        self.left -= seconds
        return self.left < 0


def test_process_looks_for_dropped_jobs_once_a_minute() -> None:
    looks: list[None] = []
    engine = SimpleNamespace(take_up_dropped=lambda: looks.append(None))
    bot: Any = SimpleNamespace(engine=engine, server=None)

    watch(bot, Minutes(3), lambda: None)

    assert len(looks) == 3
