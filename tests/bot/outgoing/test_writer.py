"""That an answer stands there once, whatever happened to the first try."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.errors import DeliveryError
from bot.messages.message import Message
from bot.outgoing.delivery import Delivery
from bot.place import Place
from tests.bot.delivering import ANSWER, ask, clients_of, delivery_to
from tests.slack import SlackStandIn

Trouble = Callable[[SlackStandIn], None]


@pytest.fixture
def delivery(slack: SlackStandIn) -> Delivery:
    return delivery_to(slack)


def dropped(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", drop_connection=True)


def dropped_too_late(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", drop_connection=True, applied=True)


def broken(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", status=500)


def broken_too_late(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", status=503, applied=True)


def half_done(slack: SlackStandIn) -> None:
    slack.fail("chat.postMessage", error="fatal_error", applied=True)


TROUBLES = [dropped, dropped_too_late, broken, broken_too_late, half_done]


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("in_thread", [False, True])
def test_post_whose_confirmation_is_lost_stands_there_once(
    slack: SlackStandIn, delivery: Delivery, trouble: Trouble, in_thread: bool
) -> None:
    thread = slack.say("C0GENERAL", "What a day").ts if in_thread else ""
    trouble(slack)
    place = delivery.post(ask(slack, thread=thread), ANSWER)

    (message,) = [m for m in slack.messages("C0GENERAL") if m.user == slack.bot_user_id]
    assert place == Place("C0GENERAL", message.ts)
    assert slack.seen_only_by("U0ALICE") == []


def test_post_that_takes_too_long_stands_there_once(slack: SlackStandIn) -> None:
    clients = clients_of(slack)
    clients.of("T0TEAM").timeout = 1
    slack.fail("chat.postMessage", delay=2.0)
    delivery_to(slack, clients=clients).post(ask(slack), ANSWER)

    assert len(slack.messages("C0GENERAL")) == 1


@pytest.mark.parametrize("trouble", [dropped, dropped_too_late])
@pytest.mark.parametrize("reason", ["not_in_channel", "missing_scope"])
def test_post_that_cannot_be_looked_for_is_not_repeated_but_shown_to_the_asker(
    slack: SlackStandIn, delivery: Delivery, trouble: Trouble, reason: str
) -> None:
    trouble(slack)
    slack.fail("conversations.history", error=reason)
    delivery.post(ask(slack), ANSWER)

    (message,) = slack.seen_only_by("U0ALICE")
    assert "did not confirm" in message.text
    assert len(slack.calls_to("chat.postMessage")) == 1


def test_post_gives_up_on_a_channel_after_three_tries(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    slack.fail("chat.postMessage", status=500, times=3)
    delivery.post(ask(slack), ANSWER)

    assert "did not confirm" in slack.seen_only_by("U0ALICE")[0].text
    assert len(slack.calls_to("chat.postMessage")) == 3


def test_post_that_may_be_there_already_is_found(slack: SlackStandIn, delivery: Delivery) -> None:
    request = ask(slack)
    first = delivery.post(request, Message("Working on it"))

    assert delivery.post(request, ANSWER, maybe_posted=True) == first
    assert [message.text for message in slack.messages("C0GENERAL")] == [ANSWER.text]


def test_post_that_may_be_there_but_is_not_is_posted(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    delivery.post(ask(slack, id="another"), ANSWER)

    assert delivery.post(ask(slack), ANSWER, maybe_posted=True) is not None
    assert len(slack.messages("C0GENERAL")) == 2


def test_post_that_may_be_there_where_the_bot_cannot_look_goes_to_the_asker(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    slack.add_channel("C0OTHER", name="other")
    request = ask(slack, "C0OTHER")
    delivery.post(request, ANSWER)

    assert delivery.post(request, ANSWER, maybe_posted=True) is None
    assert len(slack.messages("C0OTHER")) == 1
    assert "did not confirm" in slack.seen_only_by("U0ALICE")[0].text


def test_find_looks_into_the_persons_own_conversation(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    request = ask(slack, channel="U0ALICE", response_url="")

    assert delivery.post(request, ANSWER) == delivery.find(request)


def test_find_reads_on_beyond_the_first_page(slack: SlackStandIn, delivery: Delivery) -> None:
    request = ask(slack)
    for number in range(150):
        slack.say("C0GENERAL", f"chatter {number}")
    place = delivery.post(request, ANSWER)
    for number in range(150):
        slack.say("C0GENERAL", f"more chatter {number}")

    assert delivery.find(request) == place
    assert len(slack.calls_to("conversations.history")) == 2


def test_find_says_that_it_cannot_know_in_a_very_busy_channel(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    for number in range(301):
        slack.say("C0GENERAL", f"chatter {number}")

    with pytest.raises(DeliveryError, match="too_many_messages"):
        delivery.find(ask(slack))


def test_find_does_not_look_at_what_is_older_than_the_request(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    request = ask(slack)
    place = delivery.post(request, ANSWER)
    assert place is not None

    assert delivery.find(request, since=float(place.ts) + 1) is None


def test_find_takes_no_message_for_another(slack: SlackStandIn, delivery: Delivery) -> None:
    slack.say("C0GENERAL", ANSWER.text)
    delivery.post(ask(slack, id="another"), ANSWER)

    assert delivery.find(ask(slack)) is None


def test_post_waits_its_turn_in_a_busy_channel() -> None:
    with SlackStandIn(posts_per_second=1.0) as slack:
        delivery = delivery_to(slack)
        for number in range(12):
            delivery.post(ask(slack, id=f"request-{number}"), ANSWER)

        assert len(slack.messages("C0GENERAL")) == 12
