from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.messages import action_ids
from bot.messages.review.admin import admin_blocks
from bot.messages.review.queue import BLUR_OFF, BLUR_ON, queue_blocks
from bot.messages.review.values import read_bulk, value_of
from bot.messages.spoken import in_words
from bot.moderation.overtime.queue import ALL, Filters
from bot.moderation.settings import ModerationSettings, Route
from tests.bot.messages.review.cases import case_of, in_every_state, page_of
from tests.bot.messages.review.filling import clickable

CASES = [replace(case, id=f"{n}") for n, (_, case) in enumerate(in_every_state())]


def test_queue_lists_cases() -> None:
    case = case_of()
    blocks = queue_blocks(page_of(case))

    assert "42 cases wait for a verdict." in in_words(blocks)
    assert "*Toxic* 97%, *Insult* 81%, *Obscene* 60%\nin <#C0GENERAL>, <!date" in in_words(blocks)
    assert "“You are an idiot”" in in_words(blocks)
    assert clickable(blocks)[action_ids.CASE_LOOK]["value"] == value_of(case)


@pytest.mark.parametrize("which", ["open", "mine", "appealed", "decided"])
def test_queue_that_is_empty_says_so(which: str) -> None:
    blocks = queue_blocks(page_of(which=which, waiting=0))

    assert "0 cases wait for a verdict." in in_words(blocks)
    assert clickable(blocks)[action_ids.QUEUE_STATE]["initial_option"]["value"] == which
    assert action_ids.QUEUE_AFTER not in clickable(blocks)


def test_queue_shows_its_filters() -> None:
    found = clickable(queue_blocks(page_of(label="insult", channel="C1")))

    assert found[action_ids.QUEUE_LABEL]["initial_option"]["value"] == "insult"
    (channels,) = [
        element
        for block in queue_blocks(page_of(channel="C1"))
        for element in block.get("elements", [])
        if element.get("initial_conversation")
    ]
    assert channels["initial_conversation"] == "C1"
    assert found[action_ids.QUEUE_CHANNEL]["value"] == ALL


def test_queue_without_filters_shows_everything() -> None:
    found = clickable(queue_blocks(page_of()))

    assert found[action_ids.QUEUE_LABEL]["initial_option"]["value"] == ALL
    assert "initial_conversation" not in found[action_ids.QUEUE_CHANNEL]


@pytest.mark.parametrize(
    ("page", "total", "before", "after"),
    [(0, 8, False, False), (0, 9, False, True), (1, 17, True, True), (2, 24, True, False)],
)
def test_queue_has_pages(page: int, total: int, before: bool, after: bool) -> None:
    found = clickable(queue_blocks(page_of(*CASES[:8], page=page, total=total)))

    assert (action_ids.QUEUE_BEFORE in found) == before
    assert (action_ids.QUEUE_AFTER in found) == after


def test_queue_clicks_are_filters() -> None:
    found = clickable(queue_blocks(page_of(*CASES[:8], page=1)))
    chosen = found[action_ids.QUEUE_STATE]["options"][1]["value"]

    assert Filters().clicked(action_ids.QUEUE_STATE, chosen) == Filters(which="mine")
    assert Filters(label="x").clicked(action_ids.QUEUE_LABEL, ALL) == Filters()


def test_queue_leads_to_look_alikes() -> None:
    found = clickable(queue_blocks(page_of(case_of(id="abc"), alike={"abc": 3})))

    assert found[action_ids.QUEUE_ALIKE]["value"] == "abc"
    assert found[action_ids.QUEUE_ALIKE]["text"]["text"].startswith("3 others say the same")


def test_look_alikes_are_decided_together() -> None:
    blocks = queue_blocks(page_of(*CASES[:5], alike=CASES[0].id))
    found = clickable(blocks)
    decided = [(case.id, case.version) for case in CASES[:5]]

    assert "*5 open cases say the same.*" in in_words(blocks)
    assert read_bulk(found[action_ids.BULK_AGREE]["value"]) == decided
    assert read_bulk(found[action_ids.BULK_OVERRULE]["value"]) == decided
    assert found[action_ids.BULK_AGREE]["confirm"]["title"]["text"] == "Agree: all 5?"
    assert action_ids.QUEUE_ALL in found


def test_look_alikes_that_are_gone_lead_back() -> None:
    found = clickable(queue_blocks(page_of(alike="abc")))

    assert action_ids.BULK_AGREE not in found
    assert action_ids.QUEUE_ALL in found


@pytest.mark.parametrize("alike", ["", "abc"])
def test_queue_hides_texts_from_who_prefers_that(alike: str) -> None:
    hidden = queue_blocks(page_of(*CASES[:8], alike=alike), blur=True)

    assert "idiot" not in str(hidden)
    assert clickable(hidden)[action_ids.SET_BLUR]["value"] == BLUR_OFF
    assert clickable(queue_blocks(page_of()))[action_ids.SET_BLUR]["value"] == BLUR_ON


@pytest.mark.parametrize("changes", [{}, {"alike": "abc"}])
def test_queue_leaves_room_for_the_rest_of_the_home(changes: dict[str, Any]) -> None:
    number = 20 if changes else 8
    others = changes or {"alike": {case.id: 3 for case in CASES}}
    page = page_of(*CASES[:number], channel="C1", page=1, **others)

    assert len(queue_blocks(page)) <= 40


def test_admins_see_what_is_set() -> None:
    settings = ModerationSettings(
        review_channel="C0REVIEW",
        routes=(Route(review_channel="C9", label="threat"),),
        monitored=("C1", "C2"),
    )
    text = in_words(admin_blocks(settings))

    assert "Cases go to <#C0REVIEW>, 1 kind of them elsewhere." in text
    assert "Watched: <#C1> and <#C2>." in text
    assert "Messages are scored by the model that came with the app." in text


def test_admins_read_what_to_do_first() -> None:
    assert "Press *Settings…* and choose one." in in_words(admin_blocks(ModerationSettings()))


def test_admins_can_open_every_window() -> None:
    assert set(clickable(admin_blocks(ModerationSettings()))) == {
        action_ids.OPEN_SETTINGS,
        action_ids.OPEN_ROUTES,
        action_ids.OPEN_THRESHOLDS,
        action_ids.OPEN_LEARNING,
        action_ids.OPEN_EXPORT,
    }
