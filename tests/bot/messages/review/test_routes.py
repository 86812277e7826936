from __future__ import annotations

from typing import Any

import pytest

from bot.messages import action_ids
from bot.messages.review.routes import (
    SubmittedRoute,
    read_route,
    read_route_form,
    route_window,
    routes_window,
)
from bot.moderation.settings import ModerationSettings, Route
from tests.bot.messages.cases import LONGEST_LABEL
from tests.bot.messages.review.filling import clickable, sent_off

LABELS = ("toxic", "threat", "*b* <!here>", LONGEST_LABEL)


def read(labels: tuple[str, ...] = LABELS, **values: Any) -> SubmittedRoute:
    return read_route_form(sent_off(route_window(LABELS), **values), labels)


def test_route_form_gives_a_route() -> None:
    found = read(label="threat", channel="C1", review_channel="C9")

    assert found.route == Route(label="threat", channel="C1", review_channel="C9")
    assert found.errors == {}


@pytest.mark.parametrize("label", LABELS)
def test_route_form_takes_every_label(label: str) -> None:
    options = route_window(LABELS)["blocks"][0]["element"]["options"]
    value = options[LABELS.index(label) + 1]["value"]
    route = read(label=value, review_channel="C9").route

    assert route is not None
    assert route.label == label


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, ["channel", "review_channel"]),
        ({"review_channel": "C9"}, ["channel"]),
        ({"channel": "C1"}, ["review_channel"]),
        ({"label": "threat"}, ["review_channel"]),
        ({"channel": "C1", "review_channel": "C9"}, []),
    ],
)
def test_route_form_says_what_is_missing(values: dict[str, Any], wrong: list[str]) -> None:
    found = read(**values)

    assert list(found.errors) == wrong
    assert (found.route is None) == bool(wrong)


def test_route_form_says_that_a_label_is_gone() -> None:
    found = read(("toxic",), label="threat", channel="C1", review_channel="C9")

    assert list(found.errors) == ["label"]


@pytest.mark.parametrize("label", ["", *LABELS[:3]])
def test_routes_window_has_a_button_for_each(label: str) -> None:
    route = Route(label=label, channel="C1", review_channel="C9")
    view = routes_window(ModerationSettings(routes=(route,), review_channel="C0REVIEW"))

    assert read_route(clickable(view["blocks"])[action_ids.REMOVE_ROUTE]["value"]) == route
    assert "All other cases go to <#C0REVIEW>." in str(view)


@pytest.mark.parametrize("value", ["", "x", "[]", "[1, 2, 3]", '["a", "b"]', "null", "{}"])
def test_read_route_of_a_forged_value_is_none(value: str) -> None:
    assert read_route(value) is None
