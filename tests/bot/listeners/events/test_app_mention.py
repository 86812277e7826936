from __future__ import annotations

import pytest

from bot.errors import Busy
from bot.messages.states import LOADING
from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn
from tests.slack.envelopes import typed


@pytest.fixture(autouse=True)
def in_channel(slack: SlackStandIn) -> None:
    slack.invite("C0GENERAL")


@pytest.mark.parametrize(
    "text", ["so what", "我喜欢 🦄", "<!channel> & *x*", "هذا رائع", "x" * 9000]
)
def test_mention_asks_for_an_answer_in_a_thread_of_its_own(slack: SlackStandIn, text: str) -> None:
    with listening(slack) as bot:
        message = slack.mention("C0GENERAL", typed(text), user="U0BOB")
        slack.wait_until(lambda: bool(bot.jobs.requests))

    request = bot.request
    assert (request.text, request.user, request.channel) == (text, "U0BOB", "C0GENERAL")
    assert (request.origin, request.thread) == ("mention", message.ts)


def test_mention_in_a_thread_stays_in_that_thread(slack: SlackStandIn) -> None:
    first = slack.say("C0GENERAL", "first")
    with listening(slack) as bot:
        slack.mention("C0GENERAL", "so what", thread_ts=first.ts)
        slack.wait_until(lambda: bool(bot.jobs.requests))

    assert bot.request.thread == first.ts


def test_mention_may_stand_anywhere_and_more_than_once(slack: SlackStandIn) -> None:
    bot_user = f"<@{slack.bot_user_id}>"
    with listening(slack) as bot:
        slack.say("C0GENERAL", f"so what {bot_user} <@{slack.bot_user_id}|explain>")
        slack.wait_until(lambda: bool(bot.jobs.requests))

    assert bot.request.text == "so what"


def test_mention_takes_options(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.mention("C0GENERAL", "--private --target negative so what")
        slack.wait_until(lambda: bool(bot.jobs.requests))

    assert (bot.request.target, bot.request.visibility) == ("negative", "private")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "*`@explain some text`*"),
        ("help", "*`@explain some text`*"),
        ("--modle x y", "Did you mean `--model`?"),
    ],
)
def test_mention_that_asks_for_nothing_is_told_how_to_ask(
    slack: SlackStandIn, text: str, told: str
) -> None:
    with listening(slack) as bot:
        slack.mention("C0GENERAL", text)
        slack.wait_until(lambda: bool(slack.seen_only_by("U0ALICE")))

    (shown,) = slack.seen_only_by("U0ALICE")
    assert told in shown.text
    assert bot.jobs.requests == []


@pytest.mark.parametrize(
    ("jobs", "told"), [({"started": False}, LOADING), ({"error": Busy(9)}, "9 requests")]
)
def test_mention_tells_the_asker_alone_what_comes_in_the_way(
    slack: SlackStandIn, jobs: dict[str, object], told: str
) -> None:
    with listening(slack, **jobs):
        slack.mention("C0GENERAL", "so what")
        slack.wait_until(lambda: bool(slack.seen_only_by("U0ALICE")))

    (shown,) = slack.seen_only_by("U0ALICE")
    assert told in shown.text


def test_mention_delivered_again_or_edited_is_one_request(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        message = slack.mention("C0GENERAL", "so what")
        event = {"type": "app_mention", "user": "U0ALICE", "channel": "C0GENERAL"}
        about = {"ts": message.ts, "text": message.text}
        slack.event(event | about, redeliver=2)
        slack.event(event | about | {"edited": {"user": "U0ALICE", "ts": "1.2"}, "text": "x"})
        slack.wait_until(lambda: bool(bot.jobs.requests))

    assert bot.request.text == "so what"


def test_mention_by_another_bot_is_ignored(slack: SlackStandIn) -> None:
    event = {"type": "app_mention", "channel": "C0GENERAL", "ts": "1.2", "text": "so what"}
    with listening(slack) as bot:
        assert slack.event(event | {"user": "U0ROBOT", "bot_id": "B0OTHER"}).ok

    assert bot.jobs.requests == []


@pytest.mark.parametrize(
    "event", [{}, {"user": "U0ALICE"}, {"text": None, "user": None, "channel": None, "ts": None}]
)
def test_mention_of_an_odd_shape_is_only_acknowledged(
    slack: SlackStandIn, event: dict[str, object]
) -> None:
    with listening(slack) as bot:
        assert slack.event({"type": "app_mention", **event}).ok

    assert bot.jobs.requests == []
    assert slack.calls_to("chat.postMessage") == []
