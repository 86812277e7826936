from __future__ import annotations

import json

import pytest

from bot.messages import action_ids
from bot.moderation.overtime.queue import ALL, Filters

ODD = ["", "null", "[]", "7", '"open"', "{", "[" * 100_000, "\0", '{"page": {}}', '{"label": 3}']


@pytest.mark.parametrize("written", ODD)
def test_filters_read_from_nonsense_are_as_at_first(written: str) -> None:
    assert Filters.read(written) == Filters()


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(which="mine", label="toxic", channel="C1", alike="abc", page=3),
        Filters(label="نص <!channel> 🦄 \"'"),
    ],
)
def test_filters_read_are_those_that_were_written(filters: Filters) -> None:
    assert Filters.read(filters.to_json()) == filters


@pytest.mark.parametrize("page", [-1, 10**9, 1.5, True, "2", None])
def test_filters_read_with_an_odd_page_begin_at_the_first(page: object) -> None:
    assert Filters.read(json.dumps({"label": "toxic", "page": page})) == Filters(label="toxic")


def test_filters_stay_short_enough_to_travel_with_a_view() -> None:
    long = Filters().clicked(action_ids.QUEUE_LABEL, "x" * 5000)

    assert len(long.to_json()) < 3000


@pytest.mark.parametrize(
    ("action", "value", "expected"),
    [
        (action_ids.QUEUE_STATE, "mine", Filters(which="mine", label="toxic")),
        (action_ids.QUEUE_STATE, "nonsense", Filters(label="toxic", page=2)),
        (action_ids.QUEUE_LABEL, "threat", Filters(label="threat")),
        (action_ids.QUEUE_LABEL, ALL, Filters()),
        (action_ids.QUEUE_CHANNEL, "C1", Filters(label="toxic", channel="C1")),
        (action_ids.QUEUE_BEFORE, "", Filters(label="toxic", page=1)),
        (action_ids.QUEUE_AFTER, "", Filters(label="toxic", page=3)),
        (action_ids.QUEUE_ALIKE, "abc", Filters(label="toxic", alike="abc")),
        ("nonsense", "abc", Filters(label="toxic", page=2)),
    ],
)
def test_filters_follow_a_click(action: str, value: str, expected: Filters) -> None:
    assert Filters(label="toxic", page=2).clicked(action, value) == expected


def test_filters_never_go_before_the_first_page() -> None:
    assert Filters().clicked(action_ids.QUEUE_BEFORE, "").page == 0


def test_filters_show_everything_again_after_lookalikes() -> None:
    alike = Filters(label="toxic", alike="abc")

    assert alike.clicked(action_ids.QUEUE_ALL, "") == Filters(label="toxic")
