from __future__ import annotations

from typing import Any

import pytest

from bot.errors import ShareNotSeen, UploadFailed
from bot.outgoing.backoff import Backoff
from bot.outgoing.slack_api import web_client
from bot.outgoing.upload import Uploader
from tests.bot.fakes import PNG
from tests.slack import SlackStandIn

BACKOFF = Backoff(first=1.0, most=4.0, total=60.0)


def uploader_for(slack: SlackStandIn, slept: list[float], *, timeout: float = 30.0) -> Uploader:
    """Return an uploader that notes its pauses and takes none."""

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        slack.clock.advance(seconds)

    client = web_client(slack.bot_token, slack.api_url, sleep=slack.clock.advance)
    return Uploader(client, backoff=BACKOFF, sleep=sleep, timeout=timeout)


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
    slack.fail("upload", status=429, retry_after=7, times=3)
    slept: list[float] = []
    upload(slack, slept)

    assert slept == [7.0, 7.0, 7.0]


def test_upload_does_not_wait_for_hours(slack: SlackStandIn) -> None:
    slack.fail("upload", status=429, retry_after=3600)

    with pytest.raises(UploadFailed, match="HTTP 429"):
        upload(slack, [])


def test_upload_that_hangs_is_tried_again(slack: SlackStandIn) -> None:
    slack.fail("upload", delay=2.5)
    uploader_for(slack, [], timeout=1.0).upload(PNG, filename="explanation.png", title="Negative")

    assert len(slack.calls_to("upload")) == 2


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize(
    ("method", "trouble"),
    [
        ("files.getUploadURLExternal", {"drop_connection": True}),
        ("upload", {"drop_connection": True}),
        ("files.completeUploadExternal", {"drop_connection": True}),
        ("files.completeUploadExternal", {"status": 500}),
        ("files.info", {"drop_connection": True}),
        ("files.info", {"status": 500}),
    ],
)
def test_upload_survives_trouble_at_every_step(
    slack: SlackStandIn, method: str, trouble: dict[str, Any], applied: bool
) -> None:
    slack.fail(method, applied=applied, **trouble)
    file_id = upload(slack, [])

    assert slack.calls[-1].arguments["file"] == file_id


def test_upload_whose_completion_is_never_confirmed_fails(slack: SlackStandIn) -> None:
    slack.fail("files.completeUploadExternal", drop_connection=True, times=50)

    with pytest.raises(UploadFailed, match="not confirmed"):
        upload(slack, [])


def test_upload_without_permission_to_look_at_files_is_not_waited_for(slack: SlackStandIn) -> None:
    slack.fail("files.info", error="missing_scope")

    assert upload(slack, []).startswith("F")


def test_upload_stops_waiting_for_a_file_that_never_gets_ready() -> None:
    slept: list[float] = []
    with SlackStandIn(file_ready_after=3600) as slack, pytest.raises(ShareNotSeen):
        upload(slack, slept)

    assert slept == list(BACKOFF)


def test_upload_waits_until_slack_has_looked_into_the_file() -> None:
    slept: list[float] = []
    with SlackStandIn(file_ready_after=2.0) as slack:
        upload(slack, slept)

    assert slept == [1.0, 2.0]


def test_put_shares_the_file_where_it_is_told(slack: SlackStandIn) -> None:
    uploader = uploader_for(slack, [])
    file_id = uploader.put(b"{}", filename="a.json", title="Record", channel="C0GENERAL")

    assert uploader.appears(file_id, "C0GENERAL")
    assert [file["bytes"] for file in slack.messages("C0GENERAL")[0].files] == [b"{}"]


def test_appears_says_if_a_share_does_not(slack: SlackStandIn) -> None:
    slack.fail("share")
    uploader = uploader_for(slack, [])
    file_id = uploader.put(b"{}", filename="a.json", title="Record", channel="C0GENERAL")

    assert not uploader.appears(file_id, "C0GENERAL")
    assert slack.messages("C0GENERAL") == []
