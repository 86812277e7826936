from __future__ import annotations

import pytest

from bot.backoff import Backoff
from bot.errors import ShareNotSeen, UploadFailed
from bot.slack_api import web_client
from bot.upload import Uploader
from tests.bot.fakes import PNG
from tests.bot.running import settings_for
from tests.slack import SlackStandIn

BACKOFF = Backoff(first=1.0, most=4.0, total=60.0)


def uploader_for(slack: SlackStandIn, slept: list[float]) -> Uploader:
    """Return an uploader that notes its pauses and takes none."""
    client = web_client(settings_for(slack, mode="http"))
    return Uploader(client, backoff=BACKOFF, sleep=slept.append)


def upload(slack: SlackStandIn, slept: list[float]) -> str:
    return uploader_for(slack, slept).upload(PNG, filename="explanation.png", title="Negative")


def test_upload_takes_three_steps_and_a_look(slack: SlackStandIn) -> None:
    file_id = upload(slack, [])

    assert [call.method for call in slack.calls] == [
        "files.getUploadURLExternal",
        "upload",
        "files.completeUploadExternal",
        "files.info",
    ]
    assert slack.calls[-1].arguments["file"] == file_id


def test_upload_shares_the_file_with_nobody(slack: SlackStandIn) -> None:
    upload(slack, [])

    (completion,) = slack.calls_to("files.completeUploadExternal")
    assert set(completion.arguments) == {"files"}


def test_upload_does_not_try_again_what_was_refused(slack: SlackStandIn) -> None:
    slack.fail("upload", status=403)
    slept: list[float] = []

    with pytest.raises(UploadFailed, match="HTTP 403"):
        upload(slack, slept)
    assert slept == []


@pytest.mark.parametrize(
    ("drop_connection", "reason"), [(False, "HTTP 500"), (True, "RemoteDisconnected")]
)
def test_upload_gives_up_in_the_end(
    slack: SlackStandIn, drop_connection: bool, reason: str
) -> None:
    slack.fail("upload", status=500, drop_connection=drop_connection, times=1000)
    slept: list[float] = []

    with pytest.raises(UploadFailed, match=reason):
        upload(slack, slept)
    assert slept == list(BACKOFF)


def test_upload_pauses_for_as_long_as_slack_asks(slack: SlackStandIn) -> None:
    slack.fail("upload", status=429, retry_after=7)
    slept: list[float] = []

    with pytest.raises(UploadFailed, match="HTTP 429"):
        upload(slack, slept)
    assert slept[0] == 7.0
    slack.violations.clear()


def test_upload_stops_waiting_for_a_file_that_never_gets_ready() -> None:
    slept: list[float] = []
    with SlackStandIn(file_ready_after=3600) as slack, pytest.raises(ShareNotSeen):
        upload(slack, slept)

    assert slept == list(BACKOFF)
