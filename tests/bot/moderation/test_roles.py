"""Who may do what, from every source that says so, and nobody where none does."""

from __future__ import annotations

from typing import Any

import pytest

from bot.moderation.roles import Roles
from bot.moderation.rules import Rules
from bot.moderation.settings import ModerationSettings, Route
from tests.bot.delivering import clients_of
from tests.bot.moderation.sample_cases import case_of
from tests.bot.moderation.team import ALICE, BOB, CAROL, DAVE, EVE, REVIEW, people_in
from tests.slack import SlackStandIn

OTHER = "C0OTHER"


class Held(Rules):
    """The settings of a workspace, changed at will."""

    def __init__(self, **changes: Any) -> None:
        self.held = ModerationSettings(**{"review_channel": REVIEW} | changes)

    def of(self, team: str) -> ModerationSettings:
        return self.held


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def roles_in(slack: SlackStandIn, clock: Clock, **changes: Any) -> Roles:
    people_in(slack)
    return Roles(clients_of(slack), Held(**changes), now=clock)


@pytest.mark.parametrize(
    ("changes", "user", "role"),
    [
        ({}, CAROL, "moderator"),
        ({}, ALICE, "everyone"),
        ({}, "", "everyone"),
        ({}, "U0NOBODY", "everyone"),
        ({"members_moderate": False}, CAROL, "everyone"),
        ({"moderators": (ALICE,)}, ALICE, "moderator"),
        ({"admins": (ALICE,)}, ALICE, "admin"),
        ({"review_channel": ""}, CAROL, "everyone"),
        ({"review_channel": "C0NOWHERE"}, CAROL, "everyone"),
        ({"moderator_group": "S0NONE"}, ALICE, "everyone"),
    ],
)
def test_role_comes_from_settings_and_membership(
    slack: SlackStandIn, clock: Clock, changes: dict[str, Any], user: str, role: str
) -> None:
    assert roles_in(slack, clock, **changes).role(slack.team_id, user) == role


@pytest.mark.parametrize("about", [{"is_admin": True}, {"is_owner": True, "is_admin": True}])
def test_admins_of_the_workspace_are_admins(
    slack: SlackStandIn, clock: Clock, about: dict[str, bool]
) -> None:
    slack.add_user("U0OWNER", **about)

    assert roles_in(slack, clock).role(slack.team_id, "U0OWNER") == "admin"


def test_members_of_the_user_group_are_moderators(slack: SlackStandIn, clock: Clock) -> None:
    slack.add_user_group("S0MODS", members=[ALICE])
    roles = roles_in(slack, clock, moderator_group="S0MODS")

    assert roles.role(slack.team_id, ALICE) == "moderator"
    assert roles.role(slack.team_id, BOB) == "everyone"


def test_members_of_a_routed_channel_moderate_its_cases_alone(
    slack: SlackStandIn, clock: Clock
) -> None:
    slack.add_channel(OTHER, name="other", members=(slack.bot_user_id, ALICE))
    roles = roles_in(slack, clock, routes=(Route(review_channel=OTHER, label="threat"),))
    here = case_of(team=slack.team_id, author=BOB, review_channel=REVIEW)
    there = case_of(team=slack.team_id, author=BOB, review_channel=OTHER)

    assert (roles.may_review(here, CAROL), roles.may_review(there, CAROL)) == (True, False)
    assert (roles.may_review(here, ALICE), roles.may_review(there, ALICE)) == (False, True)
    assert roles.review_channels(slack.team_id, ALICE) == frozenset({OTHER})
    assert roles.review_channels(slack.team_id, BOB) == frozenset()


def test_admins_and_named_moderators_review_everywhere(slack: SlackStandIn, clock: Clock) -> None:
    roles = roles_in(slack, clock, admins=(EVE,), moderators=(BOB,))

    assert roles.review_channels(slack.team_id, EVE) is None
    assert roles.review_channels(slack.team_id, BOB) is None


@pytest.mark.parametrize("user", [CAROL, EVE])
def test_nobody_reviews_their_own_message(slack: SlackStandIn, clock: Clock, user: str) -> None:
    roles = roles_in(slack, clock, admins=(EVE,))
    own = case_of(team=slack.team_id, author=user, review_channel=REVIEW)

    assert not roles.may_review(own, user)
    assert roles.may_review(own, DAVE)


def test_role_is_believed_for_a_minute(slack: SlackStandIn, clock: Clock) -> None:
    roles = roles_in(slack, clock)
    assert roles.role(slack.team_id, CAROL) == "moderator"
    slack.channel(REVIEW).members.discard(CAROL)
    assert roles.role(slack.team_id, CAROL) == "moderator"
    clock.seconds = 61.0

    assert roles.role(slack.team_id, CAROL) == "everyone"


def test_what_slack_does_not_say_is_no_and_asked_again(slack: SlackStandIn, clock: Clock) -> None:
    roles = roles_in(slack, clock)
    slack.fail("conversations.members", error="internal_error")
    assert roles.role(slack.team_id, CAROL) == "everyone"

    assert roles.role(slack.team_id, CAROL) == "moderator"


@pytest.mark.parametrize(
    "about",
    [
        {"is_restricted": True},
        {"is_ultra_restricted": True, "is_restricted": True},
        {"team_id": "T0ELSEWHERE"},
        {"team_id": "T0ELSEWHERE", "is_admin": True, "is_owner": True},
        {"is_stranger": True},
    ],
)
def test_guests_and_other_companies_people_are_moderators_only_if_named(
    slack: SlackStandIn, clock: Clock, about: dict[str, Any]
) -> None:
    roles = roles_in(slack, clock)
    slack.add_user(CAROL, **about)
    named = roles_in(slack, clock, moderators=(CAROL,))

    assert roles.role(slack.team_id, CAROL) == "everyone"
    assert named.role(slack.team_id, CAROL) == "moderator"


def test_people_of_a_workspace_among_several_of_a_company_are_its_own(
    slack: SlackStandIn, clock: Clock
) -> None:
    roles = roles_in(slack, clock)
    teams = {"teams": ["T0ELSEWHERE", slack.team_id]}
    slack.add_user(CAROL, team_id="T0ELSEWHERE", enterprise_user=teams)

    assert roles.role(slack.team_id, CAROL) == "moderator"


def test_without_the_scope_members_are_moderators(slack: SlackStandIn, clock: Clock) -> None:
    roles = roles_in(slack, clock)
    slack.fail("users.info", error="missing_scope", times=2)

    assert roles.role(slack.team_id, CAROL) == "moderator"


def test_case_that_is_not_shown_yet_is_for_those_who_will_see_it(
    slack: SlackStandIn, clock: Clock
) -> None:
    slack.add_channel(OTHER, name="other", members=(slack.bot_user_id, ALICE))
    roles = roles_in(slack, clock, routes=(Route(review_channel=OTHER, channel="C0RANDOM"),))
    new = {"team": slack.team_id, "author": BOB, "review_channel": "", "state": "new"}
    here, there = case_of(**new), case_of(channel="C0RANDOM", **new)

    assert (roles.may_review(here, CAROL), roles.may_review(there, CAROL)) == (True, False)
    assert (roles.may_review(here, ALICE), roles.may_review(there, ALICE)) == (False, True)


def test_case_that_goes_nowhere_is_for_no_channels_members(
    slack: SlackStandIn, clock: Clock
) -> None:
    roles = roles_in(
        slack, clock, review_channel="", routes=(Route(review_channel=REVIEW, channel="C0RANDOM"),)
    )
    case = case_of(team=slack.team_id, author=BOB, review_channel="", state="new")

    assert not roles.may_review(case, CAROL)
