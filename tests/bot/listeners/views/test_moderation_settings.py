from __future__ import annotations

import json
from typing import Any

import pytest

from bot.messages import action_ids
from bot.messages.review.admin import admin_blocks
from bot.messages.review.thresholds import thresholds_window
from bot.moderation.settings import ModerationSettings, Route
from tests.bot.listeners.listening import Listening, listening
from tests.bot.listeners.moderating import (
    ADMIN,
    ANYBODY,
    GENERAL,
    MODERATOR,
    REVIEW,
    posted,
    set_up,
)
from tests.slack import SlackStandIn
from tests.slack.clients import client_of
from tests.slack.records import Ack, Json


@pytest.fixture(autouse=True)
def _channels(slack: SlackStandIn) -> None:
    slack.invite(GENERAL)
    slack.add_channel(REVIEW, name="review", members=[slack.bot_user_id, ADMIN])
    slack.add_channel("C0SECRET", name="secret", members=[ADMIN], is_private=True)
    slack.add_channel("C0OTHER", name="other", members=[ADMIN])


def opened(slack: SlackStandIn, user: str = ADMIN) -> Json:
    slack.command("/moderate", "settings", user=user)
    return slack.modals[-1]


def now(bot: Listening, slack: SlackStandIn) -> ModerationSettings:
    return bot.store.moderation.get(slack.team_id)


def submitted(slack: SlackStandIn, values: Json, **before: Any) -> tuple[Ack, ModerationSettings]:
    """Return what came of sending the settings off with these values."""
    with listening(slack) as bot:
        set_up(bot, slack, **before)
        ack = slack.submit(opened(slack), values, user=ADMIN)
        return ack, now(bot, slack)


def test_settings_are_kept(slack: SlackStandIn) -> None:
    values = {
        "review_channel": GENERAL,
        "reaction": ":no_good:",
        "moderators": ["U0BOB"],
        "switches": ["note_required", "appeals"],
        "reminder_hours": "4",
    }
    ack, settings = submitted(slack, values)

    assert ack.ok
    assert settings.review_channel == GENERAL
    assert (settings.reaction, settings.moderators) == ("no_good", ("U0BOB",))
    assert settings.note_required
    assert not settings.members_moderate
    assert settings.reminder_hours == 4
    assert settings.admins == (ADMIN,)


def test_settings_leave_what_has_a_window_of_its_own(slack: SlackStandIn) -> None:
    routes = (Route(review_channel=REVIEW, label="threat"),)
    _, settings = submitted(slack, {}, routes=routes, thresholds={"toxic": 0.7})

    assert (settings.routes, settings.thresholds) == (routes, {"toxic": 0.7})


def test_settings_are_on_record_without_people_and_texts(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        values = {"moderators": ["U0BOB"], "reaction": "no_good", "warn_template": "Be kind."}
        slack.submit(opened(slack), values, user=ADMIN)
        entry = bot.store.audit.entries(slack.team_id)[-1]

    assert (entry.event, entry.user) == ("settings", ADMIN)
    assert entry.fields["changed"] == ["moderators", "reaction", "warn_template"]
    assert "U0BOB" not in json.dumps(entry.fields)
    assert "kind" not in json.dumps(entry.fields)


def test_settings_of_the_operator_are_shown_and_not_copied(slack: SlackStandIn) -> None:
    given = {"review_channel": REVIEW, "review_reaction": "eyes", "moderation_admins": (ADMIN,)}
    with listening(slack, settings=given) as bot:
        window = opened(slack)
        assert REVIEW in json.dumps(window["blocks"])
        slack.submit(window, {"moderators": ["U0BOB"]}, user=ADMIN)
        settings = now(bot, slack)

    assert settings.moderators == ("U0BOB",)
    assert (settings.review_channel, settings.reaction, settings.admins) == ("", "", ())


@pytest.mark.parametrize(
    ("values", "field", "part"),
    [
        ({"review_channel": "C0SECRET"}, "review_channel", "cannot see this channel"),
        ({"monitored": ["C0OTHER"]}, "monitored", "#other: I am not in this channel"),
        ({"monitored": [REVIEW]}, "monitored", "Cases are reviewed there"),
        ({"reaction": "two words"}, "reaction", "one emoji"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "not known"),
    ],
)
def test_settings_that_cannot_be_are_told_in_the_window(
    slack: SlackStandIn, values: Json, field: str, part: str
) -> None:
    ack, settings = submitted(slack, values)

    assert ack.body["response_action"] == "errors"
    assert part in ack.body["errors"][field]
    assert (settings.review_channel, settings.monitored) == (REVIEW, ())


def test_settings_switch_monitoring_and_have_the_channels_told(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, monitored=("C0OTHER",))
        slack.submit(opened(slack), {"monitored": [GENERAL]}, user=ADMIN)
        settings = now(bot, slack)

    notices = [(action.explanation, action.value) for action in bot.moderation.actions]
    assert settings.monitored == (GENERAL,)
    assert notices == [(GENERAL, "on"), ("C0OTHER", "off")]


def test_settings_sent_off_by_who_is_no_admin_any_more_are_refused(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        window = opened(slack)
        before = set_up(bot, slack, admins=())
        ack = slack.submit(window, {"reaction": "no_good"}, user=ADMIN)
        after = now(bot, slack)

    assert "Only admins" in str(ack.body["errors"])
    assert after == before


OPENS = {
    action_ids.OPEN_SETTINGS: "Moderation",
    action_ids.OPEN_ROUTES: "Review channels",
    action_ids.OPEN_THRESHOLDS: "Thresholds",
    action_ids.OPEN_EXPORT: "Export the record",
}


@pytest.mark.parametrize(("button_id", "title"), OPENS.items())
def test_buttons_of_the_app_home_open_their_windows(
    slack: SlackStandIn, button_id: str, title: str
) -> None:
    with listening(slack) as bot:
        settings = set_up(bot, slack, model="sentiment")
        slack.click(posted(slack, admin_blocks(settings)), button_id, user=ADMIN)

    assert slack.modals[0]["title"]["text"] == title


@pytest.mark.parametrize("user", [ANYBODY, MODERATOR])
def test_buttons_of_admins_do_nothing_for_others(slack: SlackStandIn, user: str) -> None:
    with listening(slack) as bot:
        settings = set_up(bot, slack, model="sentiment")
        message = posted(slack, admin_blocks(settings))
        for button_id in (*OPENS, action_ids.OPEN_LEARNING):
            slack.click(message, button_id, user=user)

    assert slack.modals == []
    assert bot.moderation.actions == []
    assert "Only admins" in slack.seen_only_by(user)[0].text


def test_button_about_models_is_handed_over(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        settings = set_up(bot, slack)
        slack.click(posted(slack, admin_blocks(settings)), action_ids.OPEN_LEARNING, user=ADMIN)

    assert bot.review.kind == "learn_models"


def test_route_is_added_and_removed(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        settings = set_up(bot, slack, model="sentiment")
        slack.click(posted(slack, admin_blocks(settings)), action_ids.OPEN_ROUTES, user=ADMIN)
        slack.click_in_view(slack.modals[-1], action_ids.ADD_ROUTE, user=ADMIN)
        filled = {"label": "negative", "review_channel": REVIEW}
        slack.submit(slack.modals[-1], filled, user=ADMIN)
        added = now(bot, slack).routes
        slack.click(posted(slack, admin_blocks(settings)), action_ids.OPEN_ROUTES, user=ADMIN)
        slack.click_in_view(slack.modals[-1], action_ids.REMOVE_ROUTE, user=ADMIN)
        left = now(bot, slack).routes

    assert added == (Route(review_channel=REVIEW, label="negative"),)
    assert left == ()


def test_route_to_where_the_bot_cannot_write_is_told_in_the_window(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        settings = set_up(bot, slack, model="sentiment")
        slack.click(posted(slack, admin_blocks(settings)), action_ids.OPEN_ROUTES, user=ADMIN)
        slack.click_in_view(slack.modals[-1], action_ids.ADD_ROUTE, user=ADMIN)
        filled = {"label": "negative", "review_channel": "C0SECRET"}
        ack = slack.submit(slack.modals[-1], filled, user=ADMIN)

    assert "cannot see this channel" in ack.body["errors"]["review_channel"]


def test_thresholds_are_tried_before_they_are_switched(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, model="sentiment")
        slack.command("/moderate", "thresholds", user=ADMIN)
        tried = slack.submit(slack.modals[0], {"threshold-negative": "0.7"}, user=ADMIN)
        assert tried.body["response_action"] == "update"
        assert bot.moderation.actions == []
        slack.submit(slack.modals[0], user=ADMIN)

    assert bot.review.kind == "thresholds_set"
    assert json.loads(bot.review.value) == {"negative": 0.7}


@pytest.mark.parametrize("value", ["2", "0"])
def test_threshold_out_of_range_is_told_in_the_window(slack: SlackStandIn, value: str) -> None:
    view = thresholds_window({"negative": 0.5}, of_model={"negative": 0.5})
    for block in view["blocks"]:
        if block["type"] == "input":
            block["element"] |= {"min_value": "0", "max_value": "9"}
    with listening(slack) as bot:
        set_up(bot, slack, model="sentiment")
        client_of(slack).views_open(trigger_id=slack.trigger_id(), view=view)
        ack = slack.submit(slack.modals[0], {"threshold-negative": value}, user=ADMIN)

    assert ack.body["errors"].keys() == {"threshold-negative"}


def test_export_is_handed_over(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        settings = set_up(bot, slack)
        slack.click(posted(slack, admin_blocks(settings)), action_ids.OPEN_EXPORT, user=ADMIN)
        slack.submit(slack.modals[0], {"since": "2026-01-31", "format": "json"}, user=ADMIN)

    assert bot.review.kind == "audit_export"
    expected = {"since": "2026-01-31", "until": "", "channel": "", "format": "json"}
    assert json.loads(bot.review.value) == expected
