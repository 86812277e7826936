"""Messages that people wrote: read, found, looked around, deleted by who may."""

from __future__ import annotations

import pytest

from bot.errors import DeliveryError, MessageGone
from bot.outgoing.originals import AFTER, BEFORE, Originals
from bot.place import Place
from bot.settings import Secret
from tests.bot.delivering import clients_of
from tests.slack import Message, SlackStandIn

GENERAL, BOB = "C0GENERAL", "U0BOB"


@pytest.fixture
def originals(slack: SlackStandIn) -> Originals:
    slack.add_user(BOB)
    slack.channel(GENERAL).members.add(BOB)
    return originals_of(slack)


def originals_of(slack: SlackStandIn, *, admin_token: Secret | None = None) -> Originals:
    return Originals(clients_of(slack), api_url=slack.api_url, admin_token=admin_token)


def said(slack: SlackStandIn, text: str = "hello", **where: str) -> Message:
    return slack.say(GENERAL, text, user=BOB, **where)


def place_of(message: Message) -> Place:
    return Place(message.channel, message.ts)


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<@U1|ada> see <https://example.org|this>", "@ada see this"),
        ("", ""),
        ("你好 \N{PILE OF POO}", "你好 \N{PILE OF POO}"),
    ],
)
def test_message_is_read_as_people_see_it(
    slack: SlackStandIn, originals: Originals, markup: str, seen: str
) -> None:
    original = originals.read(place_of(said(slack, markup)), team=slack.team_id)

    assert (original.text, original.author, original.thread) == (seen, BOB, "")


def test_message_that_is_gone_cannot_be_read(slack: SlackStandIn, originals: Originals) -> None:
    message = said(slack)
    slack.delete(message)

    with pytest.raises(MessageGone):
        originals.read(place_of(message), team=slack.team_id)
    with pytest.raises(MessageGone):
        originals.link(place_of(message), team=slack.team_id)


def test_message_has_an_address(slack: SlackStandIn, originals: Originals) -> None:
    message = said(slack)

    link = originals.link(place_of(message), team=slack.team_id)
    assert message.ts.replace(".", "") in link


def test_messages_around_are_those_next_to_it_in_order(
    slack: SlackStandIn, originals: Originals
) -> None:
    messages = [said(slack, f"m{n}") for n in range(12)]

    around = originals.around(place_of(messages[6]), "", team=slack.team_id)
    assert [one.text for one in around] == [f"m{n}" for n in range(6 - BEFORE, 7 + AFTER)]


@pytest.mark.parametrize("at", [1, 7, 13])
def test_messages_around_one_in_a_long_thread_are_its_neighbours(
    slack: SlackStandIn, originals: Originals, at: int
) -> None:
    first = said(slack, "t0")
    thread = [first, *(said(slack, f"t{n}", thread_ts=first.ts) for n in range(1, 14))]

    around = originals.around(place_of(thread[at]), first.ts, team=slack.team_id)
    expected = range(max(0, at - BEFORE), min(len(thread), at + AFTER + 1))
    assert [one.text for one in around] == [f"t{n}" for n in expected]


def test_messages_around_the_first_of_a_thread_are_those_of_the_channel(
    slack: SlackStandIn, originals: Originals
) -> None:
    before, first = said(slack, "before"), said(slack, "first")
    said(slack, "reply", thread_ts=first.ts)
    after = said(slack, "after")

    around = originals.around(place_of(first), first.ts, team=slack.team_id)
    assert [one.ts for one in around] == [before.ts, first.ts, after.ts]


def test_messages_around_are_for_members(slack: SlackStandIn, originals: Originals) -> None:
    message = said(slack)
    slack.channel(GENERAL).is_private = True
    slack.channel(GENERAL).members.discard(slack.bot_user_id)

    with pytest.raises(DeliveryError):
        originals.around(place_of(message), "", team=slack.team_id)


def test_message_of_somebody_is_not_deleted_without_an_admins_token(
    slack: SlackStandIn, originals: Originals
) -> None:
    message = said(slack)

    with pytest.raises(DeliveryError, match="cant_delete_message"):
        originals.delete(place_of(message), BOB, team=slack.team_id)
    assert len(slack.messages(GENERAL)) == 1


def test_message_is_deleted_with_an_admins_token_once(slack: SlackStandIn) -> None:
    slack.add_user("U0OWNER", is_admin=True, is_owner=True)
    slack.add_user(BOB)
    slack.channel(GENERAL).members.add(BOB)
    originals = originals_of(slack, admin_token=Secret(slack.user_token("U0OWNER")))
    message = said(slack)
    for _ in range(2):
        originals.delete(place_of(message), BOB, team=slack.team_id)

    assert slack.messages(GENERAL) == []
