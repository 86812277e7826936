"""How an answer for one person reaches them, whatever is closed."""

from __future__ import annotations

import logging

import pytest

from bot.errors import DeliveryError
from bot.messages.message import Message
from bot.outgoing.delivery import Delivery
from bot.place import Place
from tests.bot.delivering import ANSWER, ask, delivery_to, with_picture
from tests.bot.fakes import PNG
from tests.slack import Message as Seen
from tests.slack import SlackStandIn


@pytest.fixture
def delivery(slack: SlackStandIn) -> Delivery:
    return delivery_to(slack)


def seen(slack: SlackStandIn) -> Seen:
    (message,) = slack.seen_only_by("U0ALICE")
    return message


def written(slack: SlackStandIn) -> Seen:
    """Return the one message in the asker's own conversation with the bot."""
    (message,) = slack.messages(slack.direct_message("U0ALICE"))
    return message


def test_tell_answers_the_command(slack: SlackStandIn, delivery: Delivery) -> None:
    assert delivery.tell(ask(slack), ANSWER) is None
    assert (seen(slack).via, seen(slack).text) == ("response_url", ANSWER.text)


def test_post_of_a_private_answer_is_seen_by_the_asker_alone(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    assert delivery.post(ask(slack, visibility="private"), ANSWER) is None
    assert seen(slack).text == ANSWER.text
    assert slack.messages("C0GENERAL") == []


def test_tell_without_a_response_url_whispers_in_the_channel(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    delivery.tell(ask(slack, response_url=""), ANSWER)

    assert (seen(slack).via, seen(slack).thread_ts) == ("chat.postEphemeral", None)


def test_tell_whispers_in_a_thread_that_has_replies(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    parent = slack.say("C0GENERAL", "What a day")
    slack.say("C0GENERAL", "Yes", thread_ts=parent.ts)
    delivery.tell(ask(slack, response_url="", thread=parent.ts), ANSWER)

    assert seen(slack).thread_ts == parent.ts


def test_tell_does_not_whisper_in_a_thread_that_slack_does_not_show(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    parent = slack.say("C0GENERAL", "What a day")
    delivery.tell(ask(slack, response_url="", thread=parent.ts), ANSWER)

    assert seen(slack).thread_ts is None


def test_tell_half_an_hour_later_whispers(slack: SlackStandIn, delivery: Delivery) -> None:
    request = ask(slack)
    slack.clock.advance(31 * 60)
    delivery.tell(request, ANSWER)

    assert seen(slack).via == "chat.postEphemeral"


def test_tell_for_the_sixth_time_whispers(slack: SlackStandIn, delivery: Delivery) -> None:
    request = ask(slack)
    for number in range(6):
        delivery.tell(request, Message(str(number)))

    ways = [message.via for message in slack.seen_only_by("U0ALICE")]
    assert ways == ["response_url"] * 5 + ["chat.postEphemeral"]
    assert slack.violations == ["response_url: used_url"]
    slack.violations.clear()


@pytest.mark.parametrize(
    "trouble",
    [
        {"error": "expired_url", "status": 404},
        {"error": "used_url", "status": 404},
        {"status": 500, "times": 100},
        {"drop_connection": True, "times": 100},
        {"status": 429, "retry_after": 3600},
    ],
)
def test_tell_does_without_a_response_url_that_does_not_work(
    slack: SlackStandIn, delivery: Delivery, trouble: dict[str, object]
) -> None:
    slack.fail("response_url", **trouble)  # type: ignore[arg-type]
    delivery.tell(ask(slack), ANSWER)

    assert (seen(slack).via, seen(slack).text) == ("chat.postEphemeral", ANSWER.text)


@pytest.mark.parametrize("trouble", [{"status": 500}, {"drop_connection": True}])
def test_tell_tries_a_response_url_again(
    slack: SlackStandIn, delivery: Delivery, trouble: dict[str, object]
) -> None:
    slack.fail("response_url", **trouble)  # type: ignore[arg-type]
    delivery.tell(ask(slack), ANSWER)

    assert seen(slack).via == "response_url"


def test_tell_where_the_bot_may_not_speak_writes_directly(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    slack.add_channel("C0SECRET", name="secret", is_private=True)
    place = delivery.tell(ask(slack, "C0SECRET", response_url=""), ANSWER)

    assert written(slack).text == ANSWER.text
    assert place == Place(slack.direct_message("U0ALICE"), written(slack).ts)


def test_tell_in_an_archived_channel_writes_directly(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    slack.add_channel("C0OLD", name="old", is_archived=True)
    delivery.tell(ask(slack, "C0OLD", response_url=""), ANSWER)

    assert written(slack).text == ANSWER.text


def test_tell_without_the_permission_to_open_conversations_writes_directly(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    slack.fail("conversations.open", error="missing_scope")
    delivery.tell(ask(slack, "U0ALICE", response_url=""), ANSWER)

    assert written(slack).text == ANSWER.text


@pytest.mark.parametrize("applied", [False, True])
def test_tell_writes_directly_once(slack: SlackStandIn, delivery: Delivery, applied: bool) -> None:
    slack.fail("chat.postMessage", drop_connection=True, applied=applied)
    delivery.tell(ask(slack, "U0ALICE", response_url=""), ANSWER)

    assert written(slack).text == ANSWER.text


def test_tell_that_reaches_nobody_is_logged_and_raised(
    slack: SlackStandIn, delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    request = ask(slack, "U0ALICE", response_url="")
    slack.fail("chat.postMessage", error="messages_tab_disabled")

    with caplog.at_level(logging.ERROR), pytest.raises(DeliveryError) as caught:
        delivery.tell(request, ANSWER)
    assert caught.value.code == "messages_tab_disabled"
    assert request.id in caplog.text
    assert "horrible" not in caplog.text


def test_tell_shares_the_picture_with_the_asker(slack: SlackStandIn, delivery: Delivery) -> None:
    request = ask(slack)
    delivery.tell(request, with_picture(delivery, request))

    assert [file["bytes"] for file in written(slack).files] == [PNG]
    assert written(slack).text == "Heatmap of the words."
    assert [file["bytes"] for file in seen(slack).files] == [PNG]


def test_tell_without_a_way_to_share_the_picture_leaves_it_out(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    request = ask(slack)
    message = with_picture(delivery, request)
    slack.fail("chat.postMessage", error="messages_tab_disabled")
    delivery.tell(request, message)

    assert not seen(slack).files
    assert "picture could not be added" in seen(slack).text


@pytest.mark.parametrize("way", ["response_url", "chat.postEphemeral"])
def test_tell_leaves_out_a_picture_that_is_not_taken_for_one_person(
    slack: SlackStandIn, delivery: Delivery, way: str
) -> None:
    request = ask(slack)
    message = with_picture(delivery, request)
    if way != "response_url":
        request = ask(slack, response_url="")
    details = ["invalid slack file [json-pointer:/blocks/1/slack_file]"]
    slack.fail(way, error="invalid_blocks", details=details)
    delivery.tell(request, message)

    assert (seen(slack).via, list(seen(slack).files)) == (way, [])


def test_tell_that_ends_in_the_own_conversation_makes_one_message_of_it(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    slack.add_channel("C0SECRET", name="secret", is_private=True)
    request = ask(slack, "C0SECRET", response_url="")
    delivery.tell(request, with_picture(delivery, request))

    assert (written(slack).text, len(written(slack).files)) == (ANSWER.text, 1)


def test_tell_in_the_own_conversation_makes_one_message_of_it(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    request = ask(slack, slack.direct_message("U0ALICE"))
    delivery.tell(request, with_picture(delivery, request))

    assert (written(slack).text, len(written(slack).files)) == (ANSWER.text, 1)
    assert slack.seen_only_by("U0ALICE") == []


def test_replace_changes_the_message_that_was_clicked(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    delivery.tell(ask(slack), Message("Old"))
    delivery.replace(slack.response_url(clicked=seen(slack)), ANSWER)

    assert seen(slack).text == ANSWER.text


def test_replace_leaves_out_a_picture_that_slack_cannot_show(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    delivery.tell(ask(slack), Message("Old"))
    image = {"type": "image", "slack_file": {"id": "F0GONE"}, "alt_text": "Heatmap."}
    delivery.replace(
        slack.response_url(clicked=seen(slack)), Message("New", [*ANSWER.blocks, image])
    )

    assert seen(slack).text.startswith("New")
    assert [block["type"] for block in seen(slack).blocks] == ["section", "context"]


def test_remove_ephemeral_takes_it_away(slack: SlackStandIn, delivery: Delivery) -> None:
    delivery.tell(ask(slack), ANSWER)
    delivery.remove_ephemeral(slack.response_url(clicked=seen(slack)))

    assert slack.seen_only_by("U0ALICE") == []


def test_send_file_shares_it_with_one_person(slack: SlackStandIn, delivery: Delivery) -> None:
    delivery.send_file(ask(slack), b"{}", user="U0ALICE", filename="a.json", title="Record")

    assert [file["bytes"] for file in written(slack).files] == [b"{}"]


def test_send_file_links_to_it_where_its_share_does_not_appear(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    slack.fail("share")
    delivery.send_file(ask(slack), b"{}", user="U0ALICE", filename="a.json", title="Record")

    assert "a.json|Record>" in written(slack).text
