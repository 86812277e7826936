from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bot.errors import Stopping, StoreUnavailable
from tests.bot.listeners.listening import Listening, listening
from tests.bot.listeners.moderating import FINE, GENERAL, REVIEW, TOXIC, set_up
from tests.slack import SlackStandIn
from tests.slack.envelopes import typed


@pytest.fixture(autouse=True)
def _member(slack: SlackStandIn) -> None:
    """The bot is where people talk."""
    slack.invite(GENERAL)


def watched(bot: Listening, slack: SlackStandIn, **changes: Any) -> None:
    set_up(bot, slack, monitored=(GENERAL,), **changes)
    bot.moderation.scoring.scored = TOXIC


def heard(slack: SlackStandIn, bot: Listening, count: int = 1) -> None:
    slack.wait_until(lambda: len(bot.moderation.scoring.texts) == count)


@pytest.mark.parametrize(
    "text", ["you idiot", "你是个白痴 🦄", "<!channel> & *x*", "أنت أحمق", "x" * 12_000]
)
def test_message_of_a_watched_channel_is_flagged_if_it_reaches_a_threshold(
    slack: SlackStandIn, text: str
) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        message = slack.say(GENERAL, typed(text), user="U0BOB")
        slack.wait_until(lambda: bool(bot.moderation.flags))

    flag = bot.flag
    assert (flag.text, flag.author, flag.user) == (text, "U0BOB", "")
    assert (flag.channel, flag.ts, flag.origin) == (GENERAL, message.ts, "monitor")


def test_message_below_the_thresholds_leaves_no_trace(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        bot.moderation.scoring.scored = FINE
        slack.say(GENERAL, "good morning")
        heard(slack, bot)

    assert bot.moderation.flags == bot.moderation.later == []
    assert bot.jobs.requests == []


def test_message_that_could_not_be_scored_in_time_is_scored_later(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        bot.moderation.scoring.scored = None
        slack.say(GENERAL, "good morning")
        slack.wait_until(lambda: bool(bot.moderation.later))

    assert [flag.text for flag in bot.moderation.later] == ["good morning"]
    assert bot.moderation.flags == []


def test_message_is_flagged_once_however_often_slack_tells_of_it(slack: SlackStandIn) -> None:
    event = message_event("you idiot")
    with listening(slack) as bot:
        watched(bot, slack)
        slack.event(event, redeliver=2)
        slack.event(event)

    assert bot.flag.text == "you idiot"


@pytest.mark.parametrize("monitored", [(), ("C0OTHER",)])
def test_message_of_a_channel_that_is_not_watched_is_not_read(
    slack: SlackStandIn, monitored: tuple[str, ...]
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, monitored=monitored)
        assert slack.event(message_event("you idiot")).ok

    assert bot.moderation.scoring.texts == []


def test_message_of_a_review_channel_is_never_scored(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, monitored=(GENERAL, REVIEW))
        assert slack.event(message_event("he wrote: you idiot", channel=REVIEW)).ok

    assert bot.moderation.scoring.texts == []


def message_event(text: str, **about: Any) -> dict[str, Any]:
    usual = {"channel": GENERAL, "channel_type": "channel", "user": "U0BOB"}
    said = {"type": "message", "ts": "1700000000.000100", "text": text}
    return usual | said | about


@pytest.mark.parametrize(
    "about",
    [
        {"channel_type": "group"},
        {"subtype": "file_share", "files": [{"id": "F1"}]},
        {"subtype": "me_message"},
        {"subtype": "thread_broadcast", "thread_ts": "1600000000.000100"},
        {"thread_ts": "1600000000.000100"},
        {"subtype": "file_comment", "text": "x", "comment": {"comment": "words", "user": "U0BOB"}},
    ],
)
def test_message_of_any_kind_that_people_write_is_scored(
    slack: SlackStandIn, about: dict[str, Any]
) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        slack.event(message_event("words") | about)

    assert (bot.flag.text, bot.flag.author) == ("words", "U0BOB")
    assert bot.flag.thread == about.get("thread_ts", "")


@pytest.mark.parametrize(
    "about",
    [
        {"subtype": "channel_join"},
        {"subtype": "channel_topic"},
        {"subtype": "message_replied"},
        {"hidden": True},
        {"text": ""},
        {"text": None},
        {"ts": None},
        {"channel": None},
        {"channel": {"id": GENERAL}},
        {"text": "   "},
    ],
)
def test_event_without_words_of_a_person_is_ignored(
    slack: SlackStandIn, about: dict[str, Any]
) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        assert slack.event(message_event("words") | about).ok

    assert bot.moderation.scoring.texts == []


APP = {"subtype": "bot_message", "bot_id": "B0OTHER", "user": None}


@pytest.mark.parametrize("about", [APP, {"bot_id": "B0OTHER"}, {"bot_profile": {"id": "B0"}}])
@pytest.mark.parametrize(("bots", "scored"), [(False, []), (True, ["words"])])
def test_message_of_another_app_is_scored_only_if_that_is_set(
    slack: SlackStandIn, about: dict[str, Any], bots: bool, scored: list[str]
) -> None:
    with listening(slack) as bot:
        watched(bot, slack, bots=bots)
        assert slack.event(message_event("words") | about).ok

    assert bot.moderation.scoring.texts == scored


def test_message_of_the_bot_itself_is_never_scored(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        watched(bot, slack, bots=True)
        assert slack.event(message_event("words", user=slack.bot_user_id)).ok
        own = {"user": slack.bot_user_id, "ts": "1700000000.000100", "text": "other words"}
        assert slack.event(edit_event(own, own | {"text": "words"})).ok

    assert bot.moderation.scoring.texts == []
    assert bot.moderation.changes == []


def test_edit_of_a_watched_message_is_scored_like_a_new_one(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        bot.moderation.scoring.scored = FINE
        message = slack.say(GENERAL, "good morning", user="U0BOB")
        heard(slack, bot)
        bot.moderation.scoring.scored = TOXIC
        slack.edit(message, "good morning, idiot")
        slack.wait_until(lambda: bool(bot.moderation.flags))

    assert (bot.flag.text, bot.flag.ts) == ("good morning, idiot", message.ts)
    assert bot.flag.author == "U0BOB"


def test_edits_of_one_message_are_told_apart(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        message = slack.say(GENERAL, "one")
        slack.edit(message, "two")
        slack.edit(message, "three")
        slack.wait_until(lambda: len(bot.moderation.flags) == 3)

    assert {flag.text for flag in bot.moderation.flags} == {"one", "two", "three"}


@pytest.mark.parametrize("waits", [True, False])
def test_harmless_edit_is_told_to_a_case_that_is_about_to_be(
    slack: SlackStandIn, waits: bool
) -> None:
    said = {"user": "U0BOB", "ts": "1700000000.000100", "text": "you idiot"}
    with listening(slack) as bot:
        watched(bot, slack)
        slack.event(message_event(said["text"], ts=said["ts"]))
        if waits:
            bot.store.flags.add(bot.flag)
        bot.moderation.scoring.scored = FINE
        slack.event(edit_event(said | {"text": "you dear"}, said))

    assert [flag.text for flag in bot.moderation.later] == ["you dear"] * waits


def test_edit_of_a_flagged_message_is_followed_and_not_flagged_again(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        bot.moderation.followed = True
        said = {"user": "U0BOB", "ts": "1700000000.000100", "text": "you idiot"}
        slack.event(edit_event(said | {"text": "you dear"}, said), redeliver=1)

    first, again = bot.moderation.changes
    assert first == again
    assert (first.origin, first.text, first.ts) == ("edited", "you dear", said["ts"])
    assert bot.moderation.flags == []
    assert bot.moderation.scoring.texts == []


def edit_event(message: dict[str, Any], previous: dict[str, Any] | None) -> dict[str, Any]:
    about = {"subtype": "message_changed", "hidden": True, "message": message}
    about |= {"previous_message": previous} if previous is not None else {}
    return message_event("", **about, user=None, ts="1700000001.000100")


SAID = {"user": "U0BOB", "ts": "1700000000.000100", "text": "look: <https://example.org>"}


@pytest.mark.parametrize(
    ("message", "previous"),
    [
        (SAID | {"attachments": [{"text": "a preview"}]}, SAID),
        (SAID | {"reply_count": 1}, SAID),
        (SAID | {"pinned_to": [GENERAL]}, SAID),
        (SAID | {"edited": {"ts": "1700000001.000000"}}, SAID),
        (SAID, None),
        ({}, SAID),
        ({"ts": None}, SAID),
    ],
)
def test_change_that_leaves_the_words_is_ignored(
    slack: SlackStandIn, message: dict[str, Any], previous: dict[str, Any] | None
) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        assert slack.event(edit_event(message, previous)).ok

    assert bot.moderation.changes == []
    assert bot.moderation.scoring.texts == []


def test_preview_of_a_link_is_no_edit(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        message = slack.say(GENERAL, "see https://example.org")
        heard(slack, bot)
        slack.unfurl(message)
        slack.say(GENERAL, "the next one")
        heard(slack, bot, 2)

    assert bot.moderation.scoring.texts == ["see https://example.org", "the next one"]


def test_deletion_is_followed_and_nothing_is_scored(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        bot.moderation.scoring.scored = FINE
        message = slack.say(GENERAL, "good morning")
        heard(slack, bot)
        slack.delete(message)
        slack.wait_until(lambda: bool(bot.moderation.changes))

    (change,) = bot.moderation.changes
    assert (change.origin, change.ts, change.text) == ("deleted", message.ts, "")
    assert bot.moderation.scoring.texts == ["good morning"]


def test_deletion_of_a_message_with_replies_is_followed(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        message = slack.say(GENERAL, "good morning")
        slack.say(GENERAL, "hello", thread_ts=message.ts)
        heard(slack, bot, 2)
        slack.delete(message)
        slack.wait_until(lambda: bool(bot.moderation.changes))

    (change,) = bot.moderation.changes
    assert (change.origin, change.ts) == ("deleted", message.ts)


def test_changes_are_followed_in_channels_that_are_not_watched(slack: SlackStandIn) -> None:
    """People send messages to review from everywhere."""
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.event(edit_event(SAID | {"text": "another text"}, SAID))
        slack.event(
            message_event("", subtype="message_deleted", hidden=True, deleted_ts=SAID["ts"])
        )

    assert [change.origin for change in bot.moderation.changes] == ["edited", "deleted"]
    assert bot.moderation.scoring.texts == []


@pytest.mark.parametrize("error", [StoreUnavailable("OperationalError"), Stopping()])
def test_message_that_cannot_be_written_down_is_told_again(
    slack: SlackStandIn, error: Exception
) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        bot.moderation.error = error
        ack = slack.event(message_event("you idiot"))
        assert not ack.ok
        slack.violations.clear()

    assert slack.seen_only_by("U0BOB") == [], "its author is told nothing"


def test_message_that_the_bot_stumbles_over_is_not_answered(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        watched(bot, slack)
        bot.moderation.error = RuntimeError("a mistake of ours")
        assert slack.event(message_event("you idiot")).ok

    assert slack.seen_only_by("U0BOB") == []


def test_messages_that_come_at_once_are_all_flagged(slack: SlackStandIn) -> None:
    events = [message_event(f"idiot {n}", ts=f"1700000000.{n:06}") for n in range(20)]
    with listening(slack) as bot:
        watched(bot, slack)
        slack.at_once([partial(slack.event, event) for event in events])

    assert len({flag.id for flag in bot.moderation.flags}) == 20
