"""What whole runs of the bot write down, whatever people do and whatever goes wrong."""

from __future__ import annotations

import json
import signal
from urllib.request import urlopen

import pytest

from bot.messages import action_ids, choices
from bot.settings import Mode
from tests.bot.processes import BotProcess, bot_process
from tests.slack import SlackStandIn

# Stands in everything that anybody types.
WORD = "quincunx"
TEXT = f"{WORD} & <!channel> 🦄 我"


def ask_in_every_way(slack: SlackStandIn) -> int:
    """Have people ask wherever they can; return how many requests that makes."""
    private = slack.direct_message("U0ALICE")
    slack.command("/explain", TEXT)
    slack.command("/explain", f"--private {TEXT}")
    slack.command("/explain", f"--model {WORD} {TEXT}")
    slack.command("/sentiment", TEXT)
    slack.command("/elsewhere", TEXT)
    said = slack.say("C0GENERAL", TEXT, user="U0BOB")
    slack.message_shortcut("explain_message", said)
    slack.react(said, "mag")
    slack.shortcut("explain_text")
    slack.submit(slack.modals[-1], {"text": TEXT})
    slack.mention("C0GENERAL", TEXT)
    slack.say(private, TEXT)
    slack.open_home()
    slack.run_function("explain_text", {"text": TEXT})
    slack.wait_for_events()
    return 8


def click_on_everything(slack: SlackStandIn) -> None:
    answered = [m for m in slack.messages("C0GENERAL") if "Negative" in m.text]
    (shown,) = [m for m in slack.ephemerals if "Negative" in m.text][:1] or answered[:1]
    for action in (action_ids.AGREE, action_ids.DISAGREE, action_ids.EDIT):
        slack.click(answered[0], action)
    for choice in (choices.DETAILS, choices.JSON_FILE, choices.DELETE):
        slack.click(answered[0], action_ids.MORE, value=value_ending(answered[0].blocks, choice))
    slack.click(answered[1], action_ids.LABEL, value=value_ending(answered[1].blocks, "positive"))
    if shown.ephemeral_to is not None:
        slack.click(shown, action_ids.SHARE)


def value_ending(blocks: object, choice: str) -> str:
    """Return the value of a menu's option in a message."""
    written = json.dumps(blocks)
    end = written.index(f':{choice}"')
    return written[written.rindex('"', 0, end) + 1 : end] + f":{choice}"


def meet_misfortunes(slack: SlackStandIn) -> int:
    """Have things go wrong at Slack; return how many requests are made meanwhile."""
    slack.fail("views.open", error="expired_trigger_id")
    slack.shortcut("explain_text")
    slack.fail("upload", status=500)
    slack.fail("chat.postMessage", drop_connection=True)
    slack.fail("chat.postMessage", retry_after=1)
    slack.fail("response_url", status=404)
    slack.command("/explain", TEXT)
    slack.command("/explain", f"--private {TEXT}")
    return 2


def secrets_of(slack: SlackStandIn) -> list[str]:
    return [slack.bot_token, slack.app_token, slack.signing_secret]


def start(process: BotProcess, slack: SlackStandIn, mode: Mode) -> int:
    """Return the port of the pages for machines, once the bot is ready."""
    process.wait_for("ready:")
    if mode == "http":
        port = process.wait_for("listening on port").split("port ")[1].split()[0]
        slack.connect_http(f"http://127.0.0.1:{port}/slack/events")
    return int(process.wait_for("metrics on port").split("port ")[1].rstrip('"}\n'))


@pytest.mark.parametrize(
    ("mode", "log_format", "behaviour"),
    [("socket", "json", "works"), ("http", "text", "fails")],
)
def test_run_writes_no_text_no_address_and_no_secret(
    slack: SlackStandIn, mode: Mode, log_format: str, behaviour: str
) -> None:
    settings = {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": log_format, "METRICS_PORT": "0"}
    with bot_process(
        behaviour, slack, SLACK_MODE=mode, PORT="0", REACTION="mag", **settings
    ) as process:
        port = start(process, slack, mode)
        n_requests = ask_in_every_way(slack)
        over = "answered in" if behaviour == "works" else "step explain failed"
        process.wait_for(over, n=n_requests)
        if behaviour == "works":
            click_on_everything(slack)
        n_requests += meet_misfortunes(slack)
        process.wait_for(over, n=n_requests)
        if mode == "http":
            slack.command("/explain", TEXT, signature="bad")
        slack.uninstall()
        slack.wait_for_events()
        numbers = urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30).read().decode()
        process.send(signal.SIGTERM)
        assert process.wait() == 0
        output = process.output
    slack.violations.clear()

    for hidden in (WORD, "/response/", "/upload/", "ticket=", "U0ALICE", *secrets_of(slack)):
        assert hidden not in output
        assert hidden not in numbers
    if log_format == "json":
        lines = [json.loads(line) for line in output.splitlines()]
        assert {"time", "level", "logger", "message"} <= set.intersection(*map(set, lines))
        assert len({line["request"] for line in lines if "request" in line}) >= n_requests
