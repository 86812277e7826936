"""`/explain`, typed in a workspace, over real HTTP and a real WebSocket."""

from __future__ import annotations

import pytest

from bot.errors import Busy, Stopping, StoreUnavailable
from bot.messages.states import LOADING
from bot.store import Preferences
from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn
from tests.slack.envelopes import typed

TEXTS = [
    "bugs are smart animals",
    "👩‍👩‍👧 🦄 ❤️",
    "我喜欢这部电影。",
    "هذا الفيلم رائع",
    "<!channel> <@U0BOB> *x* _y_ `z` & <b> &amp; :tada: @here",
    "help me understand",
    "one\ntwo",
    "good " * 7000 + "end",
    "\u202etxet\u202c",
]


@pytest.mark.parametrize("text", TEXTS)
def test_explain_hands_over_what_was_typed(slack: SlackStandIn, text: str) -> None:
    with listening(slack) as bot:
        ack = slack.command("/explain", typed(text), user="U0BOB")

    assert ack.ok
    assert not ack.body
    assert (bot.request.text, bot.request.user) == (text, "U0BOB")
    assert (bot.request.team, bot.request.channel) == (slack.team_id, "C0GENERAL")
    assert (bot.request.origin, bot.request.visibility) == ("command", "channel")


@pytest.mark.parametrize("text", ["", "   ", "help", "HELP", "  Help ", "--help", "—help"])
def test_explain_without_a_text_shows_usage_to_the_asker(slack: SlackStandIn, text: str) -> None:
    with listening(slack) as bot:
        slack.command("/explain", text)

    (shown,) = slack.seen_only_by("U0ALICE")
    assert shown.via == "ack"
    assert "`/explain help` shows this again" in shown.text
    assert bot.jobs.requests == []


def test_explain_takes_options_from_the_front_of_the_text(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.command("/explain", "--private —Model Moderation “You are --late”")

    request = bot.request
    assert (request.visibility, request.model) == ("private", "moderation")
    assert request.text == "You are --late"


def test_explain_takes_two_texts_to_compare(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.command("/explain", "--compare I like it | I do not")

    assert (bot.request.text, bot.request.compare) == ("I like it", "I do not")


def test_explain_says_what_was_meant_by_a_wrong_option(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.command("/explain", "--modle moderation some text")

    (shown,) = slack.seen_only_by("U0ALICE")
    assert "Did you mean `--model`?" in shown.text
    assert bot.jobs.requests == []


@pytest.mark.parametrize(
    ("typed_text", "model", "visibility"),
    [
        ("so what", "moderation", "private"),
        ("--model sentiment so what", "sentiment", "private"),
        ("--public so what", "moderation", "channel"),
    ],
)
def test_explain_goes_by_the_askers_settings_where_they_say_nothing_else(
    slack: SlackStandIn, typed_text: str, model: str, visibility: str
) -> None:
    with listening(slack) as bot:
        preferences = Preferences(model="moderation", visibility="private")
        bot.store.preferences.set(slack.team_id, "U0ALICE", preferences)
        slack.command("/explain", typed_text)

    assert (bot.request.model, bot.request.visibility) == (model, visibility)


def test_explain_forgets_a_setting_for_a_model_that_is_gone(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        bot.store.preferences.set(slack.team_id, "U0ALICE", Preferences(model="gone"))
        slack.command("/explain", "so what")

    assert bot.request.model == ""


def test_explain_before_the_model_is_loaded_says_that_the_answer_follows(
    slack: SlackStandIn,
) -> None:
    with listening(slack, started=False) as bot:
        slack.command("/explain", "too early")

    (shown,) = slack.seen_only_by("U0ALICE")
    assert (shown.text, bot.request.text) == (LOADING, "too early")


def test_explain_in_a_long_queue_says_how_many_come_first(slack: SlackStandIn) -> None:
    with listening(slack, position=64):
        slack.command("/explain", "some text")

    (shown,) = slack.seen_only_by("U0ALICE")
    assert "63 texts are ahead of yours" in shown.text


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Busy(500), "500 requests are waiting"),
        (Stopping(), "I am just being restarted"),
        (StoreUnavailable("OperationalError"), "I cannot reach my database"),
        (RuntimeError("internal"), "Something went wrong on my side"),
    ],
)
def test_explain_says_why_a_request_is_not_accepted(
    slack: SlackStandIn, error: Exception, told: str
) -> None:
    with listening(slack, error=error):
        ack = slack.command("/explain", "some text")

    (shown,) = slack.seen_only_by("U0ALICE")
    assert ack.ok
    assert told in shown.text
    assert "internal" not in shown.text
