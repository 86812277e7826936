from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.messages.review.settings import read_settings, settings_window
from bot.moderation.settings import WARNING, Digest, ModerationSettings, Route
from tests.bot.messages.review.filling import field, sent_off

Json = dict[str, Any]

DEFAULT = ModerationSettings()
CHOSEN = ModerationSettings(
    admins=("U0ADMIN",),
    moderators=("U1", "U2"),
    moderator_group="S0GROUP",
    members_moderate=False,
    review_channel="C0REVIEW",
    routes=(Route(review_channel="C0THREATS", label="threat"),),
    thresholds={"toxic": 0.7},
    monitored=("C1", "C2"),
    bots=True,
    announce=False,
    reaction="rotating_light",
    note_required=True,
    blur=True,
    warn_template="Hello {rule}",
    reminder_hours=48,
    digest=Digest(weekday=4, hour=17, time_zone="Europe/Berlin"),
    appeals=False,
    model="learned-0123456789ab",
)


def read(before: ModerationSettings = DEFAULT, **values: Any) -> Any:
    return read_settings(sent_off(settings_window(before), **values), before)


@pytest.mark.parametrize("settings", [DEFAULT, CHOSEN, replace(CHOSEN, digest=None)])
def test_settings_that_nobody_changes_stay_as_they_are(settings: ModerationSettings) -> None:
    found = read(settings)

    assert found.settings == settings
    assert found.errors == {}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"review_channel": "C9"}, {"review_channel": "C9"}),
        ({"monitored": ["C1", "C2"]}, {"monitored": ("C1", "C2")}),
        ({"moderators": ["U1"]}, {"moderators": ("U1",)}),
        ({"admins": ["U1"]}, {"admins": ("U1",)}),
        ({"reaction": ":eyes:"}, {"reaction": "eyes"}),
        ({"reaction": " "}, {"reaction": ""}),
        ({"moderator_group": "S0123ABC"}, {"moderator_group": "S0123ABC"}),
        ({"moderator_group": "<!subteam^S0123ABC|@mods>"}, {"moderator_group": "S0123ABC"}),
        ({"warn_template": " "}, {"warn_template": WARNING}),
        ({"warn_template": "*Hi* {rule} <!here>"}, {"warn_template": "*Hi* {rule} <!here>"}),
        ({"reminder_hours": "0"}, {"reminder_hours": 0}),
        ({"digest_weekday": "off"}, {"digest": None}),
        (
            {"digest_weekday": "6", "digest_hour": "23", "time_zone": "Asia/Kolkata"},
            {"digest": Digest(weekday=6, hour=23, time_zone="Asia/Kolkata")},
        ),
        ({"time_zone": ""}, {"digest": Digest()}),
        (
            {"switches": ["blur", "note_required"]},
            {
                "blur": True,
                "note_required": True,
                "members_moderate": False,
                "appeals": False,
                "announce": False,
            },
        ),
    ],
)
def test_settings_are_read(values: Json, expected: Json) -> None:
    found = read(**values)

    assert found.errors == {}
    assert found.settings == replace(DEFAULT, **expected)


def test_settings_keep_what_does_not_fit_into_a_field() -> None:
    many = tuple(f"C{number}" for number in range(150))
    before = replace(DEFAULT, monitored=many, moderators=many, admins=many)

    assert read(before).settings == before
    assert read(before, monitored=["C0"]).settings.monitored == ("C0", *many[100:])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reaction", "two words"),
        ("reaction", "<!here>"),
        ("moderator_group", "moderators"),
        ("moderator_group", "S"),
        ("reminder_hours", ""),
        ("reminder_hours", "-1"),
        ("reminder_hours", "1.5"),
        ("reminder_hours", "721"),
        ("reminder_hours", "٣"),
        ("time_zone", "Atlantis"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "x" * 60),
    ],
)
def test_settings_that_are_wrong_are_said_to_be(name: str, value: str) -> None:
    wrong: Json = {name: value}

    assert list(read(**wrong).errors) == [name]


def test_settings_without_any_field_change_nothing_that_has_no_field() -> None:
    found = read_settings({"state": {"values": {}}}, CHOSEN)

    assert found.settings.routes == CHOSEN.routes
    assert found.settings.thresholds == CHOSEN.thresholds
    assert found.settings.model == CHOSEN.model


def test_settings_window_shows_what_is_set() -> None:
    view = settings_window(CHOSEN)

    assert field(view, "review_channel")["initial_conversation"] == "C0REVIEW"
    assert field(view, "monitored")["initial_conversations"] == ["C1", "C2"]
    assert field(view, "digest_hour")["initial_option"]["text"]["text"] == "17:00"
    assert [o["value"] for o in field(view, "switches")["initial_options"]] == [
        "note_required", "blur", "bots",
    ]  # fmt: skip
