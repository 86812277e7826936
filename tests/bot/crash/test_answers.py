"""The single process dies at every point of an answer, and the answer is given all the same."""

from __future__ import annotations

from functools import partial

import pytest

from tests.bot.crash.ward import CHANNEL, Ward

ROLES = ("all",)

EXPLAINING = ["explain works", "Explanations.put", "explain done", "explain recorded"]
UPLOADING = ["Uploader._post_bytes"]
# The file is in Slack, and nobody knows its id any more: it is never shown to anybody.
UPLOADED = ["files.completeUploadExternal sent"]
DRAWN = ["Explanations.set_picture", "picture done", "picture recorded"]
POSTING = [
    "Requests.set_state posting",
    "chat.postMessage sent",
    "Requests.set_place",
    "post done",
    "post recorded",
]
PRIVATE = ["chat.postMessage sent", "Requests.set_state answered", "post recorded"]


@pytest.mark.parametrize(
    "point", ["Engine.submit", *EXPLAINING, *UPLOADING, *UPLOADED, *DRAWN, *POSTING]
)
def test_answer_is_given_once_with_one_picture(ward: Ward, point: str) -> None:
    text, n_completed = ward.text(), ward.n_completed()
    told = ward.dying_at(point, partial(ward.slack.command, "/explain", text))

    (message,) = ward.posted(text)
    assert "Towards Negative" in message.text
    assert len(message.files) == 1
    assert told == ward.sent(text) == []
    assert ward.n_completed() - n_completed == (2 if point in UPLOADED else 1)


def test_answer_survives_three_deaths_in_a_row(ward: Ward) -> None:
    text = ward.text()
    ward.patient.dies_at("explain works")
    ward.slack.command("/explain", text)
    for point in ("picture works", "chat.postMessage sent"):
        ward.patient.wait_until_dead()
        ward.patient.dies_at(point)
    ward.patient.recover()

    (message,) = ward.posted(text)
    assert "Towards Negative" in message.text


def test_command_that_was_not_written_down_was_not_accepted(ward: Ward) -> None:
    """Slack says so itself, and nothing comes afterwards."""
    text = ward.text()
    ward.patient.dies_at("Requests.state")
    ack = ward.slack.command("/explain", text)
    ward.patient.recover()

    assert not ack.ok
    assert ward.posted(text) == []
    assert ward.slack.seen_only_by("U0ALICE")[-1].via == "slackbot"


@pytest.mark.parametrize("point", ["Requests.state", "Requests.add", "Engine.submit"])
def test_event_that_was_not_acknowledged_comes_again_and_is_answered_once(
    ward: Ward, point: str
) -> None:
    text = ward.text()
    ward.patient.dies_at(point)
    asked = ward.slack.mention(CHANNEL, text)
    ward.patient.wait_until_dead()
    ward.slack.wait_for_events()
    ward.patient.recover()

    (message,) = [message for message in ward.posted(text) if message.ts != asked.ts]
    assert message.thread_ts == asked.ts
    assert "Towards Negative" in message.text


@pytest.mark.parametrize("point", ["Requests.set_text", "read recorded"])
def test_message_that_is_pointed_at_is_answered_once(ward: Ward, point: str) -> None:
    text = ward.text()
    asked = ward.slack.say(CHANNEL, text)
    ward.dying_at(point, partial(ward.slack.react, asked, "mag"))

    (message,) = [message for message in ward.posted(text) if message.ts != asked.ts]
    assert "Towards Negative" in message.text


def test_message_that_says_it_is_worked_on_becomes_the_answer(ward: Ward) -> None:
    """What the process was computing when it died is computed apart, which takes a while."""
    text = ward.text("slow")
    ward.patient.set("slow")
    ward.patient.dies_at("chat.postMessage sent")
    ward.slack.command("/explain", text)
    ward.patient.wait_until_dead()
    ward.patient.clear("slow")
    ward.patient.recover()

    (message,) = ward.posted(text)
    assert "Towards Negative" in message.text


def test_message_that_says_it_is_worked_on_says_that_it_failed(ward: Ward) -> None:
    text = ward.text("slow broken")
    ward.patient.set("slow")
    ward.patient.set("broken")
    ward.patient.dies_at("chat.postMessage sent")
    ward.slack.command("/explain", text)
    ward.patient.wait_until_dead()
    ward.patient.clear("slow")
    ward.patient.recover()
    ward.patient.clear("broken")

    (message,) = ward.posted(text)
    assert "Something went wrong" in message.text
    assert ward.told(text) == []


@pytest.mark.parametrize("point", ["Requests.set_problem", "Requests.set_state failed"])
def test_refusal_is_told_once(ward: Ward, point: str) -> None:
    text = ward.text("refused")
    (message,) = ward.dying_at(point, partial(ward.slack.command, "/explain", text))

    assert "cannot be explained" in message.text
    assert ward.posted(text) == ward.sent(text) == []


def test_workflow_gets_its_outputs_once(ward: Ward) -> None:
    text = ward.text()
    ward.patient.dies_at("functions.completeSuccess sent")
    execution = ward.slack.run_function("explain_text", {"text": text})
    ward.patient.recover()

    assert execution.outputs is not None
    assert execution.outputs["label"] == "negative"
    # That it was told already, Slack says itself.
    assert ward.complaints() == ["functions.completeSuccess: execution_not_in_running_state"]


@pytest.mark.parametrize("point", PRIVATE)
def test_private_answer_is_given_once_with_one_picture(ward: Ward, point: str) -> None:
    text = ward.text()
    command = partial(ward.slack.command, "/explain", f"--private {text}")
    n_pictures = len(ward.slack.messages(ward.direct))
    told = ward.dying_at(point, command)

    assert ["Towards Negative" in message.text for message in told] == [True]
    assert len(ward.slack.messages(ward.direct)) == n_pictures + 1
