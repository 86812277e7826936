"""From a flag to the case that moderators see, over HTTP or a socket."""

from __future__ import annotations

import pytest

from bot.assembly import Bot
from bot.moderation.cases.record import AuditEntry
from bot.moderation.settings import ModerationSettings, Route
from bot.settings import Mode
from explain_core.errors import ModelNotFound
from tests.bot.moderation.team import (
    ALICE,
    BOB,
    CAROL,
    EVE,
    GENERAL,
    NASTY,
    REVIEW,
    case_of,
    direct,
    events,
    flag_of,
    flagged,
    is_shown,
    left,
    moderated,
)
from tests.bot.moderators import FakeModerator
from tests.slack import SlackStandIn


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_flag_becomes_a_case_in_the_review_channel(slack: SlackStandIn, mode: Mode) -> None:
    with moderated(slack, mode=mode) as bot:
        case = flagged(bot, slack, note="this hurts")

        (message,) = slack.messages(REVIEW)
        assert case.place is not None
        assert (case.state, case.place.ts) == ("open", message.ts)
        assert case.flagged == ("toxic", "insult")
        assert (case.flaggers, case.notes) == ((ALICE,), ("this hurts",))
        assert NASTY in message.text
        assert "this hurts" in message.text
        assert events(bot, case) == ["flagged", "opened"]


def test_flag_that_comes_again_makes_nothing_new(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        flag = flag_of(slack)
        accepted = [bot.moderation.flag(flag).new for _ in range(3)]
        slack.wait_until(lambda: is_shown(bot, flag), timeout=30)

        assert accepted == [True, False, False]
        assert len(slack.messages(REVIEW)) == 1


def test_flag_of_several_people_is_one_case(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        message = slack.say(GENERAL, NASTY, user=BOB)
        flags = [flag_of(slack, message, user=user, note=f"by {user}") for user in (ALICE, EVE)]
        for flag in flags:
            bot.moderation.flag(flag)
        slack.wait_until(lambda: not any(left(bot, flag) for flag in flags), timeout=30)

        case = case_of(bot, flags[0])
        assert sorted(case.flaggers) == [ALICE, EVE]
        (shown,) = slack.messages(REVIEW)
        assert f"by {ALICE}" in shown.text
        assert f"by {EVE}" in shown.text


def test_flag_without_a_text_has_the_message_read(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack, origin="reaction", text="", author="")

        assert (case.text, case.author) == (NASTY, BOB)


def test_flag_of_a_message_that_is_gone_ends_in_a_word_to_the_flagger(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        message = slack.say(GENERAL, NASTY, user=BOB)
        slack.delete(message)
        bot.moderation.flag(flag_of(slack, message, text="", author=""))
        slack.wait_until(lambda: bool(slack.seen_only_by(ALICE)), timeout=30)

        assert "was deleted" in slack.seen_only_by(ALICE)[0].text
        assert slack.messages(REVIEW) == []


def test_flag_of_a_person_needs_no_high_score(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        message = slack.say(GENERAL, "How are you?", user=BOB)
        flag = flag_of(slack, message)
        bot.moderation.flag(flag)
        slack.wait_until(lambda: is_shown(bot, flag), timeout=30)

        assert case_of(bot, flag).flagged == ()


def test_monitoring_leaves_nothing_of_a_message_that_nobody_minds(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        message = slack.say(GENERAL, "How are you?", user=BOB)
        flag = flag_of(slack, message, origin="monitor", user="")
        bot.moderation.flag(flag, later=True)
        slack.wait_until(lambda: bot.store.flags.get(flag.id) is None, timeout=30)

        assert bot.store.cases.at(flag.team, flag.channel, flag.ts) is None
        assert bot.store.audit.entries(flag.team) == []


def test_monitoring_makes_a_case_without_a_flagger(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack, origin="monitor", user="")

        assert (case.sources, case.flaggers) == (("monitor",), ())


@pytest.mark.parametrize(
    "text",
    [
        "\N{PILE OF POO}",
        "你真讨厌 nasty",
        "أنت nasty",
        "<!channel> nasty",
        "*stars* & <b>nasty</b>",
        "nasty " * 3000,
        "\x00 nasty \x01",
        "\ud800 nasty",
    ],
)
def test_flag_takes_any_text(slack: SlackStandIn, text: str) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack, text=text)

        assert case.text == text
        assert len(slack.messages(REVIEW)) == 1


def test_flag_is_kept_where_no_review_channel_is_chosen(slack: SlackStandIn) -> None:
    with moderated(slack, review_channel="") as bot:
        flag = flag_of(slack)
        bot.moderation.flag(flag)
        slack.wait_until(lambda: bool(slack.seen_only_by(ALICE)) and bool(direct(slack, EVE)))
        assert "no review channel" in slack.seen_only_by(ALICE)[0].text
        assert "no review channel" in direct(slack, EVE)[0].text
        slack.wait_until(lambda: not left(bot, flag), timeout=30)
        assert case_of(bot, flag).state == "new"

        choose_channel(bot, flag.team)
        bot.moderation.show_waiting(flag.team)
        slack.wait_until(lambda: is_shown(bot, flag), timeout=30)
        assert len(slack.messages(REVIEW)) == 1


def test_flag_is_kept_while_the_bot_is_not_in_the_review_channel(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        slack.channel(REVIEW).is_private = True
        slack.channel(REVIEW).members.discard(slack.bot_user_id)
        flag = flag_of(slack)
        bot.moderation.flag(flag)
        slack.wait_until(lambda: bool(direct(slack, EVE)), timeout=30)
        assert "/invite" in direct(slack, EVE)[0].text
        slack.wait_until(lambda: not left(bot, flag), timeout=30)

        slack.channel(REVIEW).members.add(slack.bot_user_id)
        bot.moderation.show_waiting(flag.team)
        slack.wait_until(lambda: is_shown(bot, flag), timeout=30)
        assert len(slack.messages(REVIEW)) == 1


def test_admins_are_told_once_that_cases_wait(slack: SlackStandIn) -> None:
    with moderated(slack, review_channel="") as bot:
        flags = [flag_of(slack), flag_of(slack)]
        for flag in flags:
            bot.moderation.flag(flag)
        slack.wait_until(lambda: not any(left(bot, flag) for flag in flags), timeout=30)

        assert len(direct(slack, EVE)) == 1


def test_case_goes_where_its_route_says(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        slack.add_channel("C0INSULTS", name="insults", members=(slack.bot_user_id, CAROL))
        route = Route(review_channel="C0INSULTS", label="insult")
        entry = AuditEntry(team=slack.team_id, event="settings")
        bot.store.moderation.set(slack.team_id, ModerationSettings(routes=(route,)), entry=entry)
        case = flagged(bot, slack)

        assert case.review_channel == "C0INSULTS"
        assert slack.messages(REVIEW) == []


def test_case_says_that_its_message_was_deleted_before_it_was_shown(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        message = slack.say(GENERAL, NASTY, user=BOB)
        slack.delete(message)
        flag = flag_of(slack, message)
        bot.moderation.flag(flag)
        slack.wait_until(lambda: is_shown(bot, flag), timeout=30)

        assert case_of(bot, flag).original == "deleted"
        assert "deleted" in slack.messages(REVIEW)[0].text


def test_case_is_shown_without_reasons_if_the_model_cannot_read_it(slack: SlackStandIn) -> None:
    explainer = FakeModerator(error=ModelNotFound("moderation", "it is away"))
    with moderated(slack, explainer) as bot:
        case = flagged(bot, slack)

        assert case.probabilities == {}
        assert NASTY in slack.messages(REVIEW)[0].text


def choose_channel(bot: Bot, team: str) -> None:
    entry = AuditEntry(team=team, event="settings")
    bot.store.moderation.set(team, ModerationSettings(review_channel=REVIEW), entry=entry)
