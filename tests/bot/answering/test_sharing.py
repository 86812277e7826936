"""What becomes of "Share to channel", seen in Slack."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from bot.answering.sharing import SHARED
from bot.assembly import Bot
from bot.outgoing.refusals import NOT_POSTED
from tests.bot.clicking import ALICE, CHANNEL, id_of, private_answer_to, told
from tests.bot.fakes import FakeExplainer
from tests.bot.running import running
from tests.slack import SlackStandIn

SECRET = "G0SECRET"


@pytest.fixture(autouse=True)
def bot(slack: SlackStandIn) -> Iterator[Bot]:
    slack.add_channel(SECRET, name="secret", is_private=True, members=[ALICE])
    with running(slack, FakeExplainer()) as bot:
        yield bot


def test_share_posts_a_private_answer_once(slack: SlackStandIn) -> None:
    message = private_answer_to(slack, "This movie is horrible")
    slack.click(message, "share")
    shared = slack.wait_for_messages(CHANNEL)[0]
    slack.wait_until(lambda: told(slack).text == SHARED, timeout=30)

    assert "<@U0ALICE> asked about" in shared.text
    assert len(slack.messages(CHANNEL)) == 1


def test_share_clicked_several_times_at_once_posts_once(slack: SlackStandIn) -> None:
    message = private_answer_to(slack, "This movie is horrible")
    slack.at_once([partial(slack.click, message, "share")] * 3)
    slack.wait_until(lambda: len(slack.calls_to("response_url")) == 4, timeout=30)

    assert len(slack.messages(CHANNEL)) == 1


def test_share_waits_for_the_same_click_in_another_process(slack: SlackStandIn, bot: Bot) -> None:
    message = private_answer_to(slack, "This movie is horrible")
    key = f"{slack.team_id} _share {id_of(message)}"
    bot.store.leases.take(key, "a click elsewhere", seconds=60)
    slack.click(message, "share")
    waits = partial(bot.store.leases.take, key, "another", seconds=60)
    threading.Event().wait(0.5)
    before = slack.messages(CHANNEL)
    bot.store.leases.give_back(key, "a click elsewhere")
    shared = slack.wait_for_messages(CHANNEL)
    slack.wait_until(waits, timeout=30)

    assert before == []
    assert len(shared) == 1


def test_share_of_a_comparison_posts_both_sides(slack: SlackStandIn) -> None:
    message = private_answer_to(slack, "--compare I like it | I hate it")
    slack.click(message, "share")
    shared = slack.wait_for_messages(CHANNEL)[0]

    assert "compared “I like it” with “I hate it”" in shared.text


def test_share_where_the_bot_is_no_member_says_so_and_works_after_the_invitation(
    slack: SlackStandIn,
) -> None:
    message = private_answer_to(slack, "This movie is horrible", channel=SECRET)
    slack.click(message, "share")
    refused = told(slack, 2).text
    slack.invite(SECRET)
    slack.click(message, "share")
    shared = slack.wait_for_messages(SECRET, timeout=30)

    assert refused.startswith(NOT_POSTED)
    assert "/invite @explain" in refused
    assert len(shared) == 1


def test_share_shows_in_the_home_once(slack: SlackStandIn) -> None:
    slack.click(private_answer_to(slack, "quincunx"), "share")
    slack.wait_until(lambda: told(slack).text == SHARED, timeout=30)
    slack.open_home()
    slack.wait_until(lambda: "quincunx" in str(slack.home()), timeout=30)

    home = slack.home()
    assert home is not None
    assert str(home["blocks"]).count("“quincunx”") == 1


def test_share_from_the_direct_conversation_goes_where_it_was_asked(
    slack: SlackStandIn,
) -> None:
    # Neither way of answering in the channel is open, so that the answer is in the conversation.
    slack.fail("response_url", status=404)
    slack.fail("chat.postEphemeral", error="user_not_in_channel")
    slack.command("/explain", "--private This movie is horrible")
    direct = slack.direct_message(ALICE)
    slack.wait_until(lambda: "asked about" in str(slack.messages(direct)), timeout=30)
    slack.click(slack.messages(direct)[0], "share")

    assert "asked about" in slack.wait_for_messages(CHANNEL, timeout=30)[0].text
    slack.wait_until(lambda: SHARED in str(slack.seen_only_by(ALICE)), timeout=30)
    assert "horrible" in slack.messages(direct)[0].text


def test_share_is_for_the_answer_as_it_was_not_for_its_verdicts(
    slack: SlackStandIn, bot: Bot
) -> None:
    message = private_answer_to(slack, "This movie is horrible")
    bot.store.verdicts.set(id_of(message), ALICE, "agree")
    slack.click(message, "share")

    assert "1 agrees" not in slack.wait_for_messages(CHANNEL)[0].text
