"""What moderators decide about a case, alone and at the same time."""

from __future__ import annotations

from functools import partial

import pytest

from bot.assembly import Bot
from bot.moderation.cases.case import Case
from bot.moderation.cases.record import AuditEntry
from bot.moderation.settings import ModerationSettings
from tests.bot.moderation.team import (
    ALICE,
    BOB,
    CAROL,
    DAVE,
    EVE,
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


def shown(slack: SlackStandIn) -> str:
    (message,) = [one for one in slack.messages(REVIEW) if not one.thread_ts]
    return message.text


def wait_for(slack: SlackStandIn, words: str) -> None:
    slack.wait_until(lambda: words in shown(slack), timeout=30)


def told(slack: SlackStandIn, user: str = CAROL) -> str:
    """Return what somebody was told last, for their eyes alone, once they were."""
    slack.wait_until(lambda: bool(said_to(slack, user)), timeout=30)
    return said_to(slack, user)[-1].text


def rules(bot: Bot, case: Case, **changes: object) -> None:
    entry = AuditEntry(team=case.team, event="settings")
    settings = ModerationSettings(review_channel=REVIEW, **changes)  # type: ignore[arg-type]
    bot.store.moderation.set(case.team, settings, entry=entry)


@pytest.mark.parametrize(
    ("kind", "verdict", "words"),
    [
        ("case_agree", "agree", "agreed with the flag"),
        ("case_overrule", "overrule", "overruled the flag"),
    ],
)
def test_verdict_is_kept_and_seen_by_all(
    slack: SlackStandIn, kind: str, verdict: str, words: str
) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, kind, note="quite so")
        wait_for(slack, words)

        decided = latest(bot, case)
        assert (decided.state, decided.verdict) == ("decided", verdict)
        assert (decided.decided_by, decided.note) == (CAROL, "quite so")
        assert events(bot, case) == ["flagged", "opened", "decided"]


def test_verdict_is_on_record_with_what_was_seen(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, "case_agree")
        wait_for(slack, "agreed")

        entry = bot.store.audit.entries(case.team, case=case.id)[-1]
        assert entry.user == CAROL
        assert entry.fields["verdict"] == "agree"
        assert entry.fields["explanation"] == case.explanation
        assert entry.fields["thresholds"] == dict(case.thresholds)
        assert entry.fields["probabilities"] == dict(case.probabilities)
        assert {"model_hash", "tokenizer_hash", "baseline", "points", "delta"} <= set(entry.fields)


def test_verdict_is_one_however_many_decide_at_the_same_time(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        actions = [
            action_on(case, kind, user)
            for user in (CAROL, DAVE, EVE)
            for kind in ("case_agree", "case_overrule")
        ]
        slack.at_once([partial(bot.moderation.act, action) for action in actions])
        slack.wait_until(
            lambda: sum(len(said_to(slack, user)) for user in (CAROL, DAVE, EVE)) == 5,
            timeout=30,
        )

        assert events(bot, case).count("decided") == 1
        decided = latest(bot, case)
        assert decided.version == case.version + 1
        assert f"<@{decided.decided_by}>" in shown(slack)


def test_click_that_comes_twice_decides_once(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        for _ in range(3):
            act(bot, case, "case_agree")
        wait_for(slack, "agreed")

        assert events(bot, case).count("decided") == 1
        assert slack.seen_only_by(CAROL) == []


def test_stale_button_tells_who_decided(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, "case_agree", CAROL)
        wait_for(slack, "agreed")
        act(bot, case, "case_overrule", DAVE)

        assert f"<@{CAROL}> agreed" in told(slack, DAVE)
        assert latest(bot, case).verdict == "agree"


def test_claim_keeps_others_from_deciding_until_it_is_released(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, "case_claim", CAROL)
        wait_for(slack, "is looking at it")
        act(bot, latest(bot, case), "case_agree", DAVE)
        assert "has taken this case" in told(slack, DAVE)
        assert latest(bot, case).verdict == ""

        act(bot, latest(bot, case), "case_release", DAVE)
        slack.wait_until(lambda: not latest(bot, case).claimed_by, timeout=30)
        act(bot, latest(bot, case), "case_agree", DAVE)
        wait_for(slack, "agreed")
        assert latest(bot, case).decided_by == DAVE


def test_claim_of_two_is_one(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        claims = [
            partial(bot.moderation.act, action_on(case, "case_claim", who)) for who in (CAROL, DAVE)
        ]
        slack.at_once(claims)
        slack.wait_until(
            lambda: len(slack.seen_only_by(CAROL) + slack.seen_only_by(DAVE)) == 1, timeout=30
        )

        assert events(bot, case).count("claimed") == 1


def test_overruling_needs_a_note_where_admins_want_one(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        rules(bot, case, note_required=True)
        act(bot, case, "case_overrule")
        assert "note" in told(slack)
        assert latest(bot, case).verdict == ""

        act(bot, case, "case_overrule", note="a quotation")
        wait_for(slack, "overruled")


def test_colleague_who_is_asked_is_written_to(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, "case_unsure", colleague=DAVE, note="irony?")
        slack.wait_until(lambda: bool(direct(slack, DAVE)), timeout=30)

        assert "irony?" in direct(slack, DAVE)[0].text
        wait_for(slack, "second opinion")


@pytest.mark.parametrize(
    ("colleague", "words"),
    [
        (ALICE, "They are no moderator here"),
        (BOB, "cannot be asked about this case"),
        (CAROL, "You cannot ask yourself"),
    ],
)
def test_colleague_has_to_be_another_moderator(
    slack: SlackStandIn, colleague: str, words: str
) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, "case_unsure", colleague=colleague)

        assert words in told(slack)
        assert latest(bot, case).colleague == ""


def test_question_to_nobody_in_particular_is_asked_below_the_case(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, "case_unsure", note="irony?")
        slack.wait_until(lambda: len(slack.messages(REVIEW)) == 2, timeout=30)

        assert "What do you think?" in slack.messages(REVIEW)[1].text


def test_marked_words_are_kept_if_they_are_in_the_text(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        start = case.text.index("nasty")
        marks = [[start, start + 5, "matters"], [0, 9999, "matters"], [3, 1, "blameless"], "?"]
        act(bot, case, "case_words", marks=marks)
        wait_for(slack, "nasty")
        slack.wait_until(lambda: bool(latest(bot, case).marks), timeout=30)

        assert [(m.start, m.end, m.kind) for m in latest(bot, case).marks] == [
            (start, start + 5, "matters")
        ]


def test_click_of_another_workspace_or_of_nobody_decides_nothing(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, "case_agree", team="T0OTHER", id="forged")
        act(bot, case, "case_agree", "", id="nobody")
        act(bot, case, "case_claim", DAVE)
        slack.wait_until(lambda: latest(bot, case).claimed_by == DAVE, timeout=30)

        assert latest(bot, case).verdict == ""


@pytest.mark.parametrize(
    ("user", "changes", "words"),
    [
        (ALICE, {}, "Only moderators"),
        (BOB, {}, "Somebody else"),
        (CAROL, {"about": "nothing"}, "do not know this case"),
        (CAROL, {"about": "<!channel>"}, "do not know this case"),
        (CAROL, {"channel": "C0GENERAL"}, "review channel"),
        (CAROL, {"version": None}, "not one that I know"),
        (CAROL, {"version": 99}, "has changed"),
        (CAROL, {"version": -1}, "not one that I know"),
    ],
)
def test_click_of_who_may_not_or_on_what_is_not_there_decides_nothing(
    slack: SlackStandIn, user: str, changes: dict[str, object], words: str
) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        slack.channel(REVIEW).members.add(BOB)
        act(bot, case, "case_agree", user, **changes)
        assert words in told(slack, user)
        assert latest(bot, case).verdict == ""


def test_unknown_kind_of_action_is_answered(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        act(bot, case, "case_explode")

        assert "do not know this button" in told(slack)


def test_case_message_that_was_deleted_comes_back_while_it_can_be_decided(
    slack: SlackStandIn,
) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)
        slack.delete(slack.messages(REVIEW)[0])
        act(bot, case, "case_claim")
        slack.wait_until(lambda: bool(slack.messages(REVIEW)), timeout=30)

        wait_for(slack, "is looking at it")


def test_looking_at_the_text_is_on_record(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        case = flagged(bot, slack)

        assert bot.moderation.looking.text(case.team, CAROL, case.id).text == case.text
        assert events(bot, case)[-1] == "shown"
