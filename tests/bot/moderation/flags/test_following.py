"""What becomes of a case whose message is edited or deleted."""

from __future__ import annotations

from bot.assembly import Bot
from bot.moderation.cases.case import Case
from bot.moderation.flags.flag import Flag
from bot.request import hashed_id
from tests.bot.moderation.team import (
    NASTY,
    REVIEW,
    act,
    events,
    flag_of,
    flagged,
    latest,
    left,
    moderated,
)
from tests.slack import Message, SlackStandIn


def original(slack: SlackStandIn, case: Case) -> Message:
    (message,) = [one for one in slack.messages(case.channel) if one.ts == case.ts]
    return message


def edited(slack: SlackStandIn, case: Case, text: str) -> Flag:
    """Edit the message, and return the news of it."""
    slack.edit(original(slack, case), text)
    return news(slack, case, "edited", text)


def news(slack: SlackStandIn, case: Case, origin: str, text: str = "") -> Flag:
    return Flag(
        id=hashed_id(origin, case.id, text),
        origin=origin,
        team=case.team,
        channel=case.channel,
        ts=case.ts,
        text=text,
    )


def follow(bot: Bot, slack: SlackStandIn, flag: Flag) -> None:
    assert bot.moderation.follow(flag)
    slack.wait_until(lambda: bot.store.flags.get(flag.id) is not None, timeout=30)
    slack.wait_until(lambda: not left(bot, flag), timeout=30)


def decide(bot: Bot, slack: SlackStandIn, case: Case, kind: str) -> Case:
    act(bot, case, kind)
    slack.wait_until(lambda: latest(bot, case).state == "decided", timeout=30)
    return latest(bot, case)


def test_edited_text_is_scored_beside_the_one_that_was_flagged(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        follow(bot, slack, edited(slack, case, "What a nice thing"))

        now = latest(bot, case)
        assert (now.text, now.original) == (NASTY, "edited")
        assert now.edited_text == "What a nice thing"
        assert now.edited_probabilities["toxic"] < 0.5
        slack.wait_until(lambda: "edited" in slack.messages(REVIEW)[0].text, timeout=30)


def test_edit_that_changes_no_word_is_no_edit(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        follow(bot, slack, news(slack, case, "edited", NASTY))

        assert latest(bot, case).version == case.version


def test_edit_after_the_verdict_leaves_it_as_it_is(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = decide(bot, slack, flagged(bot, slack), "case_agree")
        follow(bot, slack, edited(slack, case, "What a nice thing"))

        now = latest(bot, case)
        assert (now.state, now.verdict, now.original) == ("decided", "agree", "edited")


def test_edit_into_something_flagged_after_the_verdict_is_looked_at_anew(
    slack: SlackStandIn,
) -> None:
    with moderated(slack) as bot:
        case = decide(bot, slack, flagged(bot, slack), "case_overrule")
        worse = "nasty and even worse"
        follow(bot, slack, edited(slack, case, worse))

        now = latest(bot, case)
        assert (now.state, now.verdict, now.text) == ("open", "", worse)
        assert [one.verdict for one in now.earlier] == ["overrule"]
        slack.wait_until(lambda: worse in slack.messages(REVIEW)[0].text, timeout=30)
        again = decide(bot, slack, now, "case_agree")
        assert again.verdict == "agree"


def test_older_edit_that_arrives_late_does_not_win(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        first = edited(slack, case, "one")
        second = edited(slack, case, "two")
        follow(bot, slack, second)
        follow(bot, slack, first)

        assert latest(bot, case).edited_text == "two"


def test_deleted_message_is_said_to_be_so_once(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        slack.delete(original(slack, case))
        bot.moderation.follow(news(slack, case, "deleted"))
        slack.wait_until(lambda: latest(bot, case).original == "deleted", timeout=30)
        bot.moderation.follow(news(slack, case, "deleted", "again"))
        slack.wait_until(lambda: "deleted" in slack.messages(REVIEW)[0].text, timeout=30)

        assert events(bot, case).count("original_deleted") == 1


def test_message_without_a_case_is_not_followed(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        flag = flag_of(slack, origin="edited")

        assert not bot.moderation.follow(flag)
        assert bot.store.flags.get(flag.id) is None
