"""Clocks that do not agree, while the single process dies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.bot.crash.ward import Ward

ROLES = ("all",)


@pytest.fixture
def slack_is_ahead(ward: Ward, seconds: float) -> Iterator[None]:
    ward.slack.clock.advance(seconds)
    yield
    ward.slack.clock.advance(-seconds)


@pytest.mark.parametrize("seconds", [-290.0, 290.0])
@pytest.mark.usefixtures("slack_is_ahead")
def test_answer_is_given_once_although_slack_has_another_time(ward: Ward) -> None:
    """Farther apart than five minutes, requests are taken for old ones and refused."""
    text = ward.text()
    ward.dying_at("chat.postMessage sent", partial(ward.slack.command, "/explain", text))

    assert len(ward.posted(text)) == 1


@pytest.mark.parametrize("seconds", [-3600.0, 3600.0])
def test_answer_is_given_once_although_a_clock_jumps(ward: Ward, seconds: float) -> None:
    text = ward.text("slow")
    ward.patient.set("slow")
    ward.patient.dies_at("Explanations.put")
    ward.slack.command("/explain", text)
    ward.slack.clock.advance(seconds)
    ward.patient.clear("slow")
    ward.patient.recover()
    ward.slack.clock.advance(-seconds)
    ward.slack.wait_for_events()

    assert len(ward.posted(text)) == 1
    # An event that bears a time so far away is rightly refused, and comes again.
    refused = "event message: answered with HTTP status 401"
    ward.slack.violations[:] = [line for line in ward.slack.violations if line != refused]
