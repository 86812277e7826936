"""The queue in the App Home of moderators."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.assembly import Bot
from bot.messages import action_ids
from bot.moderation.overtime.queue import PAGE, Filters, QueuePage
from bot.moderation.overtime.queue_reader import QueueReader
from tests.bot.moderation.queueing import home_of, put, shown
from tests.bot.moderation.sample_cases import TEAM
from tests.bot.moderation.team import ALICE, BOB, CAROL, EVE, moderated
from tests.slack import SlackStandIn


@pytest.fixture
def bot(slack: SlackStandIn) -> Iterator[Bot]:
    with moderated(slack) as bot:
        # The hand-made cases are of another workspace of the same company.
        for user in (ALICE, BOB, CAROL, EVE):
            slack.add_user(user, enterprise_user={"teams": [TEAM]})
        yield bot


def said(number: int) -> str:
    """Return a text that no other number has."""
    return f"Number {number} {chr(ord('a') + number) * 3}"


def reader(bot: Bot) -> QueueReader:
    return QueueReader(bot.store, bot.moderation.roles)


def page(bot: Bot, user: str = CAROL, **filters: Any) -> QueuePage:
    found = reader(bot).page("T0TEAM", user, Filters(**filters))
    assert found is not None
    return found


def ids(page: QueuePage) -> list[str]:
    return [case.id for case in page.cases]


def test_queue_shows_what_waits_the_worst_first(bot: Bot) -> None:
    put(bot, "mild", severity=0.2)
    put(bot, "bad", "You are a fool", severity=0.9)
    put(bot, "done", state="decided", verdict="agree")
    found = page(bot)

    assert ids(found) == ["bad", "mild"]
    assert found.total == found.waiting == 2


@pytest.mark.parametrize("user", [ALICE, BOB, "", "U0NOBODY"])
def test_queue_is_hidden_from_everybody_else(bot: Bot, user: str) -> None:
    put(bot, "c1")

    assert reader(bot).page("T0TEAM", user, Filters()) is None


def test_glance_says_what_waits_without_looking_for_more(bot: Bot) -> None:
    put(bot, "mild", severity=0.2)
    put(bot, "bad", severity=0.9)
    put(bot, "own", author=CAROL)
    seen = reader(bot).glance("T0TEAM", CAROL)

    assert seen is not None
    assert ([case.id for case in seen[0]], seen[1]) == (["bad", "mild"], 2)
    assert reader(bot).glance("T0TEAM", ALICE) is None


def test_queue_of_another_workspace_is_not_shown(bot: Bot) -> None:
    put(bot, "c1", team="T0ELSEWHERE")

    assert page(bot).total == 0


def test_queue_without_a_case_is_empty(bot: Bot) -> None:
    found = page(bot, page=7)

    assert (ids(found), found.total, found.filters.page) == ([], 0, 0)


def test_queue_of_5000_cases_is_shown_page_by_page(bot: Bot) -> None:
    for number in range(3 * PAGE + 1):
        put(bot, f"c{number:02}", said(number), severity=0.5)
    seen = [id for number in range(4) for id in ids(page(bot, page=number))]

    assert seen == sorted(set(seen))
    assert len(seen) == 3 * PAGE + 1
    assert not page(bot, page=3).has_next
    assert page(bot, page=99).filters.page == 3


def test_queue_has_nobody_s_own_case(bot: Bot) -> None:
    put(bot, "c1", author=CAROL)

    assert page(bot, CAROL).total == 0
    assert page(bot, EVE).total == 1


def test_queue_has_the_cases_of_the_review_channels_that_somebody_is_in(
    bot: Bot, slack: SlackStandIn
) -> None:
    put(bot, "c1")
    put(bot, "c2", review_channel="C0ELSEWHERE")

    assert ids(page(bot, CAROL)) == ["c1"]
    assert sorted(ids(page(bot, EVE))) == ["c1", "c2"]


def test_queue_follows_its_filters(bot: Bot) -> None:
    both = {"toxic": 0.9, "insult": 0.9}
    put(bot, "plain")
    put(bot, "both", "You are a fool", probabilities=both)
    put(bot, "away", "Go away", channel="C0OTHER")
    put(bot, "mine", "Shut up", claimed_by=CAROL)
    put(bot, "again", "Oh no", state="appealed")
    put(bot, "done", "All is well", state="decided", verdict="overrule")

    assert ids(page(bot, label="insult")) == ["both"]
    assert ids(page(bot, channel="C0OTHER")) == ["away"]
    assert ids(page(bot, which="mine")) == ["mine"]
    assert ids(page(bot, which="appealed")) == ["again"]
    assert ids(page(bot, which="decided")) == ["done"]
    assert ids(page(bot, label="no such label")) == []


def test_queue_shows_lookalikes_together(bot: Bot) -> None:
    for number in range(3):
        put(bot, f"c{number}", f"Buy {number} cheap pills!")
    put(bot, "other")
    found = page(bot)
    assert found.alike == {"c0": 2, "c1": 2, "c2": 2}
    together = page(bot, alike="c1")

    assert sorted(ids(together)) == ["c0", "c1", "c2"]
    assert together.total == 3


def test_lookalikes_are_only_those_that_can_be_decided_together(bot: Bot) -> None:
    put(bot, "c1")
    put(bot, "mine", claimed_by=CAROL)
    put(bot, "theirs", claimed_by="U0DAVE")
    put(bot, "again", state="appealed")
    put(bot, "own", author=CAROL)
    put(bot, "done", state="decided")

    assert page(bot).alike == {"c1": 1, "mine": 1}
    assert sorted(ids(page(bot, alike="c1"))) == ["c1", "mine"]


@pytest.mark.parametrize("alike", ["gone", "done", "own", "elsewhere", "theirs", "'; DROP TABLE"])
def test_queue_shows_everything_where_lookalikes_are_not_to_be_seen(bot: Bot, alike: str) -> None:
    put(bot, "c1")
    put(bot, "done", state="decided")
    put(bot, "own", author=CAROL)
    put(bot, "elsewhere", team="T0ELSEWHERE")
    put(bot, "theirs", "Something else", claimed_by="U0DAVE", severity=0.1)
    found = page(bot, alike=alike)

    assert found.filters.alike == ""
    assert ids(found) == ["c1", "theirs"]


def test_home_of_a_moderator_shows_the_queue_and_follows_clicks(
    bot: Bot, slack: SlackStandIn
) -> None:
    for number in range(PAGE + 1):
        severity = number / 10
        put(bot, f"c{number}", said(number), severity=severity, team=slack.team_id)
    home = home_of(slack, CAROL, "Number 8")
    assert "Number 0" not in json.dumps(home)
    slack.click_in_view(home, action_ids.QUEUE_AFTER)
    home = shown(slack, CAROL, "Number 0")
    assert "Number 8" not in json.dumps(home)
    slack.click_in_view(home, action_ids.QUEUE_BEFORE)

    shown(slack, CAROL, "Number 8")


def test_home_keeps_what_was_filtered_when_it_is_opened_again(
    bot: Bot, slack: SlackStandIn
) -> None:
    put(bot, "c1", "first words", team=slack.team_id)
    put(bot, "c2", "other words", claimed_by=CAROL, team=slack.team_id)
    home = home_of(slack, CAROL, "first words")
    slack.click_in_view(home, action_ids.QUEUE_STATE, value="mine")
    slack.wait_until(lambda: "first words" not in json.dumps(slack.home(CAROL)), timeout=30)
    put(bot, "c3", "more words", claimed_by=CAROL, team=slack.team_id)
    home = home_of(slack, CAROL, "more words")

    assert "first words" not in json.dumps(home)


def test_home_shows_no_longer_what_was_decided_in_a_window(bot: Bot, slack: SlackStandIn) -> None:
    put(bot, "c1", "first words", team=slack.team_id, claimed_by=CAROL)
    put(bot, "c2", "other words", team=slack.team_id, severity=0.1, claimed_by=CAROL)
    put(bot, "c3", "not mine", team=slack.team_id)
    home = home_of(slack, CAROL, "not mine")
    slack.click_in_view(home, action_ids.QUEUE_STATE, value="mine")
    slack.wait_until(lambda: "not mine" not in json.dumps(slack.home(CAROL)), timeout=30)
    slack.click_in_view(shown(slack, CAROL, "first words"), action_ids.CASE_LOOK)
    slack.wait_until(lambda: bool(slack.modals_of(CAROL)), timeout=30)
    slack.click_in_view(slack.modals_of(CAROL)[-1], action_ids.CASE_AGREE)
    slack.wait_until(lambda: "first words" not in json.dumps(slack.home(CAROL)), timeout=30)

    home = shown(slack, CAROL, "other words")
    assert "not mine" not in json.dumps(home)


def test_home_of_everybody_else_has_no_queue_and_no_text(bot: Bot, slack: SlackStandIn) -> None:
    put(bot, "c1", "first words", team=slack.team_id)
    home = home_of(slack, ALICE, "Your last explanations")

    assert "first words" not in json.dumps(home)
    assert action_ids.QUEUE_STATE not in json.dumps(home)


def test_home_of_an_admin_offers_the_settings(bot: Bot, slack: SlackStandIn) -> None:
    home = home_of(slack, EVE, "Your last explanations")

    assert action_ids.OPEN_EXPORT in json.dumps(home)


def test_home_hides_texts_for_who_prefers_that(bot: Bot, slack: SlackStandIn) -> None:
    put(bot, "c1", "first words", team=slack.team_id)
    home = home_of(slack, CAROL, "first words")
    slack.click_in_view(home, action_ids.SET_BLUR)

    slack.wait_until(lambda: "first words" not in json.dumps(slack.home(CAROL)), timeout=30)
