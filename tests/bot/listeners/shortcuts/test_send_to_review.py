from __future__ import annotations

import json
from typing import Any

import pytest

from bot.errors import StoreUnavailable
from bot.request import ExplainRequest
from tests.bot.listeners.listening import listening
from tests.bot.listeners.moderating import GENERAL, REVIEW, kept_case, set_up
from tests.slack import SlackStandIn
from tests.slack.envelopes import typed

SHORTCUT = "send_to_review"


@pytest.mark.parametrize(
    "text", ["you idiot", "你是个白痴 🦄", "<!channel> & *x*", "أنت أحمق", "x" * 9_000]
)
@pytest.mark.parametrize("note", ["", "again and again"])
def test_message_is_sent_to_review_with_a_note(slack: SlackStandIn, text: str, note: str) -> None:
    message = slack.say(GENERAL, typed(text), user="U0BOB")
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.message_shortcut(SHORTCUT, message)
        (window,) = slack.modals
        assert slack.submit(window, {"note": note}).ok
        slack.wait_until(lambda: bool(slack.seen_only_by("U0ALICE")))

    flag = bot.flag
    assert (flag.text, flag.note, flag.origin) == (text, note, "shortcut")
    assert (flag.user, flag.author) == ("U0ALICE", "U0BOB")
    assert (flag.channel, flag.ts, flag.thread) == (GENERAL, message.ts, "")
    assert "Thank you" in slack.seen_only_by("U0ALICE")[0].text


def test_message_in_a_thread_of_a_foreign_conversation_is_sent_to_review(
    slack: SlackStandIn,
) -> None:
    slack.add_channel("C0RANDOM", name="random", members=["U0ALICE"])
    first = slack.say("C0RANDOM", "hello")
    reply = slack.say("C0RANDOM", "you idiot", thread_ts=first.ts)
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.message_shortcut(SHORTCUT, reply)
        slack.submit(slack.modals[0])

    assert (bot.flag.ts, bot.flag.thread, bot.flag.text) == (reply.ts, first.ts, "you idiot")


def test_message_that_is_in_review_already_gets_another_note(slack: SlackStandIn) -> None:
    message = slack.say(GENERAL, "you idiot", user="U0BOB")
    with listening(slack) as bot:
        set_up(bot, slack)
        kept_case(bot, slack, channel=GENERAL, ts=message.ts)
        slack.message_shortcut(SHORTCUT, message)
        slack.submit(slack.modals[0], {"note": "I mind it too"})
        slack.wait_until(lambda: bool(slack.seen_only_by("U0ALICE")))

    assert bot.flag.note == "I mind it too"
    assert "already" in slack.seen_only_by("U0ALICE")[0].text


def test_window_that_slack_does_not_open_flags_without_a_note(slack: SlackStandIn) -> None:
    message = slack.say(GENERAL, "you idiot", user="U0BOB")
    slack.fail("views.open", error="expired_trigger_id")
    with listening(slack) as bot:
        set_up(bot, slack)
        assert slack.message_shortcut(SHORTCUT, message).ok
        slack.wait_until(lambda: bool(slack.seen_only_by("U0ALICE")))

    assert (bot.flag.text, bot.flag.note) == ("you idiot", "")
    assert "Thank you" in slack.seen_only_by("U0ALICE")[0].text


def test_window_that_is_closed_flags_nothing_and_leaves_no_text(slack: SlackStandIn) -> None:
    message = slack.say(GENERAL, "you idiot", user="U0BOB")
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.message_shortcut(SHORTCUT, message)
        (draft,) = bot.jobs.drafts
        slack.close(slack.modals[0])
        left = bot.store.requests.get(draft.id)

    assert bot.moderation.flags == []
    assert left is None or left.text == ""


def test_window_that_is_sent_off_twice_is_one_flag(slack: SlackStandIn) -> None:
    message = slack.say(GENERAL, "you idiot")
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.message_shortcut(SHORTCUT, message)
        window = slack.modals[0]
        slack.submit(window)
        bot.store.flags.add(bot.flag)
        slack.submit(window)

    assert bot.flag.text == "you idiot"


@pytest.mark.parametrize(
    "about",
    ["", "{", "[]", "null", '"x"', "{}", json.dumps({"id": "x", "team": "T1", "user": "U0EVE"})],
)
def test_window_about_nothing_says_so_and_flags_nothing(slack: SlackStandIn, about: str) -> None:
    message = slack.say(GENERAL, "you idiot")
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.message_shortcut(SHORTCUT, message)
        ack = slack.submit(slack.modals[0] | {"private_metadata": about})

    assert "once more" in str(ack.body)
    assert bot.moderation.flags == []


@pytest.mark.parametrize(
    "forged",
    [
        {"id": "someone-elses"},
        {"id": "someone-elses", "explanation": "someone-elses"},
        {"channel": "C0OTHER"},
        {"ts": "1.1"},
        {"ts": ""},
    ],
)
def test_window_about_something_else_than_it_was_opened_for_flags_nothing(
    slack: SlackStandIn, forged: dict[str, str]
) -> None:
    message = slack.say(GENERAL, "you idiot")
    with listening(slack) as bot:
        set_up(bot, slack)
        private = {"team": slack.team_id, "user": "U0BOB", "visibility": "private"}
        bot.store.requests.add(
            ExplainRequest(id="someone-elses", channel=GENERAL, text="my secret", **private)
        )
        slack.message_shortcut(SHORTCUT, message)
        (window,) = slack.modals
        about = json.loads(window["private_metadata"]) | forged
        ack = slack.submit(window | {"private_metadata": json.dumps(about)})

    assert "once more" in str(ack.body)
    assert bot.moderation.flags == []


def test_window_of_somebody_else_flags_nothing(slack: SlackStandIn) -> None:
    message = slack.say(GENERAL, "you idiot")
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.message_shortcut(SHORTCUT, message)
        slack.submit(slack.modals[0], user="U0EVE")

    assert bot.moderation.flags == []


def test_database_out_of_reach_is_told_in_the_window(slack: SlackStandIn) -> None:
    message = slack.say(GENERAL, "you idiot")
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.message_shortcut(SHORTCUT, message)
        bot.moderation.error = StoreUnavailable("OperationalError")
        ack = slack.submit(slack.modals[0], {"note": "why"})

    assert ack.body["response_action"] == "errors"
    assert "database" in ack.body["errors"]["note"]


def test_without_a_review_channel_people_are_told_whom_to_ask(slack: SlackStandIn) -> None:
    message = slack.say(GENERAL, "you idiot")
    with listening(slack) as bot:
        slack.message_shortcut(SHORTCUT, message)

    assert slack.modals == []
    assert bot.moderation.flags == []
    assert "no review channel yet" in slack.seen_only_by("U0ALICE")[0].text


def test_review_channel_of_the_operator_suffices(slack: SlackStandIn) -> None:
    message = slack.say(GENERAL, "you idiot")
    with listening(slack, settings={"review_channel": REVIEW}):
        slack.message_shortcut(SHORTCUT, message)

    assert len(slack.modals) == 1


@pytest.mark.parametrize(
    ("about", "part"), [({"text": ""}, "no text"), ({"user": "BOT"}, "This message is mine")]
)
def test_message_that_cannot_be_reviewed_is_refused(
    slack: SlackStandIn, about: dict[str, Any], part: str
) -> None:
    said = slack.say(GENERAL, "you idiot")
    payload = {"ts": said.ts, "text": "you idiot", "user": "U0BOB", "type": "message"} | about
    if payload["user"] == "BOT":
        payload["user"] = slack.bot_user_id
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.interact(
            {
                "type": "message_action",
                "callback_id": SHORTCUT,
                "user": "U0ALICE",
                "channel": GENERAL,
                "message": payload,
            }
        )

    assert slack.modals == []
    assert part in slack.seen_only_by("U0ALICE")[0].text
    assert bot.moderation.flags == []
