"""The single process dies at every point of what a click asks for, and it is done once."""

from __future__ import annotations

from functools import partial

import pytest

from tests.bot.crash.ward import CHANNEL, USER, Ward
from tests.slack import Message

ROLES = ("all",)


def id_of(message: Message) -> str:
    (row,) = [block for block in message.blocks if block["type"] == "actions"]
    return str(row["elements"][0]["value"])


@pytest.mark.parametrize("point", ["VerdictsTable.set", "chat.update sent"])
def test_verdict_is_counted_once(ward: Ward, point: str) -> None:
    text = ward.text()
    message = ward.answered(text)
    told = ward.dying_at(point, partial(ward.slack.click, message, "agree"))

    (message,) = ward.posted(text)
    assert "1 agrees" in str(message.blocks)
    assert told == []


@pytest.mark.parametrize(
    "point",
    [
        "Requests.add",
        "chat.postMessage sent",
        "Requests.set_place",
        "Requests.set_state answered",
        "edit recorded",
    ],
)
def test_edit_is_shown_once_in_the_thread(ward: Ward, point: str) -> None:
    text = ward.text()
    message = ward.answered(text)
    told = ward.dying_at(point, partial(ward.slack.click, message, "edit"))

    (reply,) = [said for said in ward.slack.messages(CHANNEL) if said.thread_ts == message.ts]
    assert "Without" in reply.text
    assert told == []


@pytest.mark.parametrize("point", ["Requests.add", "label done", "chat.postMessage sent"])
def test_other_label_is_explained_once_in_the_thread(ward: Ward, point: str) -> None:
    text = ward.text()
    message = ward.answered(text)
    click = partial(ward.slack.click, message, "label", value=f"{id_of(message)}:positive")
    told = ward.dying_at(point, click)

    (reply,) = [said for said in ward.posted(text) if said.thread_ts == message.ts]
    assert "Positive" in reply.text
    assert told == []


@pytest.mark.parametrize(
    "point",
    [
        "Explanations.copy",
        "chat.postMessage sent",
        "Requests.set_place",
        "Requests.set_state answered",
        "WebhookClient.send_dict",
    ],
)
def test_private_answer_is_shared_once(ward: Ward, point: str) -> None:
    text = ward.text()
    message = ward.answered(text, private=True)
    ward.dying_at(point, partial(ward.slack.click, message, "share"))

    (shared,) = ward.posted(text)
    assert "asked about" in shared.text
    assert len(shared.files) == 1


@pytest.mark.parametrize(
    "point",
    ["Uploader._post_bytes", "json recorded"],
)
def test_file_is_sent_once(ward: Ward, point: str) -> None:
    text = ward.text()
    message, before = ward.answered(text), len(ward.slack.messages(ward.direct))
    value = f"{id_of(message)}:json"
    ward.dying_at(point, partial(ward.slack.click, message, "more", value=value))

    (sent,) = ward.slack.messages(ward.direct)[before:]
    assert text.encode() in sent.files[0]["bytes"]


@pytest.mark.parametrize("point", ["chat.delete sent", "Explanations.delete"])
def test_answer_is_deleted(ward: Ward, point: str) -> None:
    text = ward.text()
    message = ward.answered(text)
    value = f"{id_of(message)}:delete"
    told = ward.dying_at(point, partial(ward.slack.click, message, "more", value=value))

    assert ward.posted(text) == []
    assert told == []


@pytest.mark.parametrize(
    "point",
    [
        "Requests.reopen",
        "retry done",
        "chat.postMessage sent",
    ],
)
def test_what_failed_is_tried_again_once(ward: Ward, point: str) -> None:
    text = ward.text("broken")
    ward.patient.set("broken")
    ward.slack.command("/explain", text)
    (failed,) = ward.told(text)
    ward.patient.clear("broken")
    told = ward.dying_at(point, partial(ward.slack.click, failed, "retry"))

    (message,) = ward.posted(text)
    assert "Towards Negative" in message.text
    assert told == []


@pytest.mark.parametrize("point", ["Explanations.erase", "views.publish sent"])
def test_history_is_forgotten(ward: Ward, point: str) -> None:
    text = ward.text()
    ward.answered(text)
    ward.slack.open_home()
    ward.slack.wait_until(lambda: text in str(ward.slack.home()), timeout=30)
    home = ward.slack.home(USER)
    assert home is not None
    ward.dying_at(point, partial(ward.slack.click_in_view, home, "forget"))

    assert text not in str(ward.slack.home())
