"""`/explain`, typed in a workspace, over real HTTP and a real WebSocket."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.messages import CUT_SHORT, LOADING
from bot.settings import Mode
from explain_core.errors import EmptyText, TextTooLong
from tests.bot.fakes import PNG, FakeExplainer
from tests.bot.running import running
from tests.slack import SlackStandIn

HOSTILE = "<!channel> <@U0BOB> *x* _y_ `z` & <b> &amp; :tada: @here"
AS_SLACK_SENDS_IT = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_explain_posts_one_message_with_label_and_picture(slack: SlackStandIn, mode: Mode) -> None:
    with running(slack, FakeExplainer(), mode=mode):
        ack = slack.command("/explain", "This movie is horrible")
        (message,) = slack.wait_for_messages("C0GENERAL")

    assert ack.ok
    assert not ack.body
    assert message.blocks[0]["text"]["text"] == "*Negative* 96%"
    assert [file["bytes"] for file in message.files] == [PNG]
    assert "Negative 96%" in message.blocks[1]["alt_text"]
    assert "horrible" in message.blocks[1]["alt_text"]


@pytest.mark.parametrize("text", ["", "   ", "help", "HELP", "  Help "])
def test_explain_without_a_text_shows_usage_to_the_asker(slack: SlackStandIn, text: str) -> None:
    explainer = FakeExplainer()
    with running(slack, explainer):
        slack.command("/explain", text)

    (shown,) = slack.seen_only_by("U0ALICE")
    assert shown.via == "ack"
    assert "`/explain This movie is horrible. i hate it`" in shown.text
    assert explainer.texts == []


def test_explain_takes_a_text_that_begins_with_help(slack: SlackStandIn) -> None:
    explainer = FakeExplainer()
    with running(slack, explainer):
        slack.command("/explain", "help me understand")
        slack.wait_for_messages("C0GENERAL")

    assert explainer.texts == ["help me understand"]


def test_explain_gives_the_model_what_was_typed(slack: SlackStandIn) -> None:
    explainer = FakeExplainer()
    with running(slack, explainer):
        slack.command("/explain", AS_SLACK_SENDS_IT)
        slack.wait_for_messages("C0GENERAL")

    assert explainer.texts == [HOSTILE]


@pytest.mark.parametrize("sent", [HOSTILE, AS_SLACK_SENDS_IT])
def test_explain_pings_nobody_but_the_asker(slack: SlackStandIn, sent: str) -> None:
    with running(slack, FakeExplainer()):
        slack.command("/explain", sent)
        (message,) = slack.wait_for_messages("C0GENERAL")

    assert set(message.pings) == {"<@U0ALICE>"}


def test_explain_computes_away_from_the_threads_that_acknowledge(slack: SlackStandIn) -> None:
    explainer = FakeExplainer()
    with running(slack, explainer):
        slack.command("/explain", "some text")
        slack.wait_for_messages("C0GENERAL")

    assert all(name.startswith("job-") for name in explainer.threads)


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_explain_before_the_model_is_loaded_is_answered_afterwards(
    slack: SlackStandIn, mode: Mode
) -> None:
    with running(slack, None, mode=mode) as bot:
        slack.command("/explain", "too early")
        (shown,) = slack.seen_only_by("U0ALICE")
        bot.load(FakeExplainer())
        slack.wait_for_messages("C0GENERAL")

    assert shown.text == LOADING


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (EmptyText(), "There is no text to explain"),
        (TextTooLong(50_000, 40_000), "50,000 characters; at most 40,000"),
        (RuntimeError("<!channel> internal"), "Something went wrong on my side"),
    ],
)
def test_explain_tells_the_asker_why_there_is_no_answer(
    slack: SlackStandIn, error: Exception, told: str
) -> None:
    with running(slack, FakeExplainer(error)):
        slack.command("/explain", "some text")
        slack.wait_until(lambda: bool(slack.responses))

    (response,) = slack.responses
    assert told in response.text
    assert response.response_type == "ephemeral"
    assert "internal" not in response.text
    assert slack.messages("C0GENERAL") == []


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_explain_answers_a_burst_in_full(slack: SlackStandIn, mode: Mode) -> None:
    texts = [f"text number {number}" for number in range(50)]
    with running(slack, FakeExplainer(), mode=mode):
        with ThreadPoolExecutor(max_workers=50) as people:
            acks = list(people.map(lambda text: slack.command("/explain", text), texts))
        messages = slack.wait_for_messages("C0GENERAL", n=50, timeout=60)

    assert all(ack.ok for ack in acks)
    quoted = [str(message.blocks[-1]) for message in messages]
    assert all(sum(f"“{text}”" in block for block in quoted) == 1 for text in texts)


def test_explain_refuses_clearly_when_too_many_wait(slack: SlackStandIn) -> None:
    with running(slack, None, limit=2) as bot:
        for number in range(3):
            slack.command("/explain", f"text {number}", user=f"U0PERSON{number}")
        (refusal,) = slack.seen_only_by("U0PERSON2")
        bot.load(FakeExplainer())
        messages = slack.wait_for_messages("C0GENERAL", n=2)

    assert "I am busy" in refusal.text
    assert len(messages) == 2


def test_explain_refuses_clearly_while_the_bot_stops(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer()) as bot:
        bot.jobs.stop(grace=0.0)
        ack = slack.command("/explain", "too late")

    (refusal,) = slack.seen_only_by("U0ALICE")
    assert ack.ok
    assert "restarted" in refusal.text
    assert refusal.text != CUT_SHORT
