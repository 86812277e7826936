"""What is done about a message that breaks the rules, and the author's second look."""

from __future__ import annotations

import pytest

from bot.assembly import Bot
from bot.moderation.cases.case import Case
from bot.moderation.cases.measures import Measures
from bot.moderation.wiring import desk_for
from bot.settings import Secret
from tests.bot.moderation.team import (
    BOB,
    CAROL,
    DAVE,
    EVE,
    GENERAL,
    REVIEW,
    act,
    action_on,
    direct,
    events,
    flagged,
    latest,
    moderated,
    said_to,
)
from tests.slack import SlackStandIn

TEXT = "Please keep it <!channel> *friendly*."


def agreed(bot: Bot, slack: SlackStandIn, **changes: object) -> Case:
    """Return a case of which Carol has said that it breaks the rules."""
    case = flagged(bot, slack, **changes)
    act(bot, case, "case_agree")
    slack.wait_until(lambda: latest(bot, case).verdict == "agree", timeout=30)
    return latest(bot, case)


def warned(bot: Bot, slack: SlackStandIn) -> Case:
    case = agreed(bot, slack)
    act(bot, case, "case_measure", measure="warn", text=TEXT)
    slack.wait_until(lambda: latest(bot, case).warned is not None, timeout=30)
    return latest(bot, case)


def appealed(bot: Bot, slack: SlackStandIn) -> Case:
    case = warned(bot, slack)
    act(bot, case, "case_appeal", BOB, text="It was a quotation.", channel="")
    slack.wait_until(lambda: len(direct(slack, BOB)) == 2, timeout=30)
    slack.wait_until(lambda: len(slack.messages(REVIEW)) == 2, timeout=30)
    return latest(bot, case)


def wait_for(slack: SlackStandIn, words: str, user: str = CAROL) -> None:
    """Wait until somebody alone was told something with these words."""
    slack.wait_until(
        lambda: any(words in message.text for message in said_to(slack, user)), timeout=30
    )


def test_nothing_more_closes_the_matter(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = agreed(bot, slack)
        act(bot, case, "case_measure", measure="none")
        slack.wait_until(lambda: latest(bot, case).measure == "none", timeout=30)

        assert direct(slack, BOB) == []


def test_warning_reaches_the_author_alone(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = warned(bot, slack)

        (warning,) = direct(slack, BOB)
        assert "keep it" in warning.text
        assert "<!channel>" not in str(warning.blocks)
        assert case.measure == "warn"
        assert len(slack.messages(GENERAL)) == 1
        assert events(bot, case) == ["flagged", "opened", "decided", "measured", "measured"]


def test_warning_of_two_moderators_is_one(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = agreed(bot, slack)
        for moderator in (CAROL, DAVE):
            act(bot, case, "case_measure", moderator, measure="warn", text=TEXT)
        slack.wait_until(lambda: bool(said_to(slack, CAROL) or said_to(slack, DAVE)), timeout=30)
        slack.wait_until(lambda: latest(bot, case).warned is not None, timeout=30)

        assert len(direct(slack, BOB)) == 1


def test_author_who_cannot_be_written_to_is_named(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = agreed(bot, slack)
        slack.deactivate(BOB)
        act(bot, case, "case_measure", measure="warn", text=TEXT)
        wait_for(slack, "was not warned")

        slack.wait_until(lambda: latest(bot, case).measure == "", timeout=30)
        assert latest(bot, case).warned is None


def test_measure_needs_a_verdict(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, "case_measure", measure="warn", text=TEXT)
        wait_for(slack, "First decide")

        assert direct(slack, BOB) == []


@pytest.mark.parametrize("measure", ["hide", "delete"])
def test_message_that_cannot_be_taken_away_is_for_who_can(
    slack: SlackStandIn, measure: str
) -> None:
    with moderated(slack) as bot:
        case = agreed(bot, slack)
        act(bot, case, "case_measure", measure=measure)
        wait_for(slack, f"<@{EVE}>")

        slack.wait_until(lambda: latest(bot, case).measure == "", timeout=30)
        assert len(slack.messages(GENERAL)) == 1


def test_message_is_deleted_with_an_admins_token(slack: SlackStandIn) -> None:
    slack.add_user("U0OWNER", is_admin=True, is_owner=True)
    token = Secret(slack.user_token("U0OWNER"))
    with moderated(slack, admin_token=token) as bot:
        case = agreed(bot, slack)
        act(bot, case, "case_measure", measure="delete")
        slack.wait_until(lambda: latest(bot, case).original == "deleted", timeout=30)

        assert slack.messages(GENERAL) == []
        assert latest(bot, case).measure == "delete"


@pytest.mark.parametrize(("moderator", "left"), [(CAROL, ""), (DAVE, "warn")])
def test_measure_that_broke_off_can_be_chosen_again(
    slack: SlackStandIn, moderator: str, left: str
) -> None:
    with moderated(slack) as bot:
        case = agreed(bot, slack)
        desk = desk_for(bot.moderation, bot.store, bot.delivery, bot.originals)
        begun = action_on(case, "case_measure", CAROL, measure="warn")
        desk.change(
            case,
            "measured",
            version=case.version,
            by=begun,
            fields={"measure": "warn", "action": begun.id},
            measure="warn",
        )
        Measures(desk).withdraw(action_on(case, "case_measure", moderator, measure="warn"))

        assert latest(bot, case).measure == left


def test_appeal_opens_the_case_again_once(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = appealed(bot, slack)
        assert (case.state, case.appeal) == ("appealed", "It was a quotation.")
        act(bot, case, "case_appeal", BOB, text="And another thing.", channel="")
        wait_for(slack, "already", BOB)

        assert events(bot, case).count("appealed") == 1
        assert latest(bot, case).appeal == "It was a quotation."


def test_appeal_takes_its_button_away(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        appealed(bot, slack)
        slack.wait_until(lambda: "case_appeal" not in str(direct(slack, BOB)[0].blocks))

        assert "You asked for a second look" in direct(slack, BOB)[0].text


@pytest.mark.parametrize("user", [CAROL, DAVE, EVE])
def test_appeal_is_for_the_author(slack: SlackStandIn, user: str) -> None:
    with moderated(slack) as bot:
        case = warned(bot, slack)
        act(bot, case, "case_appeal", user, text="Let me.")
        wait_for(slack, "do not know this case", user)

        assert latest(bot, case).state == "decided"


def test_appeal_needs_a_warning(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = agreed(bot, slack)
        act(bot, case, "case_appeal", BOB, text="Let me.", channel="")
        wait_for(slack, "not offered", BOB)

        assert latest(bot, case).state == "decided"


def test_second_look_can_be_claimed_but_not_by_who_decided_first(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = appealed(bot, slack)
        act(bot, case, "case_claim", CAROL)
        wait_for(slack, "the first decision was yours")
        act(bot, case, "case_claim", DAVE)
        slack.wait_until(lambda: latest(bot, case).claimed_by == DAVE, timeout=30)

        assert latest(bot, case).state == "appealed"


def test_appeal_is_not_decided_by_who_decided_first(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = appealed(bot, slack)
        act(bot, case, "case_appeal_granted", CAROL)
        wait_for(slack, "the first decision was yours")

        assert latest(bot, case).state == "appealed"


@pytest.mark.parametrize(
    ("kind", "verdict", "words"),
    [
        ("case_appeal_granted", "overrule", "you were right"),
        ("case_appeal_upheld", "agree", "same decision"),
    ],
)
def test_appeal_is_answered_to_the_author(
    slack: SlackStandIn, kind: str, verdict: str, words: str
) -> None:
    with moderated(slack) as bot:
        case = appealed(bot, slack)
        act(bot, case, kind, DAVE)
        wait_for(slack, words, BOB)

        closed = latest(bot, case)
        assert (closed.state, closed.verdict) == ("closed", verdict)
        assert (closed.decided_by, closed.appeal_decided_by) == (CAROL, DAVE)
        assert len(direct(slack, BOB)) == 3
