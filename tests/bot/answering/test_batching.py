"""Requests that wait at the same time are computed together."""

from __future__ import annotations

from pathlib import Path

from explain_core import Explainer
from tests.bot.running import running
from tests.slack import SlackStandIn
from tests.waiting import wait_until

PEOPLE = 8


def test_requests_that_wait_at_the_same_time_share_their_passes(
    slack: SlackStandIn, tiny_model: Path
) -> None:
    sizes: list[int] = []
    explainer = Explainer.load(tiny_model, share_passes=True, on_batch=sizes.append)
    sharing = explainer._sharing
    assert sharing is not None

    with running(slack, explainer):
        # As long as something else is computed, all of them come to wait.
        with explainer._computing:
            for number in range(PEOPLE):
                slack.command("/explain", f"good {number}", user=f"U0PERSON{number}")
            wait_until(lambda: len(sharing._waiting) == PEOPLE - 1)
        slack.wait_for_messages("C0GENERAL", n=PEOPLE, timeout=90)

    assert sizes == [1, PEOPLE - 1]


def test_a_lone_request_is_computed_alone(slack: SlackStandIn, tiny_model: Path) -> None:
    sizes: list[int] = []
    explainer = Explainer.load(tiny_model, share_passes=True, on_batch=sizes.append)

    with running(slack, explainer):
        slack.command("/explain", "good")
        slack.wait_for_messages("C0GENERAL", n=1, timeout=60)

    assert sizes == [1]
