from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.moderation.settings import Digest, ModerationSettings, Route
from bot.store import Store
from tests.bot.store.samples import ODD_TEXTS, TEAM, entry

CHANGED = entry("settings")


def test_settings_of_a_workspace_that_set_nothing_are_the_defaults(store: Store) -> None:
    assert store.moderation.get(TEAM) == ModerationSettings()
    assert store.moderation.teams() == []


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_settings_come_back_as_they_were_set(store: Store, text: str) -> None:
    settings = ModerationSettings(
        admins=("U1",),
        routes=(Route(review_channel="C9", label="threat"), Route(review_channel="C8")),
        thresholds={"toxic": 0.1 + 0.2},
        monitored=("C1", "C2"),
        warn_template=text,
        digest=Digest(weekday=4, hour=16),
    )
    store.moderation.set(TEAM, settings, entry=CHANGED)

    assert store.moderation.get(TEAM) == settings
    assert store.moderation.get("T99") == ModerationSettings()


def test_digest_can_be_off(store: Store) -> None:
    store.moderation.set(TEAM, ModerationSettings(digest=None), entry=CHANGED)

    assert store.moderation.get(TEAM).digest is None


def test_settings_go_on_record(store: Store) -> None:
    store.moderation.set(TEAM, ModerationSettings(blur=True), entry=CHANGED)

    assert [each.event for each in store.audit.entries(TEAM)] == ["settings"]
    assert store.moderation.teams() == [TEAM]


def test_change_leaves_the_other_settings(store: Store) -> None:
    store.moderation.set(TEAM, ModerationSettings(blur=True), entry=CHANGED)

    changed = store.moderation.change(TEAM, entry=CHANGED, appeals=False)

    assert changed == store.moderation.get(TEAM) == ModerationSettings(blur=True, appeals=False)


def test_change_with_a_known_key_is_done_once(store: Store) -> None:
    keyed = entry("settings", key="click")
    store.moderation.change(TEAM, entry=keyed, blur=True)

    store.moderation.set(TEAM, ModerationSettings(), entry=keyed)

    assert store.moderation.change(TEAM, entry=keyed, blur=False).blur
    assert len(store.audit.entries(TEAM)) == 1


def test_admins_who_change_different_settings_at_once_both_get_theirs(store: Store) -> None:
    changes = [{"blur": True}, {"appeals": False}, {"note_required": True}, {"reaction": "eyes"}]
    with ThreadPoolExecutor(4) as threads:
        list(
            threads.map(lambda some: store.moderation.change(TEAM, entry=CHANGED, **some), changes)
        )

    assert store.moderation.get(TEAM) == ModerationSettings(
        blur=True, appeals=False, note_required=True, reaction="eyes"
    )
