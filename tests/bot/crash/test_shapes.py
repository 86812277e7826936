"""A web process and two workers on one database: each may die, and nothing is lost or doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.bot.crash.ward import CHANNEL, Ward

ROLES = ("web", "worker", "worker")


@pytest.mark.parametrize("point", ["Requests.add", "Engine.submit"])
def test_event_that_the_web_process_dies_of_is_answered_once(ward: Ward, point: str) -> None:
    text = ward.text()
    ward.patient.dies_at(point)
    asked = ward.slack.mention(CHANNEL, text)
    ward.patient.wait_until_dead()
    ward.slack.wait_for_events()
    ward.patient.recover()

    (message,) = [message for message in ward.posted(text) if message.ts != asked.ts]
    assert "Towards Negative" in message.text


@pytest.mark.parametrize(
    "point",
    [
        "Explanations.put",
        "Explanations.set_picture",
        "chat.postMessage sent",
        "post recorded",
    ],
)
def test_answer_that_a_worker_dies_of_is_given_once(ward: Ward, point: str) -> None:
    text = ward.text()
    told = ward.dying_at(point, partial(ward.slack.command, "/explain", text))

    (message,) = ward.posted(text)
    assert "Towards Negative" in message.text
    assert len(message.files) == 1
    assert told == []


def test_jobs_of_a_dead_worker_go_on_beside_those_of_a_living_one(ward: Ward) -> None:
    texts = [ward.text() for _ in range(8)]
    ward.patient.dies_at("Explanations.put")
    with ThreadPoolExecutor(len(texts)) as people:
        acks = list(people.map(lambda text: ward.slack.command("/explain", text), texts))
    ward.patient.recover()

    assert all(ack.ok for ack in acks)
    assert [len(ward.posted(text)) for text in texts] == [1] * len(texts)
