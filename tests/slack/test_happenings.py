"""Events that people cause, heard by an app over real HTTP and a real WebSocket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import Stubborn, bolt_app, connected, refusal, served_wsgi
from tests.slack.conftest import RunApp

Json = dict[str, Any]

EVERYTHING = {
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
}
READING = {
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "groups:history",
    "im:history",
    "mpim:history",
    "reactions:read",
    "reactions:write",
}


@pytest.fixture(autouse=True)
def curious_app(slack: SlackStandIn) -> None:
    slack.subscriptions.update(EVERYTHING)
    slack.scopes.update(READING)


@pytest.fixture
def heard(slack: SlackStandIn) -> Iterator[Callable[[], list[Json]]]:
    """Connect an app that takes everything; give a function that returns what it was told."""

    def wait() -> list[Json]:
        slack.wait_for_events()
        return slack.events

    with served_wsgi(Stubborn("200 OK")) as url:
        slack.connect_http(url)
        yield wait
    assert (slack.violations, slack.lost_events) == ([], [])


Heard = Callable[[], list[Json]]


def kinds(events: list[Json]) -> list[str]:
    return [event.get("subtype") or event["type"] for event in events]


def test_a_message_is_told_with_its_channel_and_its_own_id(
    slack: SlackStandIn, heard: Heard
) -> None:
    message = slack.say("C0GENERAL", "hello")
    (event,) = heard()
    assert (event["type"], event["text"], event["ts"]) == ("message", "hello", message.ts)
    assert (event["channel"], event["channel_type"]) == ("C0GENERAL", "channel")
    assert event["client_msg_id"]


def test_a_mention_is_told_twice(slack: SlackStandIn, heard: Heard) -> None:
    message = slack.mention("C0GENERAL", "what about this?")
    events = heard()
    assert sorted(kinds(events)) == ["app_mention", "message"]
    assert {event["ts"] for event in events} == {message.ts}
    assert len({event["client_msg_id"] for event in events}) == 1


def test_a_direct_message_mentions_nobody(slack: SlackStandIn, heard: Heard) -> None:
    slack.mention(slack.direct_message("U0ALICE"), "hello")
    (event,) = heard()
    assert (event["type"], event["channel_type"]) == ("message", "im")


def test_a_group_message_is_told_as_such(slack: SlackStandIn, heard: Heard) -> None:
    slack.say(slack.direct_message("U0ALICE", "U0BOB"), "hello")
    assert [event["channel_type"] for event in heard()] == ["mpim"]


def test_a_reply_names_the_author_of_its_parent(slack: SlackStandIn, heard: Heard) -> None:
    parent = slack.say("C0GENERAL", "hello", user="U0BOB")
    slack.say("C0GENERAL", "hi", thread_ts=parent.ts)
    reply = heard()[-1]
    assert (reply["thread_ts"], reply["parent_user_id"]) == (parent.ts, "U0BOB")


@pytest.mark.parametrize("missing", ["subscription", "scope", "membership"])
def test_a_message_is_not_told_to_an_app_that_may_not_hear_it(
    slack: SlackStandIn, heard: Heard, missing: str
) -> None:
    if missing == "subscription":
        slack.subscriptions.discard("message.channels")
    elif missing == "scope":
        slack.scopes.discard("channels:history")
    else:
        slack.channel("C0GENERAL").members.discard(slack.bot_user_id)
    slack.say("C0GENERAL", "hello")
    assert heard() == []


def test_the_bots_own_posts_come_back_under_its_name(
    slack: SlackStandIn, client: WebClient, heard: Heard
) -> None:
    client.chat_postMessage(channel="C0GENERAL", text="hi")
    (event,) = heard()
    assert event["user"] == slack.bot_user_id
    assert event["bot_profile"]["id"] == event["bot_id"]


def test_another_app_is_known_by_its_bot_id(slack: SlackStandIn, heard: Heard) -> None:
    slack.say("C0GENERAL", "beep", user="U0ROBOT", bot_id="B0ROBOT")
    (event,) = heard()
    assert event["bot_id"] == "B0ROBOT"
    assert "client_msg_id" not in event


def test_an_edit_is_told_with_both_versions(slack: SlackStandIn, heard: Heard) -> None:
    slack.edit(slack.say("C0GENERAL", "helo"), "hello")
    event = heard()[-1]
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("helo", "hello")
    assert event["message"]["edited"]["user"] == "U0ALICE"


def test_an_edited_mention_is_told_as_a_mention_again(slack: SlackStandIn, heard: Heard) -> None:
    message = slack.mention("C0GENERAL", "helo")
    slack.edit(message, f"<@{slack.bot_user_id}> hello")
    mentions = [event for event in heard() if event["type"] == "app_mention"]
    assert [("edited" in event) for event in mentions] == [False, True]
    assert {event["ts"] for event in mentions} == {message.ts}


def test_an_update_by_the_bot_is_told_as_an_edit(
    slack: SlackStandIn, client: WebClient, heard: Heard
) -> None:
    ts = client.chat_postMessage(channel="C0GENERAL", text="a")["ts"]
    client.chat_update(channel="C0GENERAL", ts=ts, text="b")
    assert kinds(heard()) == ["message", "message_changed"]


def test_a_deleted_message_is_told_with_what_it_said(slack: SlackStandIn, heard: Heard) -> None:
    message = slack.say("C0GENERAL", "oops")
    slack.delete(message)
    event = heard()[-1]
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", message.ts)
    assert event["previous_message"]["text"] == "oops"


def test_reactions_are_told_but_are_no_edits(slack: SlackStandIn, heard: Heard) -> None:
    message = slack.say("C0GENERAL", "hello", user="U0BOB")
    slack.react(message, "mag")
    slack.react(message, "mag")
    slack.unreact(message, "mag")
    events = heard()
    assert kinds(events) == ["message", "reaction_added", "reaction_removed"]
    added = events[1]
    assert (added["reaction"], added["user"], added["item_user"]) == ("mag", "U0ALICE", "U0BOB")
    assert added["item"] == {"type": "message", "channel": "C0GENERAL", "ts": message.ts}
    assert slack.messages("C0GENERAL")[0].reactions == {}


def test_an_invitation_is_told_to_the_one_invited(slack: SlackStandIn, heard: Heard) -> None:
    slack.add_channel("C0OTHER00", name="other", members={"U0ALICE"})
    slack.invite("C0OTHER00")
    assert [event["user"] for event in heard()] == [slack.bot_user_id]


def test_opening_the_home_is_told_with_what_it_shows(
    slack: SlackStandIn, client: WebClient, heard: Heard
) -> None:
    slack.open_home()
    view = client.views_publish(
        user_id="U0ALICE", view={"type": "home", "blocks": [{"type": "divider"}]}
    )["view"]
    slack.open_home()
    first, second = heard()
    assert (first["user"], first["tab"], "view" in first) == ("U0ALICE", "home", False)
    assert second["view"]["id"] == view["id"]


def test_removing_the_app_is_told_and_ends_its_token(
    slack: SlackStandIn, client: WebClient, heard: Heard
) -> None:
    slack.uninstall()
    events = {event["type"]: event for event in heard()}
    assert set(events) == {"app_uninstalled", "tokens_revoked"}
    assert events["tokens_revoked"]["tokens"]["bot"] == [slack.bot_user_id]
    assert refusal(client.auth_test) == "account_inactive"


def test_nobody_is_told_before_there_is_an_app(slack: SlackStandIn) -> None:
    slack.say("C0GENERAL", "hello")
    assert slack.events == []


def test_an_event_that_no_connection_takes_is_lost_and_nobodys_fault(slack: SlackStandIn) -> None:
    with connected(slack, bolt_app(slack)):
        pass
    slack.wait_until(lambda: slack.n_connections == 0)
    slack.say("C0GENERAL", "hello")
    slack.wait_for_events()
    assert [event["text"] for event in slack.lost_events] == ["hello"]
    assert slack.violations == []


def test_events_reach_an_app_over_either_way(slack: SlackStandIn, run_app: RunApp) -> None:
    app, said = bolt_app(slack), []

    @app.event("message")
    def on_message(event: Json) -> None:
        said.append(event["text"])

    run_app(app)
    slack.say("C0GENERAL", "hello")
    slack.wait_until(lambda: said == ["hello"])
    slack.wait_for_events()
    assert slack.violations == []


def test_it_is_known_how_each_event_was_answered(slack: SlackStandIn, heard: Heard) -> None:
    slack.say("C0GENERAL", "hello")
    heard()
    ((event, ack),) = slack.event_acks
    assert (event["text"], ack.ok) == ("hello", True)
    slack.forget()
    assert slack.event_acks == []
