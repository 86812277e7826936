from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.messages import action_ids
from bot.messages.blocks import actions, button
from bot.messages.review.case import case_window
from bot.messages.review.warning import warning
from bot.moderation.cases.case import Case
from bot.moderation.cases.choice import read
from tests.bot.fakes import explanation_of
from tests.bot.listeners.listening import Listening, listening
from tests.bot.listeners.moderating import (
    ANYBODY,
    AUTHOR,
    GENERAL,
    MODERATOR,
    REVIEW,
    kept_case,
    posted,
    posted_case,
    set_up,
)
from tests.slack import SlackStandIn
from tests.slack.clients import client_of
from tests.slack.records import Message

DECIDED: dict[str, Any] = {
    "state": "decided",
    "verdict": "agree",
    "decided_by": "U0OTHER",
    "decided": datetime(2026, 3, 2, tzinfo=UTC),
}
APPEALED = DECIDED | {"state": "appealed", "appeal": "I was quoting"}


@pytest.mark.parametrize(
    ("button_id", "state", "kind", "details"),
    [
        ("case_agree", {}, "case_agree", {}),
        ("case_overrule", {}, "case_overrule", {}),
        ("case_claim", {}, "case_claim", {}),
        ("case_release", {"claimed_by": MODERATOR}, "case_release", {}),
        ("case_nothing", DECIDED, "case_measure", {"measure": "none"}),
        ("case_hide", DECIDED, "case_measure", {"measure": "hide"}),
        ("case_delete", DECIDED, "case_measure", {"measure": "delete"}),
        ("case_appeal_upheld", APPEALED, "case_appeal_upheld", {}),
        ("case_appeal_granted", APPEALED, "case_appeal_granted", {}),
    ],
)
def test_button_hands_over_the_case_and_the_version_that_was_seen(
    slack: SlackStandIn, button_id: str, state: dict[str, Any], kind: str, details: dict[str, str]
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack, **state)
        assert slack.click(posted_case(slack, case), button_id, user=MODERATOR).ok

    action, choice = bot.review, read(bot.review.value)
    assert (action.kind, action.explanation) == (kind, case.id)
    assert (choice.version, dict(choice.details)) == (case.version, details)
    assert (action.user, action.channel) == (MODERATOR, REVIEW)
    assert action.message_ts
    assert "Thank" not in action.value


def forged(message: Message, case: Case, value: str) -> Message:
    """Return the message with buttons that say something else."""
    blocks = json.dumps(message.blocks).replace(f"{case.id}:{case.version}", value)
    return replace(message, blocks=json.loads(blocks))


@pytest.mark.parametrize("value", ["nonsense", ":1", "case1:", "case1:-1", "🦄"])
@pytest.mark.parametrize("button_id", ["case_agree", "case_show"])
def test_forged_button_is_refused_in_friendly_words(
    slack: SlackStandIn, button_id: str, value: str
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack)
        message = posted_case(slack, case)
        slack.click(forged(message, case, value), button_id, user=MODERATOR)

    assert bot.moderation.actions == []
    assert slack.modals == []
    assert "does not work any more" in slack.seen_only_by(MODERATOR)[0].text


WINDOWS = {
    "case_unsure": "Ask a colleague",
    "case_words": "Which words?",
    "case_context": "Around the message",
    "case_show": "The message",
}


@pytest.mark.parametrize(("button_id", "title"), WINDOWS.items())
def test_button_opens_its_window_for_a_moderator(
    slack: SlackStandIn, button_id: str, title: str
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack)
        keep_explanation(bot, case)
        slack.click(posted_case(slack, case), button_id, user=MODERATOR)

    (window,) = slack.modals
    assert window["title"]["text"] == title
    assert bot.moderation.actions == []


def keep_explanation(bot: Listening, case: Case) -> None:
    explanation = explanation_of(case.text, (0.1, 0.1, 0.2, 1.5))
    about = {"team": case.team, "user": "", "channel": case.channel, "model": "moderation"}
    bot.store.explanations.put(case.explanation, explanation, **about)


@pytest.mark.parametrize("user", [ANYBODY, AUTHOR])
@pytest.mark.parametrize("button_id", [*WINDOWS, "case_overrule"])
def test_windows_of_a_case_are_for_other_moderators_than_its_author(
    slack: SlackStandIn, button_id: str, user: str
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, moderators=(MODERATOR, AUTHOR), note_required=True)
        case = kept_case(bot, slack, author=AUTHOR)
        slack.click(posted_case(slack, case), button_id, user=user)

    assert slack.modals == []
    assert bot.moderation.actions == []
    (refusal,) = slack.seen_only_by(user)
    assert "Only moderators" in refusal.text or "Somebody else has to decide" in refusal.text
    assert "idiot" not in refusal.text


def test_members_of_the_review_channel_are_moderators(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, moderators=())
        case = kept_case(bot, slack)
        slack.click(posted_case(slack, case), "case_words", user=MODERATOR)

    assert len(slack.modals) == 1


@pytest.mark.parametrize("changes", [{"team": "T0OTHER"}, {"id": "case2"}])
def test_case_of_another_workspace_is_as_good_as_none(
    slack: SlackStandIn, changes: dict[str, Any]
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack, **changes)
        here = replace(case, id="case1")
        slack.click(posted_case(slack, here), "case_show", user=MODERATOR)

    assert slack.modals == []
    assert "not there any more" in slack.seen_only_by(MODERATOR)[0].text


def test_look_at_the_text_is_on_record(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack)
        slack.click(posted_case(slack, case), "case_show", user=MODERATOR)
        entries = bot.store.audit.entries(slack.team_id, case=case.id)

    assert [(entry.event, entry.user) for entry in entries][-1] == ("shown", MODERATOR)


@pytest.mark.parametrize(("blur", "times"), [(True, 1), (False, 0)])
@pytest.mark.parametrize("button", ["case_words", "case_warn"])
def test_window_that_quotes_a_hidden_text_is_on_record(
    slack: SlackStandIn, button: str, blur: bool, times: int
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, blur=blur)
        case = kept_case(bot, slack, state="decided", verdict="agree")
        slack.click(posted_case(slack, case), button, user=MODERATOR)
        entries = bot.store.audit.entries(slack.team_id, case=case.id, event="shown")

    assert len(slack.modals) == 1
    assert len(entries) == times


@pytest.mark.parametrize(
    ("choice", "title"),
    [
        ("details", "Details of the case"),
        ("agree_note", "Agree"),
        ("overrule_note", "Overrule"),
    ],
)
def test_menu_of_a_case_opens_its_window(slack: SlackStandIn, choice: str, title: str) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack)
        message = posted_case(slack, case)
        slack.click(message, "case_more", value=f"{choice}:{case.id}:1", user=MODERATOR)

    assert slack.modals[0]["title"]["text"] == title


def test_overrule_asks_for_a_note_where_one_is_wanted(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, note_required=True)
        case = kept_case(bot, slack)
        slack.click(posted_case(slack, case), "case_overrule", user=MODERATOR)
        assert bot.moderation.actions == []
        (window,) = slack.modals
        refused = slack.submit(window | {"blocks": optional(window["blocks"])}, {"note": "  "})
        slack.submit(window, {"note": "it is a joke"})

    assert refused.body["errors"] == {"note": "Say in a few words why."}
    assert bot.review.kind == "case_overrule"
    assert read(bot.review.value).text("note") == "it is a joke"


def optional(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a form that lets everything be left empty, as a forged one may."""
    return [block | {"optional": True} if block["type"] == "input" else block for block in blocks]


def test_look_from_the_queue_opens_the_case_in_a_window_of_its_own(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack)
        look = button("Look", action=action_ids.CASE_LOOK, value=f"{case.id}:1")
        slack.click(posted(slack, [actions(look)]), "case_look", user=MODERATOR)
        (window,) = slack.modals
        assert window["title"]["text"] == "Case"
        slack.click_in_view(window, "case_unsure", user=MODERATOR)
        assert [view["title"]["text"] for view in slack.modals] == ["Case", "Ask a colleague"]
        slack.submit(slack.modals[-1], {"note": "what do you think?"}, user=MODERATOR)

    assert slack.modals == []
    assert (bot.review.kind, bot.review.explanation) == ("case_unsure", case.id)


def test_verdict_in_a_window_takes_its_buttons_away(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack)
        client_of(slack).views_open(trigger_id=slack.trigger_id(), view=case_window(case))
        slack.click_in_view(slack.modals[0], "case_agree", user=MODERATOR)

    assert bot.review.kind == "case_agree"
    assert "case_agree" not in json.dumps(slack.modals[0]["blocks"])


def test_words_are_handed_over_with_their_places(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack)
        keep_explanation(bot, case)
        slack.click(posted_case(slack, case), "case_words", user=MODERATOR)
        slack.submit(slack.modals[0], {"matters": ["11-16"], "blameless": ["0-3"]}, user=MODERATOR)

    choice = read(bot.review.value)
    assert (bot.review.kind, choice.version) == ("case_words", case.version)
    assert choice.details["marks"] == [[0, 3, "blameless"], [11, 16, "matters"]]


def test_word_in_both_lists_is_told_in_the_window(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack)
        keep_explanation(bot, case)
        slack.click(posted_case(slack, case), "case_words", user=MODERATOR)
        both = {"matters": ["11-16"], "blameless": ["11-16"]}
        ack = slack.submit(slack.modals[0], both, user=MODERATOR)

    assert "both lists" in ack.body["errors"]["blameless"]
    assert bot.moderation.actions == []


def test_warning_can_be_written_before_it_is_sent(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, warn_template="Please be kind. {rule}")
        case = kept_case(bot, slack, **DECIDED)
        slack.click(posted_case(slack, case), "case_warn", user=MODERATOR)
        (window,) = slack.modals
        assert "Please be kind." in json.dumps(window["blocks"])
        slack.submit(window, {"text": "Please mind your words."}, user=MODERATOR)

    choice = read(bot.review.value)
    assert bot.review.kind == "case_measure"
    assert (choice.text("measure"), choice.text("text")) == ("warn", "Please mind your words.")


def test_window_sent_off_by_who_is_no_moderator_any_more_is_refused(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, members_moderate=False)
        case = kept_case(bot, slack)
        slack.click(posted_case(slack, case), "case_unsure", user=MODERATOR)
        set_up(bot, slack, members_moderate=False, moderators=())
        ack = slack.submit(slack.modals[0], {"note": "hm"}, user=MODERATOR)

    assert "Only moderators" in str(ack.body["errors"])
    assert bot.moderation.actions == []


def warned(slack: SlackStandIn, case: Case) -> Message:
    channel = slack.direct_message(AUTHOR)
    return posted(slack, warning(case, "Please be kind.").blocks, channel=channel)


def test_warned_author_asks_for_a_second_look(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack, author=AUTHOR, **DECIDED)
        slack.click(warned(slack, case), "case_appeal", user=AUTHOR)
        slack.submit(slack.modals[0], {"text": "I was quoting"}, user=AUTHOR)

    assert (bot.review.kind, bot.review.user) == ("case_appeal", AUTHOR)
    assert read(bot.review.value).text("text") == "I was quoting"


def test_second_look_that_was_asked_for_is_not_asked_for_again(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack, author=AUTHOR, **APPEALED)
        slack.click(warned(slack, case), "case_appeal", user=AUTHOR)

    assert slack.modals == []
    assert "already" in slack.seen_only_by(AUTHOR)[0].text


def test_second_look_is_for_the_author_alone(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        case = kept_case(bot, slack, author=AUTHOR, **DECIDED)
        slack.click(warned(slack, case), "case_appeal", user=MODERATOR)

    assert slack.modals == []
    assert "Only the author" in slack.seen_only_by(MODERATOR)[0].text
    assert GENERAL not in str(bot.moderation.actions)
