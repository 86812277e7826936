"""The real explainer, with a tiny model, behind the real bot."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.settings import Mode
from explain_core import Explainer
from tests.bot.running import running
from tests.slack import SlackStandIn

TEXTS = [
    "bugs are smart animals",
    "👩‍👩‍👧 🦄 ❤️",
    "我喜欢这部电影。",
    "هذا الفيلم رائع",
    "[SEP] [MASK] $x^2$ *bold* `code`",
    "good " * 700,
]


@pytest.fixture(scope="module")
def explainer(tiny_model: Path) -> Explainer:
    return Explainer.load(tiny_model)


@pytest.mark.parametrize("mode", ["http", "socket"])
@pytest.mark.parametrize("text", TEXTS)
def test_explain_posts_one_message_with_label_and_picture(
    slack: SlackStandIn, explainer: Explainer, mode: Mode, text: str
) -> None:
    with running(slack, explainer, mode=mode):
        ack = slack.command("/explain", text)
        slack.wait_until(lambda: any(m.files for m in slack.messages("C0GENERAL")), timeout=90)
        (message,) = slack.messages("C0GENERAL")

    prediction = explainer.predict([text])[0]
    assert ack.status == 200
    assert prediction.label.capitalize() in message.text
    assert f"{prediction.probability:.0%}" in message.text
    (picture,) = message.files
    assert picture["bytes"].startswith(b"\x89PNG")
    (image,) = [block for block in message.blocks if block["type"] == "image"]
    assert prediction.label.capitalize() in image["alt_text"]
    assert set(message.pings) <= {"<@U0ALICE>"}


def test_explain_answers_many_people_at_once(slack: SlackStandIn, explainer: Explainer) -> None:
    with running(slack, explainer), ThreadPoolExecutor(12) as people:
        acks = list(people.map(lambda n: slack.command("/explain", f"good {n}"), range(12)))
        slack.wait_until(
            lambda: sum(bool(m.files) for m in slack.messages("C0GENERAL")) == 12, timeout=90
        )
        messages = slack.messages("C0GENERAL")

    assert all(ack.status == 200 and not ack.timed_out for ack in acks)
    quoted = " ".join(str(message.blocks) for message in messages)
    assert all(f"good {n}" in quoted for n in range(12))
