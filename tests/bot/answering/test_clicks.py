"""What becomes of clicks, seen in Slack; the listeners, the engine and the database are real."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

import pytest

from bot.answering.clicks import ALREADY, ANSWERED, NOT_FOR_YOU, NOT_YOURS, NOTED
from bot.answering.rendering import GONE
from bot.assembly import Bot
from tests.bot.clicking import (
    BOB,
    CHANNEL,
    answer_to,
    forged,
    id_of,
    private_answer_to,
    told,
)
from tests.bot.fakes import FakeExplainer
from tests.bot.running import running
from tests.slack import SlackStandIn


@pytest.fixture
def explainer() -> FakeExplainer:
    return FakeExplainer()


@pytest.fixture
def bot(slack: SlackStandIn, explainer: FakeExplainer) -> Iterator[Bot]:
    slack.channel(CHANNEL).members.add(BOB)
    with running(slack, explainer) as bot:
        yield bot


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
def test_details_of_a_comparison_show_both_sides(slack: SlackStandIn) -> None:
    message = answer_to(slack, "--compare I like it | I hate it")
    slack.click(message, "more", value=message.blocks[0]["accessory"]["options"][0]["value"])
    slack.wait_until(lambda: bool(slack.modals), timeout=30)

    shown = str(slack.modals[0]["blocks"])
    assert "I like it" in shown
    assert "I hate it" in shown
    assert shown.count("Points on the path") == 2


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


def test_comparison_shows_both_sides_after_its_texts_were_dropped(
    slack: SlackStandIn, explainer: FakeExplainer
) -> None:
    with running(slack, explainer, keep_text="dropped") as bot:
        message = answer_to(slack, "--compare I like it | I hate it")
        menu = message.blocks[0]["accessory"]["options"]
        identifier = menu[0]["value"].split(":")[0]
        slack.wait_until(lambda: not bot.store.requests.has_text(identifier), timeout=30)
        slack.click(message, "more", value=menu[0]["value"])
        slack.click(message, "more", value=menu[1]["value"])
        (sent,) = slack.wait_for_messages(slack.direct_message("U0ALICE"), timeout=30)
        slack.wait_until(lambda: bool(slack.modals), timeout=30)

    assert str(slack.modals[0]["blocks"]).count("Points on the path") == 2
    assert {"left", "right"} <= json.loads(sent.files[0]["bytes"]).keys()


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


@pytest.mark.usefixtures("bot")
def test_retry_of_what_failed_in_the_channel_is_seen_there_from_the_beginning(
    slack: SlackStandIn, explainer: FakeExplainer
) -> None:
    explainer.error = RuntimeError("inner workings")
    explainer.gate.clear()
    slack.command("/explain", "some text")
    slack.wait_for_messages(CHANNEL, timeout=30)
    explainer.gate.set()
    see(slack, "went wrong")
    explainer.error = None
    explainer.gate.clear()
    slack.click(slack.messages(CHANNEL)[0], "retry")
    see(slack, "Working on it")
    explainer.gate.set()
    see(slack, "Negative")

    assert len(slack.messages(CHANNEL)) == 1


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


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("element", "choice"),
    [
        ("agree", None),
        ("edit", None),
        ("label", ":positive"),
        ("more", ":json"),
        ("more", ":delete"),
    ],
)
def test_private_answer_is_for_its_asker_alone_whoever_knows_its_id(
    slack: SlackStandIn, element: str, choice: str | None
) -> None:
    private = id_of(private_answer_to(slack, "quincunx"))
    mine = forged(answer_to(slack, "hello"), private)
    slack.click(mine, element, value=choice and private + choice, user=BOB)

    assert told(slack, user=BOB).text == NOT_FOR_YOU
    assert slack.messages(slack.direct_message(BOB)) == []
    assert len(slack.seen_only_by("U0ALICE")) == 1


def test_delete_of_a_private_answer_takes_its_picture_too(slack: SlackStandIn, bot: Bot) -> None:
    message = private_answer_to(slack, "quincunx")
    direct = slack.direct_message("U0ALICE")
    n_pictures = len(slack.messages(direct))
    slack.click(message, "more", value=f"{id_of(message)}:delete")
    slack.wait_until(lambda: slack.seen_only_by("U0ALICE") == [], timeout=30)

    assert n_pictures == 1
    assert slack.messages(direct) == []
    assert bot.store.explanations.get(id_of(message)) is None


@pytest.mark.usefixtures("bot")
def test_delete_takes_what_would_change_it_too(slack: SlackStandIn) -> None:
    message = answer_to(slack)
    slack.click(message, "edit")
    slack.wait_for_messages(CHANNEL, n=2, timeout=30)
    slack.click(message, "more", value=f"{id_of(message)}:delete")

    slack.wait_until(lambda: slack.messages(CHANNEL) == [], timeout=30)


@pytest.mark.usefixtures("bot")
def test_verdicts_given_at_once_are_all_counted_in_the_message(slack: SlackStandIn) -> None:
    message = answer_to(slack)
    people = ["U0ALICE", BOB, "U0CAROL", "U0DAVE"]
    slack.at_once([partial(slack.click, message, "agree", user=user) for user in people])

    see(slack, "4 agree")


def test_label_of_a_message_that_was_pointed_at_does_not_read_it_again(
    slack: SlackStandIn, explainer: FakeExplainer
) -> None:
    with running(slack, explainer, reaction="mag"):
        asked = slack.say(CHANNEL, "This movie is horrible")
        slack.react(asked, "mag")
        answer = slack.wait_for_messages(CHANNEL, n=2, timeout=30)[1]
        slack.edit(asked, "Now it says something else")
        slack.click(answer, "label", value=f"{id_of(answer)}:positive")
        explained = slack.wait_for_messages(CHANNEL, n=3, timeout=30)[2]

    assert "“This movie is horrible”" in explained.text


def test_reaction_to_a_reply_is_answered_in_its_thread(
    slack: SlackStandIn, explainer: FakeExplainer
) -> None:
    with running(slack, explainer, reaction="mag"):
        first = slack.say(CHANNEL, "What a day")
        reply = slack.say(CHANNEL, "A horrible one", thread_ts=first.ts)
        slack.react(reply, "mag")
        answer = slack.wait_for_messages(CHANNEL, n=3, timeout=30)[2]

    assert answer.thread_ts == first.ts
