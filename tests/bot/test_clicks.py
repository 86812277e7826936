"""What becomes of clicks, seen in Slack; the listeners, the engine and the database are real."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot.assembly import Bot
from bot.clicks import ALREADY, ANSWERED, NOT_YOURS, NOTED, SHARED
from bot.rendering import GONE
from bot.request import hashed_id
from tests.bot.fakes import FakeExplainer
from tests.bot.running import running
from tests.slack import Message, SlackStandIn

CHANNEL = "C0GENERAL"
BOB = "U0BOB"


@pytest.fixture
def explainer() -> FakeExplainer:
    return FakeExplainer()


@pytest.fixture
def bot(slack: SlackStandIn, explainer: FakeExplainer) -> Iterator[Bot]:
    slack.channel(CHANNEL).members.add(BOB)
    with running(slack, explainer) as bot:
        yield bot


def answer_to(slack: SlackStandIn, text: str = "This movie is horrible") -> Message:
    slack.command("/explain", text)
    return slack.wait_for_messages(CHANNEL)[0]


def private_answer_to(slack: SlackStandIn, text: str) -> Message:
    slack.command("/explain", f"--private {text}")
    return told(slack)


def told(slack: SlackStandIn, n: int = 1, *, user: str = "U0ALICE") -> Message:
    """Return the n-th message that somebody alone sees, once it is there."""
    slack.wait_until(lambda: len(slack.seen_only_by(user)) >= n, timeout=30)
    return slack.seen_only_by(user)[n - 1]


def see(slack: SlackStandIn, words: str) -> None:
    """Wait until the words stand in the first message of the channel."""
    slack.wait_until(lambda: words in str(slack.messages(CHANNEL)[0].blocks), timeout=30)


@pytest.mark.usefixtures("bot")
def test_verdicts_of_several_people_are_counted_in_the_message(slack: SlackStandIn) -> None:
    message = answer_to(slack)
    slack.click(message, "agree")
    slack.click(message, "disagree", user=BOB)

    see(slack, "1 agrees, 1 disagrees")


@pytest.mark.usefixtures("bot")
def test_verdict_of_the_same_person_counts_once_and_the_last_one_counts(
    slack: SlackStandIn,
) -> None:
    message = answer_to(slack)
    slack.click(message, "agree")
    slack.click(message, "agree")
    slack.click(message, "disagree")

    see(slack, "1 disagrees")
    assert "1 agrees" not in str(slack.messages(CHANNEL)[0].blocks)


def test_verdict_after_the_text_was_dropped_leaves_the_words_in_the_message(
    slack: SlackStandIn, explainer: FakeExplainer
) -> None:
    with running(slack, explainer, keep_text="dropped") as bot:
        message = answer_to(slack)
        slack.wait_until(lambda: not bot.store.requests.has_text(id_of(message)), timeout=30)
        slack.click(message, "agree")

        assert told(slack).text == NOTED
        assert bot.store.verdicts.count(id_of(message)).agree == 1
    assert "horrible" in slack.messages(CHANNEL)[0].text


def id_of(message: Message) -> str:
    (row,) = [block for block in message.blocks if block["type"] == "actions"]
    return str(row["elements"][0]["value"])


def test_edit_is_answered_once_in_the_thread(slack: SlackStandIn, bot: Bot) -> None:
    message = answer_to(slack)
    slack.click(message, "edit")
    reply = slack.wait_for_messages(CHANNEL, n=2)[1]
    replied = hashed_id("edit", id_of(message))
    slack.wait_until(lambda: bot.store.requests.state(replied) == "answered", timeout=30)
    slack.click(message, "edit", user=BOB)

    assert reply.thread_ts == message.ts
    assert "Without “horrible”" in reply.text
    assert "Without “horrible”" in told(slack, user=BOB).text
    assert len(slack.messages(CHANNEL)) == 2


@pytest.mark.usefixtures("bot")
def test_edit_of_a_private_answer_stays_private(slack: SlackStandIn) -> None:
    message = private_answer_to(slack, "This movie is horrible")
    slack.click(message, "edit")

    assert "Without “horrible”" in told(slack, 2).text
    assert slack.messages(CHANNEL) == []


@pytest.mark.usefixtures("bot")
def test_another_label_is_explained_once_in_the_thread(slack: SlackStandIn) -> None:
    message = answer_to(slack)
    value = f"{id_of(message)}:positive"
    slack.click(message, "label", value=value)
    reply = slack.wait_for_messages(CHANNEL, n=2)[1]
    slack.click(message, "label", value=value, user=BOB)

    assert reply.thread_ts == message.ts
    assert "Positive" in reply.text
    assert told(slack, user=BOB).text == ALREADY
    assert len(slack.messages(CHANNEL)) == 2


@pytest.mark.usefixtures("bot")
def test_share_posts_a_private_answer_once(slack: SlackStandIn) -> None:
    message = private_answer_to(slack, "This movie is horrible")
    slack.click(message, "share")
    shared = slack.wait_for_messages(CHANNEL)[0]
    slack.wait_until(lambda: told(slack).text == SHARED, timeout=30)

    assert "<@U0ALICE> asked about" in shared.text
    assert len(slack.messages(CHANNEL)) == 1


def test_json_file_goes_to_the_person_who_clicked(slack: SlackStandIn, bot: Bot) -> None:
    message = answer_to(slack)
    slack.click(message, "more", value=f"{id_of(message)}:json", user=BOB)
    direct = slack.direct_message(BOB)
    (sent,) = slack.wait_for_messages(direct, timeout=30)

    record = json.loads(sent.files[0]["bytes"])
    assert record["text"] == "This movie is horrible"
    assert bot.store.explanations.get(id_of(message)).to_dict() == record  # type: ignore[union-attr]


def test_delete_removes_the_message_and_what_is_known_of_it(slack: SlackStandIn, bot: Bot) -> None:
    message = answer_to(slack)
    identifier = id_of(message)
    slack.click(message, "more", value=f"{identifier}:delete")

    slack.wait_until(lambda: slack.messages(CHANNEL) == [], timeout=30)
    slack.wait_until(lambda: bot.store.explanations.get(identifier) is None, timeout=30)


@pytest.mark.usefixtures("bot")
def test_delete_is_for_the_asker_alone(slack: SlackStandIn) -> None:
    message = answer_to(slack)
    slack.click(message, "more", value=f"{id_of(message)}:delete", user=BOB)

    assert told(slack, user=BOB).text == NOT_YOURS
    assert len(slack.messages(CHANNEL)) == 1


def test_click_on_what_was_erased_is_answered_with_a_sentence(
    slack: SlackStandIn, bot: Bot
) -> None:
    message = answer_to(slack)
    bot.store.explanations.erase(slack.team_id, "U0ALICE")
    for team_member in ("U0ALICE", BOB):
        slack.click(message, "agree", user=team_member)
        assert told(slack, user=team_member).text == GONE


def test_retry_answers_in_place_what_failed(
    slack: SlackStandIn, bot: Bot, explainer: FakeExplainer
) -> None:
    explainer.error = RuntimeError("inner workings")
    slack.command("/explain", "some text")
    failed = told(slack)
    explainer.error = None
    slack.click(failed, "retry")

    assert "Something went wrong on my side" in failed.text
    assert "inner workings" not in str(failed.blocks)
    assert "Negative" in slack.wait_for_messages(CHANNEL)[0].text


def test_retry_of_what_is_answered_says_so(
    slack: SlackStandIn, bot: Bot, explainer: FakeExplainer
) -> None:
    explainer.error = RuntimeError
    slack.command("/explain", "some text")
    failed = told(slack)
    explainer.error = None
    slack.click(failed, "retry")
    slack.wait_for_messages(CHANNEL)
    slack.click(failed, "retry")

    assert told(slack, 2).text == ANSWERED
    assert len(slack.messages(CHANNEL)) == 1


@pytest.mark.usefixtures("bot")
def test_quick_check_is_explained_when_its_button_is_pressed(slack: SlackStandIn) -> None:
    slack.command("/sentiment", "This movie is horrible")
    slack.click(told(slack), "explain")

    assert "Towards Negative" in told(slack, 2).text
    assert slack.messages(CHANNEL) == []


def test_forget_erases_the_history_and_shows_it(slack: SlackStandIn, bot: Bot) -> None:
    message = answer_to(slack, "quincunx")
    slack.open_home()
    slack.wait_until(lambda: "quincunx" in str(slack.home()), timeout=30)
    home = slack.home()
    assert home is not None
    slack.click_in_view(home, "forget")

    slack.wait_until(lambda: "quincunx" not in str(slack.home()), timeout=30)
    assert bot.store.explanations.get(id_of(message)) is None
