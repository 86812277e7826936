"""What becomes of "What would change it?", seen in Slack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from bot.answering.edit_reply import EditReply, reply_id, reply_to
from bot.assembly import Bot
from bot.durable.careful import Careful
from bot.messages.message import Message
from bot.store import Preferences
from tests.bot.clicking import ALICE, BOB, CHANNEL, answer_to, id_of, private_answer_to, told
from tests.bot.fakes import FakeExplainer, action_for, request_for
from tests.bot.running import running
from tests.slack import SlackStandIn


@pytest.fixture
def explainer() -> FakeExplainer:
    return FakeExplainer()


@pytest.fixture(autouse=True)
def bot(slack: SlackStandIn, explainer: FakeExplainer) -> Iterator[Bot]:
    slack.channel(CHANNEL).members.add(BOB)
    with running(slack, explainer) as bot:
        yield bot
        explainer.gate.set()


def test_edit_is_answered_once_in_the_thread(slack: SlackStandIn, bot: Bot) -> None:
    message = answer_to(slack)
    slack.click(message, "edit")
    reply = slack.wait_for_messages(CHANNEL, n=2)[1]
    replied = reply_id(id_of(message))
    slack.wait_until(lambda: bot.store.requests.state(replied) == "answered", timeout=30)
    slack.click(message, "edit", user=BOB)

    assert reply.thread_ts == message.ts
    assert "Without “horrible”" in reply.text
    assert "Without “horrible”" in told(slack, user=BOB).text
    assert len(slack.messages(CHANNEL)) == 2


def test_edit_clicked_by_several_people_at_once_is_posted_once(slack: SlackStandIn) -> None:
    message = answer_to(slack)
    clicks = [partial(slack.click, message, "edit", user=user) for user in (ALICE, BOB, ALICE)]
    slack.at_once(clicks)
    slack.wait_until(
        lambda: len(slack.seen_only_by(ALICE) + slack.seen_only_by(BOB)) == 2, timeout=30
    )

    assert len(slack.messages(CHANNEL)) == 2


def test_edit_of_a_private_answer_stays_private(slack: SlackStandIn) -> None:
    message = private_answer_to(slack, "This movie is horrible")
    slack.click(message, "edit")

    assert "Without “horrible”" in told(slack, 2).text
    assert slack.messages(CHANNEL) == []


def test_edit_that_takes_long_shows_that_it_goes_on(
    slack: SlackStandIn, explainer: FakeExplainer
) -> None:
    message = answer_to(slack)
    explainer.gate.clear()
    slack.click(message, "edit")
    working = slack.wait_for_messages(CHANNEL, n=2, timeout=30)[1]
    explainer.gate.set()
    slack.wait_until(lambda: "Without" in slack.messages(CHANNEL)[1].text, timeout=30)

    assert "Working on it" in working.text
    assert len(slack.messages(CHANNEL)) == 2


def test_edit_that_fails_says_so_in_place_and_works_the_next_time(
    slack: SlackStandIn, explainer: FakeExplainer
) -> None:
    message = answer_to(slack)
    explainer.gate.clear()
    explainer.error = RuntimeError("inner workings")
    slack.click(message, "edit")
    slack.wait_for_messages(CHANNEL, n=2, timeout=30)
    explainer.gate.set()
    slack.wait_until(lambda: "went wrong" in slack.messages(CHANNEL)[1].text, timeout=30)
    explainer.error = None
    slack.click(message, "edit")
    slack.wait_until(lambda: "Without" in slack.messages(CHANNEL)[1].text, timeout=30)

    assert len(slack.messages(CHANNEL)) == 2


def test_edit_that_is_given_up_says_so_where_it_was_shown(slack: SlackStandIn, bot: Bot) -> None:
    request = request_for(team=slack.team_id)
    action = action_for("edit", team=slack.team_id, explanation=request.id)
    reply = reply_to(action, request)
    bot.store.requests.add(reply)
    place = bot.delivery.publish(reply, Message("Working on it."))
    careful = Careful(bot.store, bot.isolated)
    edits = EditReply(bot.models, bot.delivery, bot.store, careful)
    nowhere = edits.withdraw(action, Message("I tried."))
    bot.store.requests.set_place(reply.id, place)

    assert not nowhere
    assert edits.withdraw(action, Message("I tried."))
    assert [message.text for message in slack.messages(CHANNEL)] == ["I tried."]


def test_edit_names_labels_in_the_askers_language(slack: SlackStandIn, bot: Bot) -> None:
    bot.store.preferences.set(slack.team_id, ALICE, replace(Preferences(), language="de"))
    slack.click(answer_to(slack), "edit", user=BOB)

    assert "would say Positiv:" in slack.wait_for_messages(CHANNEL, n=2, timeout=30)[1].text
