"""Real bot processes: how they begin, how they end, and what they write meanwhile."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.messages import CUT_SHORT
from bot.process import FAREWELL_SECONDS, StopSignals, run
from bot.settings import Mode, load_settings
from explain_core.download import without_secrets
from tests.bot.fakes import FakeExplainer
from tests.bot.processes import BotProcess, bot_process
from tests.bot.running import settings_for
from tests.slack import SlackStandIn


def when_ready(process: BotProcess, slack: SlackStandIn, mode: Mode) -> None:
    process.wait_for("ready:")
    if mode == "http":
        port = process.wait_for("listening on port").split("port ")[1].split()[0]
        slack.connect_http(f"http://127.0.0.1:{port}/slack/events")


@pytest.mark.parametrize("mode", ["http", "socket"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_process_finishes_what_it_accepted_and_exits_with_0(
    slack: SlackStandIn, mode: Mode, number: signal.Signals
) -> None:
    with bot_process("waits", slack, SLACK_MODE=mode, PORT="0") as process:
        when_ready(process, slack, mode)
        for text in ("under way", "still waiting"):
            assert slack.command("/explain", text).ok
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


def test_process_whose_model_is_missing_says_so_to_operator_and_asker(slack: SlackStandIn) -> None:
    with bot_process("broken", slack, EXPLAIN_MODEL="nowhere") as process:
        process.wait_for("loading")
        slack.command("/explain", "too early")
        process.go_on()
        assert process.wait() == 1
        last_line = process.output.splitlines()[-1]

    assert "No model 'nowhere' could be loaded: there is no such directory." in last_line
    told = [response.text for response in slack.responses]
    assert len(told) == 1
    assert "The model does not work at the moment" in told[0]
    assert "directory" not in told[0]


def test_process_whose_model_is_damaged_says_so_to_operator_and_asker(slack: SlackStandIn) -> None:
    with bot_process("damaged", slack) as process:
        process.wait_for("loading")
        slack.command("/explain", "too early")
        process.go_on()
        assert process.wait() == 1
        output = process.output

    assert "weights are probably damaged" in output.splitlines()[-1]
    assert "Traceback" not in output
    (told,) = slack.responses
    assert "The model does not work at the moment" in told.text


def test_process_takes_no_longer_to_end_than_it_is_told(slack: SlackStandIn) -> None:
    with bot_process("waits", slack, SHUTDOWN_SECONDS="0") as process:
        process.wait_for("ready:")
        slack.command("/explain", "under way")
        process.wait_for("explaining")
        process.send(signal.SIGTERM)
        assert process.wait() == 0

    assert [response.text for response in slack.responses] == [CUT_SHORT]


def test_shutdown_ends_before_platforms_kill(tmp_path: Path) -> None:
    environment = {"SLACK_BOT_TOKEN": "xoxb-bot", "SLACK_APP_TOKEN": "xapp-app"}
    settings = load_settings(environment, env_file=tmp_path / ".env")
    assert settings.shutdown_seconds + FAREWELL_SECONDS < 30


def test_process_hears_a_signal_while_its_model_loads(slack: SlackStandIn) -> None:
    with bot_process("broken", slack) as process:
        process.wait_for("loading")
        slack.command("/explain", "too early")
        process.send(signal.SIGTERM)
        assert process.wait() == 0

    assert [response.text for response in slack.responses] == [CUT_SHORT]


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


def test_run_does_not_wait_for_farewells_that_take_too_long(
    slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told = threading.Event()
    monkeypatch.setattr("bot.process.FAREWELL_SECONDS", 0.0)
    monkeypatch.setattr("bot.delivery.Delivery.tell", lambda *_: told.wait(30))
    explainer, signals = FakeExplainer(), StopSignals()
    explainer.gate.clear()
    settings = replace(settings_for(slack, mode="socket"), shutdown_seconds=0)
    with ThreadPoolExecutor() as pool:
        end = pool.submit(run, settings, lambda _: explainer, signals=signals)
        slack.wait_for_connections()
        slack.command("/explain", "some text")
        assert explainer.busy.wait(30)
        signals.on_signal(signal.SIGTERM, None)
        end.result(20)
    told.set()
    explainer.gate.set()
    slack.wait_for_messages("C0GENERAL")

    assert "1 askers were perhaps not told" in caplog.text


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


def test_run_tells_those_whose_answer_is_not_ready_in_time(slack: SlackStandIn) -> None:
    explainer, signals = FakeExplainer(), StopSignals()
    explainer.gate.clear()
    settings = replace(settings_for(slack, mode="socket"), shutdown_seconds=0)
    with ThreadPoolExecutor() as pool:
        end = pool.submit(run, settings, lambda _: explainer, signals=signals)
        slack.wait_for_connections()
        slack.command("/explain", "some text")
        assert explainer.busy.wait(30)
        signals.on_signal(signal.SIGTERM, None)
        end.result(30)
    told = [response.text for response in slack.responses]
    explainer.gate.set()
    slack.wait_for_messages("C0GENERAL")

    assert told == [CUT_SHORT]


@pytest.mark.parametrize("mode", ["http", "socket"])
@pytest.mark.parametrize("behaviour", ["works", "fails"])
def test_process_writes_no_text_no_address_and_no_secret(
    slack: SlackStandIn, mode: Mode, behaviour: str
) -> None:
    slack.fail("upload", status=500)
    slack.fail("chat.postMessage", drop_connection=True)
    with bot_process(behaviour, slack, SLACK_MODE=mode, PORT="0", LOG_LEVEL="DEBUG") as process:
        when_ready(process, slack, mode)
        slack.command("/explain", "quincunx")
        if mode == "http":
            slack.command("/explain", "quincunx", signature="bad")
        slack.wait_until(lambda: bool(slack.responses), timeout=30)
        process.send(signal.SIGTERM)
        assert process.wait() == 0
        output = process.output

    assert "request " in output
    secrets = (slack.bot_token, slack.app_token, slack.signing_secret)
    for hidden in ("quincunx", "/response/", "/upload/", "ticket=", *secrets):
        assert hidden not in output
