"""Where the bot may post, open conversations and read, beside what test_chat.py has."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import refusal


def test_replies_need_membership(slack: SlackStandIn, client: WebClient) -> None:
    slack.scopes.add("channels:history")
    message = slack.say("C0GENERAL", "hello")
    slack.channel("C0GENERAL").members.discard(slack.bot_user_id)
    error = refusal(client.conversations_replies, channel="C0GENERAL", ts=message.ts)
    assert error == "not_in_channel"


@pytest.mark.parametrize(
    ("users", "scope"), [("U0ALICE", "im:write"), ("U0ALICE,U0BOB", "mpim:write")]
)
def test_open_needs_the_scope_for_so_many_people(
    slack: SlackStandIn, client: WebClient, users: str, scope: str
) -> None:
    slack.direct_message("U0ALICE", "U0BOB")
    slack.scopes.update({"im:write", "mpim:write"} - {scope})
    assert refusal(client.conversations_open, users=users) == "missing_scope"
    slack.scopes.add(scope)
    assert client.conversations_open(users=users)["channel"].keys() == {"id"}


def test_open_describes_the_conversation_on_request(slack: SlackStandIn, client: WebClient) -> None:
    slack.scopes.add("im:write")
    channel = client.conversations_open(users="U0ALICE", return_im=True)["channel"]
    assert (channel["is_im"], channel["user"]) == (True, "U0ALICE")


def test_a_restricted_channel_says_so(slack: SlackStandIn, client: WebClient) -> None:
    slack.channel("C0GENERAL").restriction = "restricted_action_read_only_channel"
    error = refusal(client.chat_postMessage, channel="C0GENERAL", text="hi")
    assert error == "restricted_action_read_only_channel"
    assert slack.violations == []


@pytest.mark.parametrize(
    ("restriction", "in_thread"),
    [
        ("restricted_action_thread_only_channel", True),
        ("restricted_action_non_threadable_channel", False),
    ],
)
def test_a_restriction_may_be_about_threads_alone(
    slack: SlackStandIn, client: WebClient, restriction: str, in_thread: bool
) -> None:
    parent = slack.say("C0GENERAL", "hello")
    slack.channel("C0GENERAL").restriction = restriction
    good, bad = (parent.ts, None) if in_thread else (None, parent.ts)
    post = client.chat_postMessage
    assert post(channel="C0GENERAL", text="hi", thread_ts=good)["ok"]
    assert refusal(post, channel="C0GENERAL", text="hi", thread_ts=bad) == restriction


def test_direct_messages_need_the_messages_tab(slack: SlackStandIn, client: WebClient) -> None:
    slack.manifest.messages_tab = False
    error = refusal(client.chat_postMessage, channel="U0ALICE", text="hi")
    assert error == "messages_tab_disabled"


def test_people_write_to_the_app_only_where_the_manifest_lets_them(slack: SlackStandIn) -> None:
    slack.manifest.people_may_write = False
    slack.say(slack.direct_message("U0ALICE"), "hello")
    assert slack.violations == ["manifest: the messages tab lets nobody write to the app"]


def test_an_ephemeral_message_shows_in_a_thread_that_has_replies(
    slack: SlackStandIn, client: WebClient
) -> None:
    parent = slack.say("C0GENERAL", "hello")
    slack.say("C0GENERAL", "hi", thread_ts=parent.ts)
    whisper = client.chat_postEphemeral
    whisper(channel="C0GENERAL", user="U0ALICE", text="psst", thread_ts=parent.ts)
    assert [(m.text, m.thread_ts) for m in slack.ephemerals] == [("psst", parent.ts)]


def test_an_ephemeral_message_does_not_show_where_there_is_no_thread_yet(
    slack: SlackStandIn, client: WebClient
) -> None:
    ts = slack.say("C0GENERAL", "hello").ts
    client.chat_postEphemeral(channel="C0GENERAL", user="U0ALICE", text="psst", thread_ts=ts)
    assert slack.ephemerals == []
    (violation,) = slack.violations
    assert "nobody sees that" in violation


def test_an_ephemeral_message_cannot_be_updated_by_its_timestamp(
    slack: SlackStandIn, client: WebClient
) -> None:
    ts = client.chat_postEphemeral(channel="C0GENERAL", user="U0ALICE", text="a")["message_ts"]
    error = refusal(client.chat_update, channel="C0GENERAL", ts=ts, text="b")
    assert error == "message_not_found"


def test_update_keeps_metadata_unless_it_is_given_anew(
    slack: SlackStandIn, client: WebClient
) -> None:
    metadata = {"event_type": "explained", "event_payload": {"id": "1"}}
    ts = client.chat_postMessage(channel="C0GENERAL", text="a", metadata=metadata)["ts"]
    client.chat_update(channel="C0GENERAL", ts=ts, text="b")
    assert slack.messages("C0GENERAL")[0].metadata == metadata
    client.chat_update(channel="C0GENERAL", ts=ts, text="c", metadata={})
    assert slack.messages("C0GENERAL")[0].metadata is None


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"limit": 1000}, "invalid_limit"),
        ({"cursor": "x"}, "invalid_cursor"),
        ({"latest": "now"}, "invalid_ts_latest"),
        ({"oldest": "then"}, "invalid_ts_oldest"),
    ],
)
def test_history_refuses_what_makes_no_sense(
    slack: SlackStandIn, client: WebClient, arguments: dict[str, object], error: str
) -> None:
    slack.scopes.add("channels:history")
    assert refusal(client.conversations_history, channel="C0GENERAL", **arguments) == error


def test_members_come_in_pages_whose_cursors_nobody_can_make_up(
    slack: SlackStandIn, client: WebClient
) -> None:
    slack.scopes.add("channels:read")
    crowd = {f"U0PERSON{number}" for number in range(5)}
    slack.add_channel("C0REVIEW0", name="review", members=crowd)
    members = client.conversations_members
    pages = [page["members"] for page in members(channel="C0REVIEW0", limit=2)]
    assert {user for page in pages for user in page} == crowd
    assert [len(page) for page in pages] == [2, 2, 1]
    assert refusal(members, channel="C0REVIEW0", cursor="2") == "invalid_cursor"
    assert refusal(members, channel="C0REVIEW0", limit=1001) == "invalid_limit"


@pytest.mark.parametrize(("who", "error"), [("left", "user_disabled"), ("bot", "cannot_dm_bot")])
def test_nobody_can_write_to_those_who_left_and_to_bots(
    slack: SlackStandIn, client: WebClient, who: str, error: str
) -> None:
    slack.scopes.add("im:write")
    slack.add_user("U0BOB", is_bot=who == "bot")
    if who == "left":
        slack.deactivate("U0BOB")
    assert refusal(client.conversations_open, users="U0BOB") == error
    assert refusal(client.chat_postMessage, channel="U0BOB", text="hi") == error
    assert slack.violations == []


def test_those_who_left_are_in_no_channel_any_more(slack: SlackStandIn) -> None:
    slack.deactivate("U0ALICE")
    assert "U0ALICE" not in slack.channel("C0GENERAL").members
