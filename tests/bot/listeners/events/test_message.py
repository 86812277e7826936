from __future__ import annotations

from typing import Any

import pytest

from bot.store import Preferences
from tests.bot.listeners.listening import Listening, listening
from tests.slack import SlackStandIn
from tests.slack.envelopes import typed


def asked(slack: SlackStandIn, bot: Listening) -> None:
    slack.wait_until(lambda: bool(bot.jobs.requests))


@pytest.mark.parametrize("text", ["so what", "我喜欢 🦄", "<!channel> & *x*", "هذا رائع"])
def test_direct_message_is_answered_beside_it(slack: SlackStandIn, text: str) -> None:
    channel = slack.direct_message("U0ALICE")
    with listening(slack) as bot:
        slack.say(channel, typed(text))
        asked(slack, bot)

    request = bot.request
    assert (request.text, request.user, request.channel) == (text, "U0ALICE", channel)
    assert (request.origin, request.thread) == ("direct", "")


def test_direct_message_in_a_thread_stays_in_that_thread(slack: SlackStandIn) -> None:
    channel = slack.direct_message("U0ALICE")
    with listening(slack) as bot:
        slack.say(channel, "so what", thread_ts="1700000000.000100")
        asked(slack, bot)

    assert bot.request.thread == "1700000000.000100"


def test_direct_message_is_answered_for_good_also_by_who_prefers_privacy(
    slack: SlackStandIn,
) -> None:
    channel = slack.direct_message("U0ALICE")
    with listening(slack) as bot:
        preferences = Preferences(model="moderation", visibility="private")
        bot.store.preferences.set(slack.team_id, "U0ALICE", preferences)
        slack.say(channel, "so what")
        asked(slack, bot)

    assert (bot.request.model, bot.request.visibility) == ("moderation", "channel")


def test_direct_message_takes_options(slack: SlackStandIn) -> None:
    channel = slack.direct_message("U0ALICE")
    with listening(slack) as bot:
        slack.say(channel, "--compare one | two")
        asked(slack, bot)

    assert (bot.request.text, bot.request.compare) == ("one", "two")


def test_direct_message_for_help_is_told_how_to_ask(slack: SlackStandIn) -> None:
    channel = slack.direct_message("U0ALICE")
    with listening(slack) as bot:
        slack.say(channel, "help")
        slack.wait_until(
            lambda: bool(slack.calls_to("chat.postEphemeral")) or len(slack.messages(channel)) > 1
        )

    said = [*slack.seen_only_by("U0ALICE"), *slack.messages(channel)]
    assert any("`/explain some text`" in message.text for message in said)
    assert bot.jobs.requests == []


def test_group_message_that_names_the_bot_is_one_request(slack: SlackStandIn) -> None:
    group = slack.direct_message("U0ALICE", "U0BOB")
    with listening(slack) as bot:
        message = slack.mention(group, "so what")
        about = {"user": "U0ALICE", "channel": group, "ts": message.ts, "text": message.text}
        slack.event({"type": "message", "channel_type": "mpim", **about}, redeliver=1)
        slack.event({"type": "app_mention", **about}, redeliver=1)

    assert (bot.request.text, bot.request.thread) == ("so what", message.ts)


@pytest.mark.parametrize(
    "about",
    [
        {"channel_type": "app_home"},
        {"subtype": "file_share", "files": [{"id": "F1"}]},
        {"subtype": "me_message"},
        {"subtype": "thread_broadcast"},
    ],
)
def test_direct_message_of_any_kind_that_people_write_is_taken(
    slack: SlackStandIn, about: dict[str, Any]
) -> None:
    said = {"user": "U0ALICE", "channel": "D0X", "ts": "1700000000.000100", "text": "so what"}
    with listening(slack) as bot:
        slack.event({"type": "message", "channel_type": "im", **said, **about})

    assert bot.request.text == "so what"


IGNORED: list[dict[str, Any]] = [
    {"channel_type": "mpim"},
    {"channel_type": "mpim", "text": "<@U0BOB> so what"},
    {"channel_type": "channel"},
    {"channel_type": "group"},
    {},
    {"channel_type": "im", "subtype": "message_changed", "hidden": True},
    {"channel_type": "im", "subtype": "message_deleted", "hidden": True},
    {"channel_type": "im", "subtype": "channel_join"},
    {"channel_type": "im", "subtype": "bot_message", "bot_id": "B0OTHER"},
    {"channel_type": "im", "bot_id": "B0OTHER"},
    {"channel_type": "im", "bot_profile": {"id": "B0OTHER"}},
    {"channel_type": "im", "user": None},
    {"channel_type": "im", "ts": None},
]


@pytest.mark.parametrize("about", IGNORED)
def test_message_that_is_not_for_the_bot_is_ignored(
    slack: SlackStandIn, about: dict[str, Any]
) -> None:
    usual = {"user": "U0ALICE", "channel": "D0X", "ts": "1700000000.000100", "text": "so what"}
    with listening(slack) as bot:
        assert slack.event({"type": "message", **usual, **about}).ok

    assert bot.jobs.requests == []
    assert slack.calls_to("chat.postMessage") == []


def test_message_of_the_bot_itself_is_ignored(slack: SlackStandIn) -> None:
    about = {"user": slack.bot_user_id, "channel": "D0X", "ts": "1700000000.000100"}
    with listening(slack) as bot:
        slack.event({"type": "message", "channel_type": "im", "text": "so what", **about})

    assert bot.jobs.requests == []
