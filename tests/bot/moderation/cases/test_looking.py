"""Looking closer at a case: for moderators, and on record."""

from __future__ import annotations

import pytest

from bot.errors import NotAllowed
from tests.bot.moderation.team import (
    ALICE,
    BOB,
    CAROL,
    GENERAL,
    NASTY,
    REVIEW,
    events,
    flagged,
    moderated,
)
from tests.slack import SlackStandIn


def test_context_has_the_messages_around_and_is_on_record(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        slack.say(GENERAL, "before", user=ALICE)
        case = flagged(bot, slack)
        slack.say(GENERAL, "after", user=ALICE)
        seen = bot.moderation.looking.context(case.team, CAROL, case.id)

        assert [(one.text, one.flagged) for one in seen.nearby] == [
            ("before", False),
            (NASTY, True),
            ("after", False),
        ]
        assert seen.link
        (entry,) = bot.store.audit.entries(case.team, case=case.id)[2:]
        assert (entry.event, entry.user, entry.fields["what"]) == ("shown", CAROL, "context")


def test_context_that_cannot_be_read_is_empty(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        slack.fail("conversations.history", error="channel_not_found", times=2)

        assert bot.moderation.looking.context(case.team, CAROL, case.id).nearby == []


@pytest.mark.parametrize("user", [ALICE, BOB, ""])
def test_looking_is_for_moderators(slack: SlackStandIn, user: str) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        slack.channel(REVIEW).members.add(BOB)
        looking = bot.moderation.looking
        for look in (looking.text, looking.context, looking.case):
            with pytest.raises(NotAllowed):
                look(case.team, user, case.id)

        assert events(bot, case) == ["flagged", "opened"]


def test_case_of_another_workspace_is_as_good_as_none(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)

        for team, case_id in (("T0OTHER", case.id), (case.team, "nothing"), (case.team, "")):
            with pytest.raises(NotAllowed, match="do not know"):
                bot.moderation.looking.text(team, CAROL, case_id)
