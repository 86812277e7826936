"""Files shared by their upload."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import begin, client_of, refusal, send, upload

PROCESSING = 60.0


@pytest.fixture
def slow() -> Iterator[SlackStandIn]:
    """Slack that takes a minute over every file; the test moves its clock."""
    with SlackStandIn(file_ready_after=PROCESSING) as stand_in:
        yield stand_in


def test_a_share_appears_when_the_file_is_processed(slow: SlackStandIn) -> None:
    client = client_of(slow)
    file_id = upload(client, channel_id="C0GENERAL")
    before = client.files_info(file=file_id)["file"]
    assert (before["mimetype"], before["shares"], slow.messages("C0GENERAL")) == ("", {}, [])
    slow.clock.advance(PROCESSING)
    (message,) = slow.wait_for_messages("C0GENERAL")
    after = client.files_info(file=file_id)["file"]
    assert after["mimetype"] == "image/png"
    assert after["shares"]["public"]["C0GENERAL"][0]["ts"] == message.ts


def test_a_share_can_silently_fail(slack: SlackStandIn, client: WebClient) -> None:
    slack.fail("share")
    file_id = upload(client, channel_id="C0GENERAL")
    assert client.files_info(file=file_id)["file"]["shares"] == {}
    assert slack.messages("C0GENERAL") == []


@pytest.mark.parametrize(
    ("channel_id", "is_private", "is_archived", "error"),
    [
        ("C0OTHER00", False, False, "not_in_channel"),
        ("C0OTHER00", True, False, "channel_not_found"),
        ("U0ALICE", False, False, "invalid_arguments"),
        ("C0GENERAL", False, True, "posting_to_channel_denied"),
    ],
)
def test_a_share_needs_membership_even_with_write_public(
    slack: SlackStandIn,
    client: WebClient,
    channel_id: str,
    is_private: bool,
    is_archived: bool,
    error: str,
) -> None:
    slack.add_channel("C0OTHER00", name="other", members={"U0ALICE"}, is_private=is_private)
    slack.channel("C0GENERAL").is_archived = is_archived
    file_id, url = begin(client)
    send(url)
    complete = client.files_completeUploadExternal
    assert refusal(complete, files=[{"id": file_id}], channel_id=channel_id) == error


def test_a_refused_share_leaves_the_upload_open(slack: SlackStandIn, client: WebClient) -> None:
    slack.add_channel("C0OTHER00", name="other", members={"U0ALICE"})
    file_id, url = begin(client)
    send(url)
    complete = client.files_completeUploadExternal
    assert refusal(complete, files=[{"id": file_id}], channel_id="C0OTHER00") == "not_in_channel"
    assert complete(files=[{"id": file_id}])["ok"]


def test_a_share_carries_blocks_and_thread(slack: SlackStandIn, client: WebClient) -> None:
    parent = slack.say("C0GENERAL", "hello")
    blocks = '[{"type": "divider"}]'
    upload(client, channel_id="C0GENERAL", thread_ts=parent.ts, blocks=blocks)
    message = slack.messages("C0GENERAL")[1]
    assert (message.thread_ts, message.blocks) == (parent.ts, [{"type": "divider"}])


def test_a_share_ignores_blocks_beside_a_comment(slack: SlackStandIn, client: WebClient) -> None:
    blocks = '[{"type": "divider"}]'
    upload(client, channel_id="C0GENERAL", initial_comment="hi", blocks=blocks)
    assert slack.messages("C0GENERAL")[0].blocks == []


def test_a_share_fails_on_a_markdown_block(client: WebClient) -> None:
    file_id, url = begin(client)
    send(url)
    complete = client.files_completeUploadExternal
    blocks = '[{"type": "markdown", "text": "hi"}]'
    error = refusal(complete, files=[{"id": file_id}], channel_id="C0GENERAL", blocks=blocks)
    assert error == "internal_error"
