"""From what people do to what moderators see, with the whole bot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from bot.messages import action_ids
from bot.messages.review.admin import admin_blocks
from bot.settings import Mode
from tests.bot.clicking import told
from tests.bot.moderation.team import (
    ALICE,
    BOB,
    CAROL,
    EVE,
    GENERAL,
    NASTY,
    REVIEW,
    moderated,
    people_in,
)
from tests.bot.moderators import FakeModerator
from tests.bot.running import running
from tests.slack import Message, SlackStandIn
from tests.slack.clients import client_of


@pytest.fixture(autouse=True)
def _member(slack: SlackStandIn) -> None:
    slack.invite(GENERAL)


def case_message(slack: SlackStandIn) -> Message:
    """Return the message about the only case, once moderators see it with all that is known."""
    (message,) = slack.wait_for_messages(REVIEW)
    return message


def watch(slack: SlackStandIn) -> None:
    slack.command("/moderate", "watch", user=EVE)
    slack.wait_until(lambda: any("watched from now on" in text for text in said(slack)))


def said(slack: SlackStandIn, channel: str = GENERAL) -> list[str]:
    """Return what the bot has said in a channel."""
    return [one.text for one in slack.messages(channel) if one.user == slack.bot_user_id]


def by_shortcut(slack: SlackStandIn, message: Message) -> None:
    slack.message_shortcut("send_to_review", message)
    slack.submit(slack.modals[0], {"note": "please look"})


def by_reaction(slack: SlackStandIn, message: Message) -> None:
    slack.react(message, "no_good", user=ALICE)


def by_button(slack: SlackStandIn, message: Message) -> None:
    slack.message_shortcut("explain_message", message)
    slack.wait_until(lambda: any(one.thread_ts for one in slack.messages(GENERAL)), timeout=30)
    slack.wait_until(lambda: bool(answers(slack)), timeout=30)
    slack.click(answers(slack)[0], action_ids.SEND_TO_REVIEW)
    slack.submit(slack.modals[0])


def answers(slack: SlackStandIn) -> list[Message]:
    return [one for one in slack.messages(GENERAL) if action_ids.SEND_TO_REVIEW in str(one.blocks)]


GESTURES: list[tuple[Callable[[SlackStandIn, Message], None], str]] = [
    (by_shortcut, "sent to review"),
    (by_reaction, "sent to review with a reaction"),
    (by_button, "sent to review from an explanation"),
]


@pytest.mark.parametrize(("gesture", "how"), GESTURES)
@pytest.mark.parametrize("mode", ["http", "socket"])
def test_what_people_flag_is_shown_to_the_moderators(
    slack: SlackStandIn,
    gesture: Callable[[SlackStandIn, Message], None],
    how: str,
    mode: Mode,
) -> None:
    with moderated(slack, mode=mode, review_reaction="no_good", model="moderation"):
        message = slack.say(GENERAL, NASTY, user=BOB)
        gesture(slack, message)
        shown = case_message(slack)

    assert NASTY in shown.text
    assert how in shown.text.lower()
    assert f"<@{ALICE}>" in shown.text


def test_watched_channel_gives_cases_and_is_told_that_it_does(slack: SlackStandIn) -> None:
    with moderated(slack, model="moderation"):
        watch(slack)
        slack.say(GENERAL, "good morning", user=BOB)
        slack.say(GENERAL, NASTY, user=BOB)
        shown = case_message(slack)
        slack.command("/moderate", "unwatch", user=EVE)
        slack.wait_until(lambda: any("not watched any more" in text for text in said(slack)))
        slack.say(GENERAL, f"{NASTY} again", user=BOB)

    assert NASTY in shown.text
    assert "noticed by the model" in shown.text.lower()
    assert len(slack.messages(REVIEW)) == 1


def test_channel_that_cannot_be_told_is_watched_and_the_admin_is_asked_to_tell(
    slack: SlackStandIn,
) -> None:
    slack.fail("chat.postMessage", error="restricted_action")
    with moderated(slack, model="moderation"):
        slack.command("/moderate", "watch", user=EVE)
        shown = told(slack, 2, user=EVE)

    assert f"I could not tell <#{GENERAL}> about it." in shown.text
    assert "Please tell people there yourself." in shown.text


def test_edit_and_deletion_of_a_flagged_message_are_shown(slack: SlackStandIn) -> None:
    with moderated(slack, model="moderation"):
        watch(slack)
        message = slack.say(GENERAL, NASTY, user=BOB)
        case_message(slack)
        slack.edit(message, "What a nice thing to say")
        slack.wait_until(lambda: "edited" in case_message(slack).text, timeout=30)
        slack.delete(message)
        slack.wait_until(lambda: "deleted" in case_message(slack).text, timeout=30)

    assert len(slack.messages(REVIEW)) == 1


def test_message_that_turns_bad_by_an_edit_is_a_case(slack: SlackStandIn) -> None:
    with moderated(slack, model="moderation"):
        watch(slack)
        message = slack.say(GENERAL, "What a nice thing to say", user=BOB)
        slack.edit(message, NASTY)
        shown = case_message(slack)

    assert NASTY in shown.text


def test_messages_that_came_while_the_model_was_loading_are_scored_later(
    slack: SlackStandIn,
) -> None:
    people_in(slack)
    settings: dict[str, Any] = {"review_channel": REVIEW, "moderation_admins": (EVE,)}
    with running(slack, FakeModerator(), launched=False, **settings) as bot:
        slack.command("/moderate", "watch", user=EVE)
        slack.say(GENERAL, NASTY, user=BOB)
        slack.say(GENERAL, "good morning", user=BOB)
        bot.models.get("moderation")
        bot.launch()
        shown = case_message(slack)

    assert NASTY in shown.text


def test_whole_way_from_a_message_to_a_verdict(slack: SlackStandIn) -> None:
    with moderated(slack, model="moderation") as bot:
        watch(slack)
        slack.say(GENERAL, NASTY, user=BOB)
        slack.click(case_message(slack), action_ids.CASE_AGREE, user=CAROL)
        slack.wait_until(lambda: "agreed with the flag" in case_message(slack).text, timeout=30)
        slack.click(case_message(slack), action_ids.CASE_WARN, user=CAROL)
        slack.submit(slack.modals[0], {"text": "Please be kind."}, user=CAROL)
        direct = slack.direct_message(BOB)
        slack.wait_until(lambda: bool(said(slack, direct)), timeout=30)
        verified = bot.store.audit.verify(slack.team_id)

    assert "Please be kind." in said(slack, direct)[0]
    assert verified.broken == ()


def test_trial_says_what_would_happen_and_why_with_a_picture(slack: SlackStandIn) -> None:
    with moderated(slack, model="moderation"):
        slack.command("/moderate", f"test {NASTY}")
        told(slack, 2)

    everything = "\n".join(message.text for message in slack.seen_only_by(ALICE))
    assert "It would be flagged" in everything
    assert "Towards Toxic: nasty" in everything
    assert slack.messages(REVIEW) == []
    assert any("image" in str(one.blocks) for one in slack.messages(slack.direct_message(ALICE)))


def test_settings_of_the_app_home_open_the_queue_for_those_it_names(slack: SlackStandIn) -> None:
    with moderated(slack, review_channel="", model="moderation") as bot:
        blocks = admin_blocks(bot.moderation.rules.of(slack.team_id))
        client_of(slack).chat_postMessage(channel=GENERAL, text="settings", blocks=blocks)
        message = slack.messages(GENERAL)[-1]
        slack.click(message, action_ids.OPEN_SETTINGS, user=EVE)
        values = {"review_channel": REVIEW, "monitored": [GENERAL]}
        slack.submit(slack.modals[0], values, user=EVE)
        slack.say(GENERAL, NASTY, user=BOB)
        shown = case_message(slack)

    assert NASTY in shown.text


WORD = "quincunx"


def test_moderation_writes_no_words_into_the_log(
    slack: SlackStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with moderated(slack, model="moderation"):
        watch(slack)
        message = slack.say(GENERAL, f"{NASTY} {WORD}", user=BOB)
        case_message(slack)
        slack.message_shortcut("send_to_review", message)
        slack.submit(slack.modals[0], {"note": WORD})
        slack.command("/moderate", f"test {NASTY} {WORD}")
        told(slack, 3)
        slack.edit(message, f"{WORD} {NASTY}")
        slack.wait_until(lambda: "edited" in case_message(slack).text, timeout=30)
        slack.delete(message)
        slack.wait_until(lambda: "deleted" in case_message(slack).text, timeout=30)

    for hidden in (WORD, slack.bot_token, BOB, "/response/"):
        assert hidden not in caplog.text
