"""Messages in and around threads, as methods and events tell of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import Stubborn, served_wsgi

Json = dict[str, Any]
Heard = Callable[[], list[Json]]


@pytest.fixture(autouse=True)
def curious_app(slack: SlackStandIn) -> None:
    slack.subscriptions.update({"message.channels", "message.groups"})
    slack.scopes.update({"channels:history", "groups:history"})


@pytest.fixture
def heard(slack: SlackStandIn) -> Iterator[Heard]:
    """Connect an app that takes everything; give a function that returns what it was told."""

    def wait() -> list[Json]:
        slack.wait_for_events()
        return slack.events

    with served_wsgi(Stubborn("200 OK")) as url:
        slack.connect_http(url)
        yield wait
    assert (slack.violations, slack.lost_events) == ([], [])


def texts(answer: Any) -> list[str]:
    return [message["text"] for message in answer["messages"]]


def test_history_after_a_message_begins_right_after_it(
    slack: SlackStandIn, client: WebClient
) -> None:
    said = [slack.say("C0GENERAL", text) for text in "abcde"]
    page = client.conversations_history(channel="C0GENERAL", oldest=said[1].ts, limit=2)
    assert (texts(page), page["has_more"]) == (["d", "c"], True)


def test_history_before_a_message_ends_right_before_it(
    slack: SlackStandIn, client: WebClient
) -> None:
    said = [slack.say("C0GENERAL", text) for text in "abcde"]
    page = client.conversations_history(channel="C0GENERAL", latest=said[3].ts, limit=2)
    assert texts(page) == ["c", "b"]


@pytest.mark.parametrize(("inclusive", "found"), [(True, ["c", "b"]), (False, [])])
def test_history_between_two_messages_may_include_them(
    slack: SlackStandIn, client: WebClient, inclusive: bool, found: list[str]
) -> None:
    _, oldest, latest = (slack.say("C0GENERAL", text).ts for text in "abc")
    page = client.conversations_history(
        channel="C0GENERAL", oldest=oldest, latest=latest, inclusive=inclusive
    )
    assert texts(page) == found


def test_history_tells_of_the_thread_that_a_message_begins(
    slack: SlackStandIn, client: WebClient
) -> None:
    parent = slack.say("C0GENERAL", "a")
    reply = slack.say("C0GENERAL", "b", user="U0BOB", thread_ts=parent.ts)
    (shown,) = client.conversations_history(channel="C0GENERAL")["messages"]
    assert (shown["thread_ts"], shown["reply_count"]) == (parent.ts, 1)
    assert (shown["reply_users"], shown["latest_reply"]) == (["U0BOB"], reply.ts)


def test_history_has_the_replies_that_were_sent_to_the_channel_too(
    slack: SlackStandIn, client: WebClient
) -> None:
    parent = slack.say("C0GENERAL", "a")
    slack.say("C0GENERAL", "b", thread_ts=parent.ts, subtype="thread_broadcast")
    page = client.conversations_history(channel="C0GENERAL")
    assert texts(page) == ["b", "a"]
    assert page["messages"][0]["root"]["text"] == "a"


def test_replies_begin_with_the_parent_whatever_time_is_asked_for(
    slack: SlackStandIn, client: WebClient
) -> None:
    parent = slack.say("C0GENERAL", "a")
    replies = [slack.say("C0GENERAL", text, thread_ts=parent.ts) for text in "bcd"]
    answer = client.conversations_replies(
        channel="C0GENERAL", ts=parent.ts, oldest=replies[1].ts, limit=5
    )
    assert texts(answer) == ["a", "d"]


def test_replies_are_limited_from_the_beginning(slack: SlackStandIn, client: WebClient) -> None:
    parent = slack.say("C0GENERAL", "a")
    for text in "bcd":
        slack.say("C0GENERAL", text, thread_ts=parent.ts)
    answer = client.conversations_replies(channel="C0GENERAL", ts=parent.ts, limit=2)
    assert (texts(answer), answer["has_more"]) == (["a", "b"], True)


def test_replies_to_a_reply_are_that_reply_alone(slack: SlackStandIn, client: WebClient) -> None:
    parent = slack.say("C0GENERAL", "a")
    reply = slack.say("C0GENERAL", "b", thread_ts=parent.ts)
    assert texts(client.conversations_replies(channel="C0GENERAL", ts=reply.ts)) == ["b"]


def test_a_permalink_to_a_reply_names_its_thread(slack: SlackStandIn, client: WebClient) -> None:
    parent = slack.say("C0GENERAL", "a")
    reply = slack.say("C0GENERAL", "b", thread_ts=parent.ts)
    link = client.chat_getPermalink
    place = f"thread_ts={parent.ts}&cid=C0GENERAL"
    assert link(channel="C0GENERAL", message_ts=reply.ts)["permalink"].endswith(place)
    plain = link(channel="C0GENERAL", message_ts=parent.ts)["permalink"]
    assert plain.endswith(f"/archives/C0GENERAL/p{parent.ts.replace('.', '')}")


def test_a_broadcast_reply_is_told_with_its_root(slack: SlackStandIn, heard: Heard) -> None:
    parent = slack.say("C0GENERAL", "a")
    slack.say("C0GENERAL", "b", thread_ts=parent.ts, subtype="thread_broadcast")
    slack.wait_for_events()
    (event,) = [event for event in heard() if event.get("subtype") == "thread_broadcast"]
    assert (event["root"]["text"], event["thread_ts"]) == ("a", parent.ts)


def test_the_preview_of_a_link_is_told_as_a_change_that_nobody_made(
    slack: SlackStandIn, heard: Heard
) -> None:
    message = slack.say("C0GENERAL", "see <https://example.org/>")
    slack.wait_for_events()
    slack.unfurl(message)
    event = heard()[-1]
    assert event["subtype"] == "message_changed"
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert "edited" not in event["message"]
    assert event["message"]["attachments"][0]["title"] == "Example"


def test_edits_are_dated_to_the_second_and_told_apart_by_their_events(
    slack: SlackStandIn, heard: Heard
) -> None:
    message = slack.say("C0GENERAL", "a")
    for text in "bc":
        slack.edit(message, text)
    edits = [event for event in heard() if event.get("subtype") == "message_changed"]
    assert all(event["message"]["edited"]["ts"].endswith(".000000") for event in edits)
    assert len({event["event_ts"] for event in edits}) == 2


def test_the_end_of_a_message_with_replies_is_told_as_a_change(
    slack: SlackStandIn, heard: Heard
) -> None:
    parent = slack.say("C0GENERAL", "a")
    slack.say("C0GENERAL", "b", thread_ts=parent.ts)
    slack.wait_for_events()
    slack.delete(parent)
    event = heard()[-1]
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    assert (event["message"]["hidden"], event["message"]["ts"]) == (True, parent.ts)
    assert event["previous_message"]["text"] == "a"


def test_an_old_integration_speaks_without_a_user(slack: SlackStandIn, heard: Heard) -> None:
    slack.say("C0GENERAL", "beep", user="", bot_id="B0ROBOT", subtype="bot_message")
    (event,) = heard()
    assert (event["subtype"], event["bot_id"]) == ("bot_message", "B0ROBOT")
    assert "user" not in event


def test_a_private_channel_is_told_of_under_its_own_scope(
    slack: SlackStandIn, heard: Heard
) -> None:
    members = {slack.bot_user_id, "U0ALICE"}
    slack.add_channel("C0SECRET0", name="secret", members=members, is_private=True)
    slack.scopes.discard("channels:history")
    slack.say("C0GENERAL", "a")
    slack.say("C0SECRET0", "b")
    assert [(event["text"], event["channel_type"]) for event in heard()] == [("b", "group")]
