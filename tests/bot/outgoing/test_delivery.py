"""Where an answer goes, and what its asker reads, when Slack does not take it as it should."""

from __future__ import annotations

import logging

import pytest

from bot.errors import AccessRevoked, DeliveryError, MessageGone
from bot.messages.message import Message
from bot.outgoing.backoff import Backoff
from bot.outgoing.delivery import Delivery
from bot.place import Place
from tests.bot.delivering import ANSWER, ask, delivery_to, with_picture
from tests.bot.fakes import PNG
from tests.slack import Message as Seen
from tests.slack import SlackStandIn
from tests.slack.functions import Execution


@pytest.fixture
def delivery(slack: SlackStandIn) -> Delivery:
    return delivery_to(slack)


def told(slack: SlackStandIn) -> Seen:
    """Return the one message that the asker alone sees; it holds the result and a reason."""
    (message,) = slack.seen_only_by("U0ALICE")
    assert message.text.startswith(ANSWER.text)
    assert message.blocks[0] == ANSWER.blocks[0]
    assert message.text.endswith(message.blocks[-1]["elements"][0]["text"])
    return message


def test_post_speaks_to_everybody(slack: SlackStandIn, delivery: Delivery) -> None:
    place = delivery.post(ask(slack), ANSWER)

    (message,) = slack.messages("C0GENERAL")
    assert place == Place("C0GENERAL", message.ts)
    assert (message.text, message.blocks) == (ANSWER.text, ANSWER.blocks)


def test_post_answers_in_the_thread(slack: SlackStandIn, delivery: Delivery) -> None:
    parent = slack.say("C0GENERAL", "What a day")
    delivery.post(ask(slack, thread=parent.ts), ANSWER)

    assert slack.messages("C0GENERAL")[-1].thread_ts == parent.ts


def test_post_takes_a_users_id_for_their_own_conversation(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    direct = slack.direct_message("U0ALICE")
    place = delivery.post(ask(slack, channel="U0ALICE", response_url=""), ANSWER)

    assert place is not None
    assert [message.ts for message in slack.messages(direct)] == [place.ts]
    assert place.channel == direct


def test_post_at_a_place_changes_the_message_there(slack: SlackStandIn, delivery: Delivery) -> None:
    request = ask(slack)
    place = delivery.post(request, Message("Working on it"))

    assert delivery.post(request, ANSWER, place=place) == place
    assert [message.text for message in slack.messages("C0GENERAL")] == [ANSWER.text]


def test_post_reaches_a_public_channel_that_the_bot_is_not_in(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    slack.add_channel("C0OTHER", name="other")

    assert delivery.post(ask(slack, "C0OTHER"), ANSWER) is not None
    assert len(slack.messages("C0OTHER")) == 1


@pytest.mark.parametrize("is_private", [True, False])
def test_post_where_the_bot_is_not_a_member_says_how_to_invite_it(
    slack: SlackStandIn, delivery: Delivery, is_private: bool
) -> None:
    slack.scopes.discard("chat:write.public")
    slack.add_channel("C0OTHER", name="other", is_private=is_private)

    assert delivery.post(ask(slack, "C0OTHER"), ANSWER) is None
    assert "/invite @explain" in told(slack).text


def test_post_to_a_conversation_of_others_does_not_ask_for_an_invitation(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    slack.add_channel("D0OTHERS", name="directmessage", is_private=True)
    delivery.post(ask(slack, "D0OTHERS"), ANSWER)

    assert "not part of this conversation" in told(slack).text
    assert "/invite" not in told(slack).text


def test_post_to_an_archived_channel_says_so(slack: SlackStandIn, delivery: Delivery) -> None:
    slack.add_channel("C0OLD", name="old", is_archived=True)
    delivery.post(ask(slack, "C0OLD"), ANSWER)

    assert "archived" in told(slack).text


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("restricted_action", "An admin can allow it"),
        ("restricted_action_read_only_channel", "An admin can allow it"),
        ("restricted_action_thread_only_channel", "An admin can allow it"),
        ("missing_scope", "has to add that scope"),
        ("team_access_not_granted", "team_access_not_granted"),
        ("msg_too_long", "msg_too_long"),
    ],
)
def test_post_that_is_refused_says_what_can_be_done(
    slack: SlackStandIn, delivery: Delivery, error: str, advice: str
) -> None:
    slack.fail("chat.postMessage", error=error)
    delivery.post(ask(slack), ANSWER)

    assert advice in told(slack).text


def test_post_waits_out_three_429s_in_a_row(slack: SlackStandIn, delivery: Delivery) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=7, times=3)

    assert delivery.post(ask(slack), ANSWER) is not None
    assert len(slack.calls_to("chat.postMessage")) == 4


def test_post_does_not_wait_for_ever_where_slack_is_told_too_much(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=600)
    delivery.post(ask(slack), ANSWER)

    assert "Slack limits how much I may post" in told(slack).text


def test_post_in_a_thread_whose_message_was_deleted_is_not_lost_in_it(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    parent = slack.say("C0GENERAL", "I take that back")
    slack.delete(parent)
    delivery.post(ask(slack, thread=parent.ts), ANSWER)

    assert "deleted" in told(slack).text
    assert slack.messages("C0GENERAL") == []


def test_post_in_a_thread_that_cannot_be_read_is_tried(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    parent = slack.say("C0GENERAL", "What a day")
    slack.fail("conversations.replies", error="missing_scope")
    delivery.post(ask(slack, thread=parent.ts), ANSWER)

    assert slack.messages("C0GENERAL")[-1].text == ANSWER.text


def test_post_at_a_place_whose_message_was_deleted_tells_the_asker(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    request = ask(slack)
    place = delivery.post(request, Message("Working on it"))
    slack.delete(slack.messages("C0GENERAL")[0])

    assert delivery.post(request, ANSWER, place=place) is None
    assert "deleted" in told(slack).text
    assert slack.messages("C0GENERAL") == []


def test_post_at_a_place_in_a_channel_archived_meanwhile_tells_the_asker(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    request = ask(slack)
    place = delivery.post(request, Message("Working on it"))
    slack.channel("C0GENERAL").is_archived = True
    delivery.post(request, ANSWER, place=place)

    assert "archived" in told(slack).text


def test_post_with_a_revoked_token_still_reaches_the_asker(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    request = ask(slack)
    slack.revoke_token()
    delivery.post(request, ANSWER)

    assert "has to install it again" in told(slack).text


def test_post_that_reaches_nobody_is_logged_and_raised(
    slack: SlackStandIn, delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    request = ask(slack, response_url="")
    slack.revoke_token()

    with caplog.at_level(logging.ERROR), pytest.raises(AccessRevoked):
        delivery.post(request, ANSWER)
    (line,) = caplog.messages
    assert request.id in line
    assert "horrible" not in caplog.text


def test_post_shows_its_picture(slack: SlackStandIn, delivery: Delivery) -> None:
    request = ask(slack)
    delivery.post(request, with_picture(delivery, request))

    assert [file["bytes"] for file in slack.messages("C0GENERAL")[0].files] == [PNG]


def test_post_waits_until_slack_can_show_the_picture(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    request = ask(slack)
    message = with_picture(delivery, request)
    details = ["invalid slack file [json-pointer:/blocks/1/slack_file]"]
    slack.fail("chat.postMessage", error="invalid_blocks", details=details, times=3)
    delivery.post(request, message)

    assert len(slack.messages("C0GENERAL")[0].files) == 1


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
def test_post_leaves_out_a_picture_that_slack_never_shows(
    slack: SlackStandIn, delivery: Delivery, method: str
) -> None:
    request = ask(slack)
    message = with_picture(delivery, request)
    is_change = method == "chat.update"
    place = delivery.post(request, Message("Working on it")) if is_change else None
    details = ["invalid slack file [json-pointer:/blocks/1/slack_file]"]
    tries = len(list(Backoff()))
    slack.fail(method, error="invalid_blocks", details=details, times=tries)
    delivery.post(request, message, place=place)

    (message_seen,) = slack.messages("C0GENERAL")
    assert not message_seen.files
    assert "picture could not be added" in message_seen.text


def test_update_of_a_deleted_message_says_that_it_is_gone(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    with pytest.raises(MessageGone):
        delivery.update(Place("C0GENERAL", "1.000001"), ANSWER, team="T0TEAM")


def test_delete_takes_a_message_away(slack: SlackStandIn, delivery: Delivery) -> None:
    place = delivery.post(ask(slack), ANSWER)
    assert place is not None
    delivery.delete(place, team="T0TEAM")

    assert slack.messages("C0GENERAL") == []


def test_delete_of_a_deleted_message_is_done_already(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    place = delivery.post(ask(slack), ANSWER)
    assert place is not None
    for _ in range(2):
        delivery.delete(place, team="T0TEAM")

    assert [refusal.error for refusal in slack.refusals] == ["message_not_found"]


def test_delete_says_what_is_in_its_way(slack: SlackStandIn, delivery: Delivery) -> None:
    slack.fail("chat.delete", error="compliance_exports_prevent_deletion")

    with pytest.raises(DeliveryError, match="compliance_exports_prevent_deletion"):
        delivery.delete(Place("C0GENERAL", "1.000001"), team="T0TEAM")


def test_read_returns_what_was_typed(slack: SlackStandIn, delivery: Delivery) -> None:
    message = slack.say("C0GENERAL", "I &lt;3 this &amp; that")
    request = ask(slack, source_ts=message.ts)

    assert delivery.read(request) == "I <3 this & that"


def test_read_finds_a_message_in_a_thread(slack: SlackStandIn, delivery: Delivery) -> None:
    parent = slack.say("C0GENERAL", "What a day")
    reply = slack.say("C0GENERAL", "Horrible indeed", thread_ts=parent.ts)

    assert delivery.read(ask(slack, source_ts=reply.ts)) == "Horrible indeed"


def test_read_of_a_deleted_message_says_that_it_is_gone(
    slack: SlackStandIn, delivery: Delivery
) -> None:
    with pytest.raises(MessageGone):
        delivery.read(ask(slack, source_ts="1700000000.000100"))


OUTPUTS = {
    "label": "negative",
    "probability": "0.964",
    "words": "horrible",
    "image": "F1",
}


@pytest.fixture
def execution(slack: SlackStandIn) -> Execution:
    """A step of somebody's workflow that waits for its outputs."""
    workflow_token = slack._backstage.app.tokens.issue("workflow", set(), team=slack.team_id)
    definition = slack.manifest.functions["explain_text"]
    return slack._context.executions.begin("explain_text", definition, workflow_token)


def test_complete_gives_a_workflow_its_outputs(
    slack: SlackStandIn, delivery: Delivery, execution: Execution
) -> None:
    delivery.complete(ask(slack, function_execution=execution.id), OUTPUTS)

    assert (execution.state, execution.outputs) == ("completed", OUTPUTS)


def test_complete_survives_a_lost_confirmation(
    slack: SlackStandIn, delivery: Delivery, execution: Execution
) -> None:
    slack.fail("functions.completeSuccess", drop_connection=True, applied=True)
    delivery.complete(ask(slack, function_execution=execution.id), OUTPUTS)

    assert execution.state == "completed"
    slack.violations.clear()


def test_fail_tells_a_workflow_why(
    slack: SlackStandIn, delivery: Delivery, execution: Execution
) -> None:
    delivery.fail(ask(slack, function_execution=execution.id), "There is no text.")

    assert (execution.state, execution.error) == ("failed", "There is no text.")


def test_fail_says_what_is_in_its_way(
    slack: SlackStandIn, delivery: Delivery, execution: Execution
) -> None:
    slack.fail("functions.completeError", error="access_denied")

    with pytest.raises(DeliveryError, match="access_denied"):
        delivery.fail(ask(slack, function_execution=execution.id), "There is no text.")
