"""What goes wrong on the way: nothing is posted twice, nothing is lost, nobody is left waiting."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.assembly import Bot
from bot.durable import upkeep
from bot.durable.upkeep import Upkeep
from bot.jobs import FLAG, GIVE_UP
from bot.settings import Secret
from tests.bot.moderation.team import (
    ALICE,
    BOB,
    CAROL,
    DAVE,
    GENERAL,
    NASTY,
    REVIEW,
    act,
    case_of,
    direct,
    events,
    flag_of,
    flagged,
    is_shown,
    latest,
    left,
    moderated,
    said_to,
)
from tests.postgres import Postgres
from tests.slack import SlackStandIn

DOUBTFUL: list[dict[str, Any]] = [
    {"drop_connection": True, "applied": True},
    {"status": 500, "applied": True},
]


@pytest.mark.parametrize("mishap", DOUBTFUL)
def test_case_is_posted_once_though_the_answer_was_lost(
    slack: SlackStandIn, mishap: dict[str, Any]
) -> None:
    with moderated(slack) as bot:
        slack.fail("chat.postMessage", **mishap)
        case = flagged(bot, slack)

        assert len(slack.messages(REVIEW)) == 1
        assert case.place is not None


@pytest.mark.parametrize("mishap", DOUBTFUL)
def test_author_is_warned_once_though_the_answer_was_lost(
    slack: SlackStandIn, mishap: dict[str, Any]
) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, "case_agree")
        slack.wait_until(lambda: latest(bot, case).verdict == "agree", timeout=30)
        slack.fail("chat.postMessage", **mishap)
        act(bot, latest(bot, case), "case_measure", measure="warn", text="Please.")
        slack.wait_until(lambda: latest(bot, case).warned is not None, timeout=30)

        assert len(direct(slack, BOB)) == 1


def test_case_is_posted_once_it_is_known_whether_it_stands_there(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        slack.fail("chat.postMessage", drop_connection=True, applied=True)
        slack.fail("conversations.history", status=500, times=4)
        flagged(bot, slack)

        assert len(slack.messages(REVIEW)) == 1


def test_picture_that_cannot_be_uploaded_keeps_no_case_back(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        slack.fail("files.getUploadURLExternal", error="not_allowed_token_type", times=5)
        case = flagged(bot, slack)

        assert case.picture is None
        assert NASTY in slack.messages(REVIEW)[0].text


def test_flag_that_was_given_up_ends_in_a_word_to_the_flagger(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        flag = flag_of(slack)
        bot.store.flags.add(flag)
        bot.engine.submit(GIVE_UP[FLAG], flag.id, team=flag.team)
        slack.wait_until(lambda: not left(bot, flag), timeout=30)

        (message,) = said_to(slack, ALICE)
        assert "could not send this to the moderators" in message.text


def test_click_that_was_given_up_ends_in_a_word_to_the_moderator(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        action = act(bot, case, "case_explode", id="broken")
        slack.wait_until(lambda: len(said_to(slack, CAROL)) == 1, timeout=30)
        bot.engine.submit("give-up-review", action.id, team=case.team)
        slack.wait_until(lambda: len(said_to(slack, CAROL)) == 2, timeout=30)

        assert action.id in said_to(slack, CAROL)[1].text


def test_flag_that_never_reached_the_engine_is_followed_later(
    slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "ON_ITS_WAY", timedelta())
    with moderated(slack) as bot:
        flag = flag_of(slack)
        bot.store.flags.add(flag)
        run_upkeep(bot)
        slack.wait_until(lambda: is_shown(bot, flag), timeout=30)

        assert case_of(bot, flag).flaggers == (ALICE,)


def test_case_that_nobody_saw_is_shown_by_the_upkeep(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        channel = slack.channel(REVIEW)
        channel.is_archived = True
        flag = flag_of(slack)
        bot.moderation.flag(flag)
        slack.wait_until(lambda: not left(bot, flag), timeout=30)
        assert case_of(bot, flag).state == "new"
        channel.is_archived = False
        run_upkeep(bot)
        slack.wait_until(lambda: is_shown(bot, flag), timeout=30)
        run_upkeep(bot)

        assert len(slack.messages(REVIEW)) == 1


def test_click_on_a_case_that_was_erased_is_answered(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        bot.store.erase(case.team, BOB)
        act(bot, case, "case_agree")
        slack.wait_until(lambda: bool(said_to(slack, CAROL)), timeout=30)

        assert "do not know this case" in said_to(slack, CAROL)[0].text


def test_flags_of_the_same_moment_are_one_case(slack: SlackStandIn, postgres: Postgres) -> None:
    people = [f"U0CROWD{n}" for n in range(8)]
    with postgres.database() as url, moderated(slack, database_url=Secret(url)) as bot:
        message = slack.say(GENERAL, NASTY, user=BOB)
        flags = [flag_of(slack, message, user=user) for user in people]
        slack.at_once([partial(bot.moderation.flag, flag) for flag in flags])
        slack.wait_until(lambda: not any(left(bot, flag) for flag in flags), timeout=60)

        (shown,) = slack.messages(REVIEW)
        assert sorted(case_of(bot, flags[0]).flaggers) == people
        assert all(user in shown.text for user in people)


def test_whole_course_of_a_case_on_postgres(slack: SlackStandIn, postgres: Postgres) -> None:
    with postgres.database() as url, moderated(slack, database_url=Secret(url)) as bot:
        case = flagged(bot, slack)
        for moderator in (CAROL, DAVE):
            act(bot, case, "case_agree", moderator)
        slack.wait_until(lambda: latest(bot, case).verdict == "agree", timeout=30)
        slack.wait_until(lambda: bool(said_to(slack, CAROL) or said_to(slack, DAVE)), timeout=30)
        act(bot, latest(bot, case), "case_measure", DAVE, measure="warn", text="Please.")
        slack.wait_until(lambda: latest(bot, case).warned is not None, timeout=30)
        act(bot, latest(bot, case), "case_appeal", BOB, text="No!", channel="")
        slack.wait_until(lambda: latest(bot, case).state == "appealed", timeout=30)
        second = DAVE if latest(bot, case).decided_by == CAROL else CAROL
        act(bot, latest(bot, case), "case_appeal_granted", second)
        slack.wait_until(lambda: len(direct(slack, BOB)) == 3, timeout=30)

        expected = "flagged opened decided measured measured appealed appeal_decided".split()
        assert events(bot, case) == expected
        assert bot.store.audit.verify(case.team).intact
        assert len(slack.messages(GENERAL)) == 1


def run_upkeep(bot: Bot) -> None:
    Upkeep.told_by(bot.settings, bot.engine, bot.store, bot.moderation).run()
