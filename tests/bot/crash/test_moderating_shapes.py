"""A web process and two workers that moderate: each may die, and nothing is lost or doubled."""

from __future__ import annotations

from functools import partial

import pytest

from tests.bot.crash.court import AUTHOR, CAROL, DAVE, Court
from tests.bot.crash.ward import CHANNEL
from tests.bot.moderators import cases_in

ROLES = ("web", "worker", "worker")


@pytest.mark.parametrize("point", ["Flags.add", "Engine.submit", "Cases.open", "post recorded"])
def test_message_that_a_process_dies_of_becomes_one_case(court: Court, point: str) -> None:
    text = court.text()
    court.dying_while_said(point, text)

    message = court.shown(text)
    assert court.events(message) == ["flagged", "opened"]
    assert len(message.files) == 1


def test_message_that_nobody_minds_is_forgotten_by_a_worker_that_dies_of_it(court: Court) -> None:
    text = court.ward.text("what a lovely day")
    court.dying_while_said("Flags.delete", text)

    assert not any(text in case.text for case in cases_in(court.slack))


def test_messages_at_the_same_instant_become_one_case_each(court: Court) -> None:
    texts = [court.text() for _ in range(8)]
    says = [partial(court.slack.say, CHANNEL, text, user=AUTHOR) for text in texts]
    court.dying_at("chat.postMessage sent", lambda: court.slack.at_once(says))

    cases = [court.shown(text) for text in texts]
    assert [court.events(case) for case in cases] == [["flagged", "opened"]] * len(texts)


@pytest.mark.parametrize("point", ["Cases.change decided", "chat.update sent"])
def test_of_two_moderators_at_the_same_instant_one_decides(court: Court, point: str) -> None:
    text = court.text()
    message = court.flagged(text)
    before = {user: court.told(user) for user in (CAROL, DAVE)}
    clicks = [
        partial(court.click, message, "case_agree", user=CAROL),
        partial(court.click, message, "case_overrule", user=DAVE),
    ]
    court.dying_at(point, lambda: court.slack.at_once(clicks))

    message = court.shown(text)
    case = court.case(message)
    late = DAVE if case.decided_by == CAROL else CAROL
    assert court.events(message) == ["flagged", "opened", "decided"]
    assert court.told(case.decided_by) == before[case.decided_by]
    assert court.told(late) == before[late] + 1
    assert f"<@{case.decided_by}>" in message.text
