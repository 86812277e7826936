from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack import SlackStandIn
from tests.slack.clients import PNG, begin, client_of, refusal, send, upload

PROCESSING = 60.0


@pytest.fixture
def slow() -> Iterator[SlackStandIn]:
    """Slack that takes a minute over every file; the test moves its clock."""
    with SlackStandIn(file_ready_after=PROCESSING) as stand_in:
        yield stand_in


def picture(**source: str) -> list[dict[str, Any]]:
    return [{"type": "image", "slack_file": source, "alt_text": "a picture"}]


def test_upload_v2_shares_a_file_with_its_bytes(slack: SlackStandIn, client: WebClient) -> None:
    client.files_upload_v2(
        filename="a.png", file=PNG, alt_txt="a picture", channel="C0GENERAL", initial_comment="hi"
    )
    (message,) = slack.messages("C0GENERAL")
    (file,) = message.files
    assert (message.text, file["bytes"], file["alt_txt"]) == ("hi", PNG, "a picture")
    assert slack.violations == []


def test_upload_v2_takes_several_files_at_once(slack: SlackStandIn, client: WebClient) -> None:
    uploads = [{"filename": f"{i}.png", "file": PNG} for i in range(3)]
    client.files_upload_v2(file_uploads=uploads, channel="C0GENERAL")
    (message,) = slack.messages("C0GENERAL")
    assert [file["name"] for file in message.files] == ["0.png", "1.png", "2.png"]


def test_an_upload_may_be_a_multipart_form(client: WebClient) -> None:
    file_id, url = begin(client)
    body = (
        b"--edge\r\nContent-Disposition: form-data; name=file; filename=a.png\r\n"
        b"Content-Type: image/png\r\n\r\n" + PNG + b"\r\n--edge--\r\n"
    )
    send(url, body, **{"Content-Type": "multipart/form-data; boundary=edge"})
    assert client.files_completeUploadExternal(files=[{"id": file_id}])["ok"]


@pytest.mark.parametrize("wrong", [b"", PNG[:-1], PNG + b"x"])
def test_an_upload_of_another_length_is_refused(
    slack: SlackStandIn, client: WebClient, wrong: bytes
) -> None:
    _, url = begin(client)
    with pytest.raises(urllib.error.HTTPError) as caught:
        send(url, wrong)
    caught.value.close()
    assert caught.value.code == 400
    assert slack.violations == [
        f"upload: length_mismatch: {len(PNG)} bytes announced, {len(wrong)} received"
    ]


def test_an_upload_without_its_bytes_cannot_be_completed(client: WebClient) -> None:
    file_id, _ = begin(client)
    complete = client.files_completeUploadExternal
    assert refusal(complete, files=[{"id": file_id}]) == "file_not_found"


def test_an_upload_can_be_completed_once(slack: SlackStandIn, client: WebClient) -> None:
    file_id = upload(client)
    complete = client.files_completeUploadExternal
    assert refusal(complete, files=[{"id": file_id}]) == "file_not_found"
    assert slack.violations == ["files.completeUploadExternal: file_not_found: already completed"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"filename": "a.png", "length": 0}, "missing_argument"),
        ({"filename": "", "length": 1}, "invalid_arguments"),
        ({"filename": "a.png", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
def test_a_ticket_is_refused_for_bad_arguments(
    client: WebClient, arguments: dict[str, Any], error: str
) -> None:
    assert refusal(client.files_getUploadURLExternal, **arguments) == error


def test_a_completion_does_not_yet_know_the_file(client: WebClient) -> None:
    file_id, url = begin(client)
    send(url)
    answer = client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C0GENERAL")
    (file,) = answer["files"]
    assert (file["mimetype"], file["shares"]) == ("", {})


@pytest.mark.parametrize("key", ["id", "url_private", "permalink"])
def test_an_image_block_shows_a_processed_file(slow: SlackStandIn, key: str) -> None:
    client = client_of(slow)
    file = client.files_info(file=upload(client))["file"]
    blocks = picture(**{"id" if key == "id" else "url": file[key]})
    post = client.chat_postMessage
    assert refusal(post, channel="C0GENERAL", text="a", blocks=blocks) == "invalid_blocks"
    slow.clock.advance(PROCESSING)
    post(channel="C0GENERAL", text="a", blocks=blocks)
    (shown,) = slow.messages("C0GENERAL")[0].files
    assert shown["bytes"] == PNG


def test_an_image_block_with_a_file_not_yet_processed_is_no_violation(
    slow: SlackStandIn,
) -> None:
    client = client_of(slow)
    blocks = picture(id=upload(client))
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0GENERAL", text="a", blocks=blocks)
    sentence = "invalid slack file [json-pointer:/blocks/0/slack_file]"
    assert caught.value.response["errors"] == [sentence]
    assert slow.violations == []


@pytest.mark.parametrize("name", ["a.txt", "a.svg", "a"])
def test_an_image_block_shows_pictures_only(client: WebClient, name: str) -> None:
    blocks = picture(id=upload(client, name=name))
    post = client.chat_postMessage
    assert refusal(post, channel="C0GENERAL", text="a", blocks=blocks) == "invalid_blocks"


def test_a_deleted_file_is_gone(client: WebClient) -> None:
    file_id = upload(client)
    client.files_delete(file=file_id)
    assert refusal(client.files_info, file=file_id) == "file_deleted"


def test_a_files_content_is_for_those_with_the_token(
    slack: SlackStandIn, client: WebClient
) -> None:
    address = client.files_info(file=upload(client))["file"]["url_private"]
    request = urllib.request.Request(
        address, headers={"Authorization": f"Bearer {slack.bot_token}"}
    )
    with urllib.request.urlopen(request) as response:
        assert response.read() == PNG
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(address)
    caught.value.close()
