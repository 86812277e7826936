"""What the whole bot leaves on record of a case, and what of it can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.assembly import Bot
from bot.moderation.cases.case import Case
from tests.bot.moderation.team import (
    ALICE,
    BOB,
    CAROL,
    DAVE,
    EVE,
    NASTY,
    act,
    flagged,
    latest,
    moderated,
)
from tests.bot.store.remains import remains
from tests.slack import SlackStandIn

PEOPLE = (BOB, ALICE, CAROL, DAVE, EVE)
NOTE = f"ask <@{EVE}> about it"


@pytest.fixture
def bot(slack: SlackStandIn) -> Iterator[Bot]:
    with moderated(slack) as bot:
        yield bot


@pytest.fixture
def closed(bot: Bot, slack: SlackStandIn) -> Case:
    """A case in which everything happened that can happen."""
    case = flagged(bot, slack, note=NOTE)
    steps = [
        ("case_claim", CAROL, {}, "claimed"),
        ("case_unsure", CAROL, {"colleague": DAVE, "note": NOTE}, "asked_colleague"),
        ("case_words", CAROL, {"marks": [[7, 12, "matters"]]}, "marked"),
        ("case_agree", CAROL, {"note": NOTE}, "decided"),
        ("case_measure", CAROL, {"measure": "warn", "text": NASTY}, "measured"),
        ("case_appeal", BOB, {"text": NOTE, "channel": ""}, "appealed"),
        ("case_appeal_upheld", DAVE, {"note": NOTE}, "appeal_decided"),
    ]
    for kind, user, details, event in steps:
        act(bot, latest(bot, case), kind, user, **details)
        slack.wait_until(lambda event=event: event in events(bot, case), timeout=30)
        slack.wait_until(lambda: is_at_rest(bot, case), timeout=30)
    return latest(bot, case)


def events(bot: Bot, case: Case) -> list[str]:
    return [entry.event for entry in bot.store.audit.entries(case.team, case=case.id)]


def is_at_rest(bot: Bot, case: Case) -> bool:
    """Return whether a measure that was begun is also done."""
    now = latest(bot, case)
    return now.measure != "warn" or now.warned is not None


def test_record_of_a_whole_case_is_intact_and_names_nobody_for_good(bot: Bot, closed: Case) -> None:
    verified = bot.store.audit.verify(closed.team)
    with bot.store.engine.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM explain_audit")).all())

    assert verified.intact
    assert verified.erased == 0
    assert [word for word in (*PEOPLE, NASTY, NOTE) if word in kept] == []


def test_erased_people_leave_a_record_that_holds(
    bot: Bot, closed: Case, slack: SlackStandIn
) -> None:
    for person in PEOPLE:
        bot.store.erase(closed.team, person)

    verified = bot.store.audit.verify(closed.team)

    assert verified.broken == ()
    assert verified.erased > 0
    left = {word: remains(bot.store, word) for word in (*PEOPLE, NASTY, NOTE)}
    assert not any(left.values()), left


def test_case_of_an_erased_author_cannot_be_acted_on(bot: Bot, slack: SlackStandIn) -> None:
    case = flagged(bot, slack)
    bot.store.erase(case.team, BOB)
    act(bot, case, "case_agree")
    slack.wait_until(lambda: bool(slack.seen_only_by(CAROL)), timeout=30)

    assert bot.store.cases.get(case.id) is None
    assert bot.store.audit.verify(case.team).intact
