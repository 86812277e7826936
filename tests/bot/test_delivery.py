"""Where an answer goes when Slack does not take it as it should."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.fakes import PNG, FakeExplainer
from tests.bot.running import Bot, running
from tests.slack import Message, SlackStandIn


@pytest.fixture
def bot(slack: SlackStandIn) -> Iterator[Bot]:
    with running(slack, FakeExplainer()) as bot:
        yield bot


def ask(slack: SlackStandIn, channel: str = "C0GENERAL") -> None:
    assert slack.command("/explain", "This movie is horrible", channel=channel).ok


def answer_in(slack: SlackStandIn) -> Message:
    (message,) = slack.wait_for_messages("C0GENERAL", timeout=30)
    return message


def private_answer(slack: SlackStandIn) -> Message:
    slack.wait_until(lambda: bool(slack.seen_only_by("U0ALICE")), timeout=30)
    (message,) = slack.seen_only_by("U0ALICE")
    assert message.blocks[0]["text"]["text"] == "*Negative* 96%"
    return message


def test_post_reaches_a_public_channel_that_the_bot_is_not_in(
    slack: SlackStandIn, bot: Bot
) -> None:
    slack.add_channel("C0OTHER", name="other")
    ask(slack, "C0OTHER")

    assert len(slack.wait_for_messages("C0OTHER")) == 1


def test_post_to_a_private_channel_without_the_bot_says_how_to_invite_it(
    slack: SlackStandIn, bot: Bot
) -> None:
    slack.add_channel("C0SECRET", name="secret", is_private=True)
    ask(slack, "C0SECRET")

    assert "/invite @explain" in private_answer(slack).text


def test_post_without_the_scope_for_public_channels_says_how_to_invite_the_bot(
    slack: SlackStandIn, bot: Bot
) -> None:
    slack.scopes.discard("chat:write.public")
    slack.add_channel("C0OTHER", name="other")
    ask(slack, "C0OTHER")

    assert "/invite @explain" in private_answer(slack).text


def test_post_to_a_conversation_of_others_does_not_ask_for_an_invitation(
    slack: SlackStandIn, bot: Bot
) -> None:
    slack.add_channel("D0OTHERS", name="directmessage", is_private=True)
    ask(slack, "D0OTHERS")

    message = private_answer(slack)
    assert "not part of this conversation" in message.text
    assert "/invite" not in message.text


def test_post_to_an_archived_channel_says_so(slack: SlackStandIn, bot: Bot) -> None:
    slack.add_channel("C0OLD", name="old", is_archived=True)
    ask(slack, "C0OLD")

    assert "archived" in private_answer(slack).text


def test_post_where_posting_is_restricted_says_who_can_help(slack: SlackStandIn, bot: Bot) -> None:
    slack.fail("chat.postMessage", error="restricted_action_read_only_channel")
    ask(slack)

    assert "An admin can allow it" in private_answer(slack).text


def test_post_without_its_scope_names_the_scope(slack: SlackStandIn, bot: Bot) -> None:
    slack.fail("chat.postMessage", error="missing_scope")
    ask(slack)

    assert "lacks the permission" in private_answer(slack).text


@pytest.mark.parametrize("method", ["chat.postMessage", "upload", "files.getUploadURLExternal"])
def test_answer_survives_three_429s_in_a_row(slack: SlackStandIn, bot: Bot, method: str) -> None:
    slack.fail(method, status=429, retry_after=1, times=3)
    ask(slack)

    message = answer_in(slack)
    assert [file["bytes"] for file in message.files] == [PNG]
    assert len(slack.calls_to(method)) == 4


@pytest.mark.parametrize("method", ["upload", "files.info", "chat.postMessage"])
def test_answer_survives_a_500(slack: SlackStandIn, bot: Bot, method: str) -> None:
    slack.fail(method, status=500)
    ask(slack)

    assert [file["bytes"] for file in answer_in(slack).files] == [PNG]


@pytest.mark.parametrize(
    "method",
    ["upload", "files.getUploadURLExternal", "files.completeUploadExternal", "files.info"],
)
@pytest.mark.parametrize("applied", [True, False])
def test_picture_survives_a_dropped_connection(
    slack: SlackStandIn, bot: Bot, method: str, applied: bool
) -> None:
    slack.fail(method, drop_connection=True, applied=applied)
    ask(slack)

    assert [file["bytes"] for file in answer_in(slack).files] == [PNG]


@pytest.mark.parametrize("applied", [True, False])
def test_post_whose_confirmation_is_lost_is_not_repeated_but_shown_to_the_asker(
    slack: SlackStandIn, bot: Bot, applied: bool
) -> None:
    slack.fail("chat.postMessage", drop_connection=True, applied=applied)
    ask(slack)

    assert "did not confirm" in private_answer(slack).text
    assert len(slack.messages("C0GENERAL")) == int(applied)


@pytest.mark.parametrize(
    "method", ["upload", "files.getUploadURLExternal", "files.completeUploadExternal"]
)
def test_answer_without_its_picture_says_so(slack: SlackStandIn, bot: Bot, method: str) -> None:
    slack.fail(method, error="internal_error", status=400, times=50)
    ask(slack)

    message = answer_in(slack)
    assert not message.files
    assert "picture could not be added" in message.text
    assert "horrible" in message.text


def test_picture_is_waited_for_until_slack_can_show_it() -> None:
    with SlackStandIn(file_ready_after=0.5) as slack:
        with running(slack, FakeExplainer()):
            ask(slack)
            message = answer_in(slack)

        assert [file["bytes"] for file in message.files] == [PNG]
        assert slack.refusals == []


def test_picture_that_slack_cannot_show_yet_is_posted_again(slack: SlackStandIn, bot: Bot) -> None:
    slack.fail(
        "chat.postMessage",
        error="invalid_blocks",
        details=["invalid slack file [json-pointer:/blocks/1/slack_file]"],
        times=3,
    )
    ask(slack)

    assert [file["bytes"] for file in answer_in(slack).files] == [PNG]


def test_picture_that_slack_never_shows_is_left_out() -> None:
    with SlackStandIn(file_ready_after=3600) as slack:
        with running(slack, FakeExplainer()):
            ask(slack)
            message = answer_in(slack)

        assert not message.files
        assert "picture could not be added" in message.text


def test_picture_is_posted_without_permission_to_look_at_files(
    slack: SlackStandIn, bot: Bot
) -> None:
    slack.scopes.discard("files:read")
    ask(slack)

    assert [file["bytes"] for file in answer_in(slack).files] == [PNG]
    assert slack.violations
    slack.violations.clear()


def test_picture_that_cannot_be_drawn_is_left_out(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer(picture=b"")):
        ask(slack)
        message = answer_in(slack)

    assert not message.files
    assert "picture could not be added" in message.text


def test_tell_uses_the_direct_conversation_when_the_response_url_is_dead(
    slack: SlackStandIn, bot: Bot
) -> None:
    slack.add_channel("C0OLD", name="old", is_archived=True)
    slack.fail("response_url", error="expired_url", status=404, times=20)
    direct = slack.direct_message("U0ALICE")
    ask(slack, "C0OLD")

    (message,) = slack.wait_for_messages(direct, timeout=30)
    assert "archived" in message.text
