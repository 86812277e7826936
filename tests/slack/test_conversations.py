from __future__ import annotations

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import refusal


@pytest.fixture(autouse=True)
def every_scope(slack: SlackStandIn) -> None:
    families = ("channels", "groups", "im", "mpim")
    slack.scopes.update(f"{family}:{right}" for family in families for right in ("read", "history"))
    slack.scopes.update({"im:write", "channels:join", "reactions:write"})


def test_history_gives_the_latest_message_first(slack: SlackStandIn, client: WebClient) -> None:
    for text in "abc":
        slack.say("C0GENERAL", text)
    messages = client.conversations_history(channel="C0GENERAL")["messages"]
    assert [message["text"] for message in messages] == ["c", "b", "a"]


def test_history_comes_in_pages(slack: SlackStandIn, client: WebClient) -> None:
    for text in "abcde":
        slack.say("C0GENERAL", text)
    pages = client.conversations_history(channel="C0GENERAL", limit=2)
    texts = [[message["text"] for message in page["messages"]] for page in pages]
    assert texts == [["e", "d"], ["c", "b"], ["a"]]


def test_history_leaves_out_replies(slack: SlackStandIn, client: WebClient) -> None:
    parent = slack.say("C0GENERAL", "a")
    slack.say("C0GENERAL", "b", thread_ts=parent.ts)
    messages = client.conversations_history(channel="C0GENERAL")["messages"]
    assert [message["text"] for message in messages] == ["a"]


def test_history_finds_one_message_by_its_timestamp(slack: SlackStandIn, client: WebClient) -> None:
    ts = [slack.say("C0GENERAL", text).ts for text in "abc"][1]
    answer = client.conversations_history(channel="C0GENERAL", latest=ts, limit=1, inclusive=True)
    assert [message["text"] for message in answer["messages"]] == ["b"]


def test_history_needs_membership(slack: SlackStandIn, client: WebClient) -> None:
    slack.add_channel("C0OTHER00", name="other", members={"U0ALICE"})
    assert refusal(client.conversations_history, channel="C0OTHER00") == "not_in_channel"


def test_history_needs_the_scope_of_the_channels_kind(
    slack: SlackStandIn, client: WebClient
) -> None:
    slack.scopes.discard("channels:history")
    assert refusal(client.conversations_history, channel="C0GENERAL") == "missing_scope"


def test_history_shows_metadata_to_those_who_ask(client: WebClient) -> None:
    metadata = {"event_type": "explained", "event_payload": {"id": "1"}}
    client.chat_postMessage(channel="C0GENERAL", text="a", metadata=metadata)
    history = client.conversations_history
    assert "metadata" not in history(channel="C0GENERAL")["messages"][0]
    shown = history(channel="C0GENERAL", include_all_metadata=True)["messages"][0]
    assert shown["metadata"] == metadata


def test_replies_give_the_thread_from_its_start(slack: SlackStandIn, client: WebClient) -> None:
    parent = slack.say("C0GENERAL", "a")
    slack.say("C0GENERAL", "b", thread_ts=parent.ts)
    slack.say("C0GENERAL", "elsewhere")
    messages = client.conversations_replies(channel="C0GENERAL", ts=parent.ts)["messages"]
    assert [message["text"] for message in messages] == ["a", "b"]


def test_replies_of_no_message_are_not_found(client: WebClient) -> None:
    error = refusal(client.conversations_replies, channel="C0GENERAL", ts="1.000000")
    assert error == "thread_not_found"


def test_open_gives_the_same_direct_message_twice(slack: SlackStandIn, client: WebClient) -> None:
    first = client.conversations_open(users="U0ALICE")["channel"]["id"]
    assert client.conversations_open(users=["U0ALICE"])["channel"]["id"] == first
    assert slack.direct_message("U0ALICE") == first


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),
        ("U0NOBODY", "user_not_found"),
        (",".join(f"U{i}" for i in range(9)), "too_many_users"),
    ],
)
def test_open_refuses_impossible_company(client: WebClient, users: str, error: str) -> None:
    assert refusal(client.conversations_open, users=users) == error


def test_info_and_members_describe_a_channel(slack: SlackStandIn, client: WebClient) -> None:
    assert client.conversations_info(channel="C0GENERAL")["channel"]["is_member"]
    members = client.conversations_members(channel="C0GENERAL")["members"]
    assert set(members) == {slack.bot_user_id, "U0ALICE"}


def test_info_hides_private_channels_from_those_outside(
    slack: SlackStandIn, client: WebClient
) -> None:
    slack.add_channel("C0SECRET0", name="secret", members={"U0ALICE"}, is_private=True)
    assert refusal(client.conversations_info, channel="C0SECRET0") == "channel_not_found"


def test_join_makes_the_bot_a_member(slack: SlackStandIn, client: WebClient) -> None:
    slack.add_channel("C0OTHER00", name="other", members={"U0ALICE"})
    client.conversations_join(channel="C0OTHER00")
    assert slack.bot_user_id in slack.channel("C0OTHER00").members


def test_list_shows_the_kinds_asked_for(slack: SlackStandIn, client: WebClient) -> None:
    slack.add_channel("C0OLD0000", name="old", is_archived=True)
    slack.direct_message("U0ALICE")
    shown = client.conversations_list(types="public_channel", exclude_archived=True)["channels"]
    assert [channel["name"] for channel in shown] == ["general"]


def test_reactions_are_kept_once_each(slack: SlackStandIn, client: WebClient) -> None:
    ts = slack.say("C0GENERAL", "a").ts
    react = client.reactions_add
    react(channel="C0GENERAL", timestamp=ts, name="mag")
    assert refusal(react, channel="C0GENERAL", timestamp=ts, name="mag") == "already_reacted"
    assert slack.messages("C0GENERAL")[0].reactions == {"mag": (slack.bot_user_id,)}
