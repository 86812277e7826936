"""Whose messages a token can take away, and what is left of them."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import refusal


def acting_as(slack: SlackStandIn, user: str, *scopes: str) -> WebClient:
    """Return a client with the token of a person."""
    token = slack.user_token(user, scopes or ("chat:write",))
    return WebClient(token, base_url=slack.api_url, retry_handlers=[])


def test_a_bot_deletes_what_it_posted(slack: SlackStandIn, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0GENERAL", text="hi")["ts"]
    client.chat_delete(channel="C0GENERAL", ts=ts)
    assert slack.messages("C0GENERAL") == []


def test_a_bot_should_know_that_it_cannot_delete_what_people_wrote(
    slack: SlackStandIn, client: WebClient
) -> None:
    ts = slack.say("C0GENERAL", "hello").ts
    assert refusal(client.chat_delete, channel="C0GENERAL", ts=ts) == "cant_delete_message"
    assert slack.violations == ["chat.delete: cant_delete_message"]


@pytest.mark.parametrize("role", ["is_admin", "is_owner"])
def test_the_token_of_an_admin_deletes_what_others_wrote(slack: SlackStandIn, role: str) -> None:
    slack.add_user("U0CAROL", **{role: True})
    ts = slack.say("C0GENERAL", "hello", user="U0BOB").ts
    acting_as(slack, "U0CAROL").chat_delete(channel="C0GENERAL", ts=ts)
    assert slack.messages("C0GENERAL") == []


def test_anybody_elses_token_deletes_only_their_own(slack: SlackStandIn) -> None:
    delete = acting_as(slack, "U0BOB").chat_delete
    own = slack.say("C0GENERAL", "mine", user="U0BOB").ts
    other = slack.say("C0GENERAL", "hello", user="U0ALICE").ts
    delete(channel="C0GENERAL", ts=own)
    assert refusal(delete, channel="C0GENERAL", ts=other) == "cant_delete_message"
    assert slack.violations == []


def test_a_persons_token_needs_the_scope(slack: SlackStandIn) -> None:
    slack.add_user("U0CAROL", is_admin=True)
    ts = slack.say("C0GENERAL", "hello").ts
    delete = acting_as(slack, "U0CAROL", "users:read").chat_delete
    assert refusal(delete, channel="C0GENERAL", ts=ts) == "missing_scope"


def test_an_admin_does_not_see_private_channels_of_others(slack: SlackStandIn) -> None:
    slack.add_user("U0CAROL", is_admin=True)
    slack.add_channel("C0SECRET0", name="secret", members={"U0ALICE"}, is_private=True)
    ts = slack.say("C0SECRET0", "hello").ts
    delete = acting_as(slack, "U0CAROL").chat_delete
    assert refusal(delete, channel="C0SECRET0", ts=ts) == "channel_not_found"


def test_a_persons_token_says_whose_it_is(slack: SlackStandIn) -> None:
    about = acting_as(slack, "U0CAROL").auth_test()
    assert about["user_id"] == "U0CAROL"
    assert "bot_id" not in about


def test_a_persons_token_is_none_for_what_a_bot_does(slack: SlackStandIn) -> None:
    post = acting_as(slack, "U0CAROL").chat_postMessage
    assert refusal(post, channel="C0GENERAL", text="hi") == "not_allowed_token_type"


def test_a_persons_token_ends_when_the_app_is_removed(slack: SlackStandIn) -> None:
    carol = acting_as(slack, "U0CAROL")
    slack.uninstall()
    assert refusal(carol.auth_test) == "account_inactive"


def test_a_message_with_replies_leaves_a_tombstone(slack: SlackStandIn, client: WebClient) -> None:
    slack.scopes.add("channels:history")
    parent = slack.say("C0GENERAL", "hello")
    slack.say("C0GENERAL", "hi", thread_ts=parent.ts)
    slack.delete(parent)
    (left,) = client.conversations_history(channel="C0GENERAL")["messages"]
    assert (left["subtype"], left["user"], left["ts"]) == ("tombstone", "USLACKBOT", parent.ts)
    assert "hello" not in str(left)


def test_a_tombstone_cannot_be_deleted_again(slack: SlackStandIn, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0GENERAL", text="hi")["ts"]
    slack.say("C0GENERAL", "hello", thread_ts=ts)
    client.chat_delete(channel="C0GENERAL", ts=ts)
    for method in (client.chat_delete, client.chat_update):
        error = refusal(method, channel="C0GENERAL", ts=ts, **{"text": "a"})
        assert error == "message_not_found"


def test_a_message_whose_reply_is_gone_leaves_none(slack: SlackStandIn) -> None:
    parent = slack.say("C0GENERAL", "hello")
    slack.delete(slack.say("C0GENERAL", "hi", thread_ts=parent.ts))
    slack.delete(parent)
    assert slack.messages("C0GENERAL") == []
