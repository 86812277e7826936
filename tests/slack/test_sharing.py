from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import PNG, refusal, upload

Json = dict[str, Any]


def picture(file_id: str) -> list[Json]:
    return [{"type": "image", "alt_text": "A", "slack_file": {"id": file_id}}]


def test_a_file_that_is_not_shared_is_seen_by_its_uploader_alone(
    slack: SlackStandIn, client: WebClient
) -> None:
    file_id = upload(client)
    assert slack.can_see(slack.bot_user_id, file_id)
    assert not slack.can_see("U0ALICE", file_id)


@pytest.mark.parametrize(("user", "sees"), [("U0ALICE", True), ("U0BOB", False)])
def test_a_file_is_seen_where_it_is_shared(
    slack: SlackStandIn, client: WebClient, user: str, sees: bool
) -> None:
    members = {slack.bot_user_id, "U0ALICE"}
    slack.add_channel("C0SECRET0", name="secret", members=members, is_private=True)
    file_id = upload(client, channel_id="C0SECRET0")
    assert slack.can_see(user, file_id) is sees


@pytest.mark.parametrize(("user", "sees"), [("U0ALICE", True), ("U0BOB", False)])
def test_a_picture_is_seen_by_those_who_see_its_message(
    slack: SlackStandIn, client: WebClient, user: str, sees: bool
) -> None:
    file_id = upload(client)
    client.chat_postEphemeral(
        channel="C0GENERAL", user="U0ALICE", text="A", blocks=picture(file_id)
    )
    assert slack.can_see(user, file_id) is sees


def test_posting_a_files_address_shares_it(slack: SlackStandIn, client: WebClient) -> None:
    file_id = upload(client, name="a.json")
    permalink = client.files_info(file=file_id)["file"]["permalink"]
    client.chat_postMessage(channel="C0GENERAL", text=f"<{permalink}|the file>")
    (message,) = slack.messages("C0GENERAL")
    assert [(file["id"], file["bytes"]) for file in message.files] == [(file_id, PNG)]
    shares = client.files_info(file=file_id)["file"]["shares"]["public"]["C0GENERAL"]
    assert [share["ts"] for share in shares] == [message.ts]


def test_a_whispered_address_shares_nothing(slack: SlackStandIn, client: WebClient) -> None:
    file_id = upload(client, name="a.json")
    permalink = client.files_info(file=file_id)["file"]["permalink"]
    client.chat_postEphemeral(channel="C0GENERAL", user="U0ALICE", text=permalink)
    assert not slack.can_see("U0ALICE", file_id)


def test_a_deleted_file_leaves_a_tombstone(slack: SlackStandIn, client: WebClient) -> None:
    file_id = upload(client, channel_id="C0GENERAL")
    client.files_delete(file=file_id)
    (message,) = slack.messages("C0GENERAL")
    assert [(file["mode"], file["bytes"]) for file in message.files] == [("tombstone", None)]
    error = refusal(client.chat_postMessage, channel="C0GENERAL", text="A", blocks=picture(file_id))
    assert error == "invalid_blocks"
