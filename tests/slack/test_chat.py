from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack import SlackStandIn
from tests.slack.clients import client_of, refusal

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


def test_post_message_shows_the_text_as_it_was_sent(slack: SlackStandIn, client: WebClient) -> None:
    client.chat_postMessage(channel="C0GENERAL", text="a &amp; b <!here>")
    (message,) = slack.messages("C0GENERAL")
    assert (message.text, message.user) == ("a &amp; b <!here>", slack.bot_user_id)
    assert message.pings == ("<!here>",)


def test_post_message_answers_with_the_message(client: WebClient) -> None:
    answer = client.chat_postMessage(channel="C0GENERAL", text="hi", blocks=[SECTION])
    assert answer["message"]["ts"] == answer["ts"]
    assert answer["message"]["blocks"] == [{**SECTION, "block_id": "b0"}]


@pytest.mark.parametrize("channel", ["#general", "general", "C0GENERAL"])
def test_post_message_finds_a_channel_by_id_and_by_name(
    slack: SlackStandIn, client: WebClient, channel: str
) -> None:
    client.chat_postMessage(channel=channel, text="hi")
    assert len(slack.messages("C0GENERAL")) == 1


def test_post_message_to_a_user_opens_a_direct_message(
    slack: SlackStandIn, client: WebClient
) -> None:
    channel = client.chat_postMessage(channel="U0ALICE", text="hi")["channel"]
    assert channel == slack.direct_message("U0ALICE")


@pytest.mark.parametrize(
    ("scope", "is_private", "member", "error"),
    [
        ("chat:write.public", False, False, None),
        ("chat:write", False, False, "not_in_channel"),
        ("chat:write.public", True, False, "channel_not_found"),
        ("chat:write", True, True, None),
    ],
)
def test_post_message_depends_on_membership_and_scope(
    slack: SlackStandIn, scope: str, is_private: bool, member: bool, error: str | None
) -> None:
    slack.scopes.clear()
    slack.scopes.update({"chat:write", scope})
    members = {slack.bot_user_id} if member else {"U0ALICE"}
    slack.add_channel("C0OTHER00", name="other", members=members, is_private=is_private)
    post = client_of(slack).chat_postMessage
    if error is None:
        assert post(channel="C0OTHER00", text="hi")["ok"]
    else:
        assert refusal(post, channel="C0OTHER00", text="hi") == error
    assert slack.violations == []


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "hi"}, "channel_not_found"),
        ({"channel": "C0GENERAL", "text": ""}, "no_text"),
        ({"channel": "C0GENERAL", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": "C0GENERAL", "blocks": '{"type": "divider"}'}, "invalid_blocks_format"),
        ({"channel": "C0GENERAL", "blocks": '[{"type": "section"}]'}, "invalid_blocks"),
        ({"channel": "C0GENERAL", "text": "a", "thread_ts": "0"}, "invalid_thread_ts"),
        ({"channel": "C0GENERAL", "text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
        ({"channel": "C0GENERAL", "text": "a", "metadata": '{"a": 1}'}, "invalid_metadata_schema"),
    ],
)
def test_post_message_refuses_what_slack_refuses(
    client: WebClient, arguments: dict[str, str], error: str
) -> None:
    assert refusal(client.api_call, api_method="chat.postMessage", data=arguments) == error


def test_post_message_says_where_a_block_is_wrong(slack: SlackStandIn, client: WebClient) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0GENERAL", text="a", blocks=[section])
    sentence = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert caught.value.response["errors"] == [sentence]
    assert caught.value.response["response_metadata"] == {"messages": [f"[ERROR] {sentence}"]}
    assert slack.violations == [f"chat.postMessage: invalid_blocks: {sentence}"]


def test_post_message_is_refused_in_an_archived_channel(
    slack: SlackStandIn, client: WebClient
) -> None:
    slack.channel("C0GENERAL").is_archived = True
    assert refusal(client.chat_postMessage, channel="C0GENERAL", text="hi") == "is_archived"


def test_post_message_does_not_reach_direct_messages_of_others(
    slack: SlackStandIn, client: WebClient
) -> None:
    slack.add_channel("D0OTHERS0", name="dm", members={"U0ALICE", "U0BOB"}, is_private=True)
    error = refusal(client.chat_postMessage, channel="D0OTHERS0", text="hi")
    assert error == "channel_not_found"


def test_post_message_cuts_off_a_text_past_forty_thousand_characters(
    slack: SlackStandIn, client: WebClient
) -> None:
    client.chat_postMessage(channel="C0GENERAL", text="x" * 40_001)
    assert len(slack.messages("C0GENERAL")[0].text) == 40_000
    assert slack.violations == ["chat.postMessage: text cut off at 40000 characters"]


def test_post_message_refuses_blocks_that_are_too_long_together(client: WebClient) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    assert client.chat_postMessage(channel="C0GENERAL", text="a", blocks=[section] * 4)["ok"]
    error = refusal(client.chat_postMessage, channel="C0GENERAL", text="a", blocks=[section] * 5)
    assert error == "msg_blocks_too_long"


def test_post_message_replies_in_a_thread(slack: SlackStandIn, client: WebClient) -> None:
    parent = slack.say("C0GENERAL", "hello")
    client.chat_postMessage(channel="C0GENERAL", text="hi", thread_ts=parent.ts)
    assert slack.messages("C0GENERAL")[1].thread_ts == parent.ts


def test_post_message_blames_a_reply_to_a_reply(slack: SlackStandIn, client: WebClient) -> None:
    parent = slack.say("C0GENERAL", "hello")
    reply = slack.say("C0GENERAL", "hi", thread_ts=parent.ts)
    client.chat_postMessage(channel="C0GENERAL", text="hey", thread_ts=reply.ts)
    assert slack.messages("C0GENERAL")[2].thread_ts == parent.ts
    assert slack.violations == [f"thread_ts {reply.ts} is a reply: use its parent's"]


def test_post_message_blames_a_thread_that_never_was(
    slack: SlackStandIn, client: WebClient
) -> None:
    client.chat_postMessage(channel="C0GENERAL", text="hey", thread_ts="1234567890.000100")
    (violation,) = slack.violations
    assert "nobody sees that" in violation


def test_post_message_does_not_blame_a_thread_that_was_deleted(
    slack: SlackStandIn, client: WebClient
) -> None:
    parent = slack.say("C0GENERAL", "hello")
    slack.delete(parent)
    assert client.chat_postMessage(channel="C0GENERAL", text="hey", thread_ts=parent.ts)["ok"]
    assert slack.violations == []


def test_update_replaces_text_and_drops_the_blocks(slack: SlackStandIn, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0GENERAL", text="a", blocks=[SECTION])["ts"]
    client.chat_update(channel="C0GENERAL", ts=ts, text="b")
    (message,) = slack.messages("C0GENERAL")
    assert (message.text, list(message.blocks), message.edited) == ("b", [], True)


def test_update_refuses_more_than_four_thousand_characters(client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0GENERAL", text="a")["ts"]
    error = refusal(client.chat_update, channel="C0GENERAL", ts=ts, text="x" * 4001)
    assert error == "msg_too_long"


def test_update_leaves_other_peoples_messages_alone(slack: SlackStandIn, client: WebClient) -> None:
    ts = slack.say("C0GENERAL", "mine").ts
    error = refusal(client.chat_update, channel="C0GENERAL", ts=ts, text="yours")
    assert error == "cant_update_message"


def test_update_does_not_find_a_deleted_message(client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0GENERAL", text="a")["ts"]
    client.chat_delete(channel="C0GENERAL", ts=ts)
    error = refusal(client.chat_update, channel="C0GENERAL", ts=ts, text="b")
    assert error == "message_not_found"


def test_delete_takes_a_message_away(slack: SlackStandIn, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0GENERAL", text="a")["ts"]
    client.chat_delete(channel="C0GENERAL", ts=ts)
    assert slack.messages("C0GENERAL") == []


def test_post_ephemeral_is_seen_by_one_user(slack: SlackStandIn, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C0GENERAL", user="U0ALICE", text="psst")
    assert [m.text for m in slack.ephemerals] == ["psst"]
    assert slack.seen_only_by("U0ALICE") == slack.ephemerals
    assert slack.messages("C0GENERAL") == []


def test_post_ephemeral_needs_its_reader_in_the_channel(client: WebClient) -> None:
    error = refusal(client.chat_postEphemeral, channel="C0GENERAL", user="U0BOB", text="psst")
    assert error == "user_not_in_channel"


def test_post_ephemeral_needs_the_bot_in_the_channel(
    slack: SlackStandIn, client: WebClient
) -> None:
    slack.add_channel("C0OTHER00", name="other", members={"U0ALICE"})
    error = refusal(client.chat_postEphemeral, channel="C0OTHER00", user="U0ALICE", text="psst")
    assert error == "not_in_channel"


def test_permalink_names_channel_and_message(client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0GENERAL", text="a")["ts"]
    link = client.chat_getPermalink(channel="C0GENERAL", message_ts=ts)["permalink"]
    assert link.endswith(f"/archives/C0GENERAL/p{ts.replace('.', '')}")


def test_messages_are_told_apart_by_ever_later_timestamps(
    slack: SlackStandIn, client: WebClient
) -> None:
    for text in "abc":
        client.chat_postMessage(channel="C0GENERAL", text=text)
    assert [m.text for m in slack.messages("C0GENERAL")] == ["a", "b", "c"]
