"""Messages of a monitored channel, told by Slack once, often, late or in the wrong order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bot.settings import Mode
from tests.bot.moderators import CHANNEL, REVIEW, FakeModerator, cases_in, moderating, settled
from tests.slack import Message, SlackStandIn

AUTHOR = "U0BOB"
NASTY = "you are nasty people"

Json = dict[str, Any]


def told(message: Message, **changes: Any) -> Json:
    """Return the event of a message, to be sent as often as a test likes."""
    about = {
        "type": "message",
        "channel": message.channel,
        "channel_type": "channel",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "event_ts": message.ts,
    }
    return about | changes


def edit_of(message: Message, text: str, *, moment: str) -> Json:
    """Return the event of an edit that happened at some moment."""
    about = {"type": "message", "user": message.user, "ts": message.ts}
    edited = {"user": message.user, "ts": f"{moment.partition('.')[0]}.000000"}
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": message.channel,
        "channel_type": "channel",
        "ts": moment,
        "event_ts": moment,
        "message": about | {"text": text, "edited": edited},
        "previous_message": about | {"text": message.text},
    }


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_message_becomes_one_case_however_often_it_is_told(slack: SlackStandIn, mode: Mode) -> None:
    with moderating(slack, FakeModerator(), mode=mode) as bot:
        message = slack.say(CHANNEL, NASTY, user=AUTHOR)
        ack = slack.event(told(message), redeliver=3)
        (case,) = settled(slack, bot)
    assert all(again.ok for again in ack.redeliveries)
    assert NASTY in case.text


def test_message_that_is_told_by_many_at_the_same_instant_is_one_case(slack: SlackStandIn) -> None:
    with moderating(slack, FakeModerator()) as bot:
        message = slack.say(CHANNEL, NASTY, user=AUTHOR)
        slack.at_once([partial(slack.event, told(message)) for _ in range(6)])
        assert len(settled(slack, bot)) == 1
        entries = bot.store.audit.entries(slack.team_id)
    assert [entry.event for entry in entries].count("flagged") == 1


def test_message_that_nobody_minds_leaves_no_trace(slack: SlackStandIn) -> None:
    with moderating(slack, FakeModerator()) as bot:
        slack.say(CHANNEL, "what a lovely day", user=AUTHOR)
        assert settled(slack, bot) == []
        events = [entry.event for entry in bot.store.audit.entries(slack.team_id)]
    assert events == ["settings"]


Gesture = Callable[[SlackStandIn], object]


def unfurled(slack: SlackStandIn) -> object:
    return slack.unfurl(slack.say(CHANNEL, f"{NASTY} <https://example.org>", user=AUTHOR))


def replied(slack: SlackStandIn) -> object:
    parent = slack.say(CHANNEL, NASTY, user=AUTHOR)
    return slack.say(CHANNEL, "oh", thread_ts=parent.ts)


def broadcast(slack: SlackStandIn) -> object:
    parent = slack.say(CHANNEL, "hello")
    return slack.say(CHANNEL, NASTY, user=AUTHOR, thread_ts=parent.ts, subtype="thread_broadcast")


def in_thread(slack: SlackStandIn) -> object:
    return slack.say(CHANNEL, NASTY, user=AUTHOR, thread_ts=slack.say(CHANNEL, "hello").ts)


def edited_into_it(slack: SlackStandIn) -> object:
    message = slack.say(CHANNEL, "you are nice people", user=AUTHOR)
    slack.wait_for_events()
    return slack.edit(message, NASTY)


@pytest.mark.parametrize("gesture", [unfurled, replied, broadcast, in_thread, edited_into_it])
def test_nasty_message_is_one_case_whatever_becomes_of_it(
    slack: SlackStandIn, gesture: Gesture
) -> None:
    with moderating(slack, FakeModerator()) as bot:
        gesture(slack)
        assert len(settled(slack, bot)) == 1


def by_an_app(slack: SlackStandIn) -> object:
    return slack.say(CHANNEL, NASTY, user="U0ROBOT", bot_id="B0ROBOT")


def by_an_integration(slack: SlackStandIn) -> object:
    return slack.say(CHANNEL, NASTY, user="", bot_id="B0ROBOT", subtype="bot_message")


def in_review(slack: SlackStandIn) -> object:
    return slack.say(REVIEW, f"somebody wrote: {NASTY}", user="U0CAROL")


def elsewhere(slack: SlackStandIn) -> object:
    members = (slack.bot_user_id, AUTHOR)
    slack.add_channel("C0QUIET00", name="quiet", members=members)
    return slack.say("C0QUIET00", NASTY, user=AUTHOR)


def joined(slack: SlackStandIn) -> object:
    return slack.say(CHANNEL, "<@U0NASTY> nasty has joined", user=AUTHOR, subtype="channel_join")


@pytest.mark.parametrize("gesture", [by_an_app, by_an_integration, in_review, elsewhere, joined])
def test_what_is_not_for_the_moderators_is_not_read(slack: SlackStandIn, gesture: Gesture) -> None:
    explainer = FakeModerator()
    with moderating(slack, explainer, monitored=(CHANNEL, REVIEW)) as bot:
        gesture(slack)
        assert settled(slack, bot) == []
    assert explainer.undone == []


def test_messages_of_apps_are_read_where_an_admin_wants_that(slack: SlackStandIn) -> None:
    with moderating(slack, FakeModerator(), bots=True) as bot:
        by_an_integration(slack)
        assert len(settled(slack, bot)) == 1


def test_message_that_cannot_be_scored_in_time_is_scored_later(slack: SlackStandIn) -> None:
    explainer = FakeModerator()
    explainer.gate.clear()
    with moderating(slack, explainer) as bot:
        slack.say(CHANNEL, NASTY, user=AUTHOR)
        slack.say(CHANNEL, "what a lovely day", user=AUTHOR)
        slack.wait_for_events()
        assert cases_in(slack) == []
        explainer.gate.set()
        (case,) = settled(slack, bot)
    assert NASTY in case.text


def test_edit_of_a_case_is_followed(slack: SlackStandIn) -> None:
    with moderating(slack, FakeModerator()) as bot:
        message = slack.say(CHANNEL, NASTY, user=AUTHOR)
        settled(slack, bot)
        slack.edit(message, "you are lovely people")
        (case,) = settled(slack, bot)
    assert "edited" in case.text.lower()


def test_two_edits_within_a_second_are_both_followed(slack: SlackStandIn) -> None:
    with moderating(slack, FakeModerator()) as bot:
        message = slack.say(CHANNEL, NASTY, user=AUTHOR)
        settled(slack, bot)
        for text in ("you are still nasty", "you are lovely people"):
            message = slack.edit(message, text)
            slack.wait_for_events()
        settled(slack, bot)
        (found,) = bot.store.cases.queue(slack.team_id)
    assert found.edited_text == "you are lovely people"


def test_older_edit_that_is_told_late_does_not_replace_the_newer_one(slack: SlackStandIn) -> None:
    with moderating(slack, FakeModerator()) as bot:
        message = slack.say(CHANNEL, NASTY, user=AUTHOR)
        settled(slack, bot)
        moment = f"{float(message.ts) + 0.001:.6f}"
        slack.edit(message, "you are lovely people")
        settled(slack, bot)
        slack.event(edit_of(message, "you are nasty, I said", moment=moment))
        settled(slack, bot)
        (found,) = bot.store.cases.queue(slack.team_id)
    assert found.edited_text == "you are lovely people"


@pytest.mark.parametrize("with_reply", [False, True])
def test_deleted_message_is_noted_in_its_case(slack: SlackStandIn, with_reply: bool) -> None:
    with moderating(slack, FakeModerator()) as bot:
        message = slack.say(CHANNEL, NASTY, user=AUTHOR)
        if with_reply:
            slack.say(CHANNEL, "oh", thread_ts=message.ts)
        settled(slack, bot)
        slack.delete(message)
        (case,) = settled(slack, bot)
        (found,) = bot.store.cases.queue(slack.team_id)
    assert found.original == "deleted"
    assert "deleted" in case.text.lower()


def test_message_that_is_deleted_before_its_case_is_there_is_noted_as_deleted(
    slack: SlackStandIn,
) -> None:
    explainer = FakeModerator()
    with moderating(slack, explainer) as bot:
        message = slack.say(CHANNEL, NASTY, user=AUTHOR)
        slack.delete(message)
        settled(slack, bot)
        (found,) = bot.store.cases.queue(slack.team_id)
    assert found.original == "deleted"


def test_deleted_event_that_comes_again_changes_nothing(slack: SlackStandIn) -> None:
    with moderating(slack, FakeModerator()) as bot:
        message = slack.say(CHANNEL, NASTY, user=AUTHOR)
        settled(slack, bot)
        slack.delete(message)
        settled(slack, bot)
        deleted = next(e for e in slack.events if e.get("subtype") == "message_deleted")
        slack.event(deleted, redeliver=2)
        settled(slack, bot)
        events = [entry.event for entry in bot.store.audit.entries(slack.team_id)]
        assert bot.store.audit.verify(slack.team_id).broken == ()
    assert events.count("original_deleted") == 1


@pytest.mark.parametrize(
    "text",
    [
        "nasty " + ":tada:" * 50,
        "你们真 nasty",
        "أنت nasty",
        "nasty &lt;!channel&gt; *bold* `code` &amp; <@U0ALICE>",
        "nasty " + "very " * 3000,
        "n\u200basty nasty \ufffd\u0007",
    ],
)
def test_odd_texts_are_shown_to_moderators_and_ping_nobody(slack: SlackStandIn, text: str) -> None:
    with moderating(slack, FakeModerator()) as bot:
        slack.say(CHANNEL, text, user=AUTHOR)
        (case,) = settled(slack, bot)
    assert [ping for ping in case.pings if AUTHOR not in ping] == []
