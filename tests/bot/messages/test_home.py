from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pytest

from bot.messages import action_ids
from bot.messages.home import home
from bot.messages.labels import LANGUAGES
from bot.messages.limits import ALWAYS
from bot.store import Kept, Preferences
from tests.bot.fakes import explanation_of

Json = dict[str, Any]

KEPT = Kept(
    id="E1",
    created=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    explanation=explanation_of(),
    picture="F1",
)
MODELS = ("sentiment", "moderation")


def shown(**changes: Any) -> Json:
    values: Json = {"preferences": Preferences(), "latest": [KEPT], "models": MODELS}
    return home(**(values | changes))


def controls(view: Json) -> dict[str, Json]:
    accessories = [block.get("accessory") for block in view["blocks"]]
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    found = [*filter(None, accessories), *chain.from_iterable(rows)]
    return {element["action_id"]: element for element in found}


def chosen(view: Json, action: str) -> str:
    value: str = controls(view)[action]["initial_option"]["value"]
    return value


def test_home_has_a_headline_for_every_part() -> None:
    headers = [b["text"]["text"] for b in shown()["blocks"] if b["type"] == "header"]

    assert headers == [
        "See why a text reads the way it does",
        "Your last explanations",
        "Settings",
        "What to keep in mind",
        "Your data",
    ]


def test_home_shows_an_explanation_with_its_picture() -> None:
    view = shown()
    (image,) = [block for block in view["blocks"] if block["type"] == "image"]

    assert image["slack_file"] == {"id": "F1"}
    assert "Negative 96%" in image["alt_text"]
    assert "“This movie is horrible”" in str(view)
    assert "<!date^1772368200^{date_short_pretty} {time}|2026-03-01 12:30>" in str(view)
    assert controls(view)[action_ids.DETAILS]["value"] == "E1"


def test_home_can_do_without_pictures() -> None:
    assert "image" not in [block["type"] for block in shown(pictures=False)["blocks"]]


def test_home_says_that_a_text_is_not_kept() -> None:
    bullets = explanation_of("• • • •", (0.1, -0.3, 0.0, 1.5))
    view = shown(latest=[replace(KEPT, explanation=bullets, has_text=False)])

    assert "The text is no longer kept." in str(view)
    assert "“•" not in str(view)


def test_home_without_explanations_leads_to_the_example() -> None:
    view = shown(latest=[])

    assert "None yet. Press *Try an example* above" in str(view)
    assert action_ids.EXAMPLE in controls(view)


def test_home_shows_what_was_set() -> None:
    set_up = Preferences(model="moderation", visibility="private", language="ar")
    view = shown(preferences=set_up)

    assert chosen(view, action_ids.SET_MODEL) == "moderation"
    assert chosen(view, action_ids.SET_VISIBILITY) == "private"
    assert chosen(view, action_ids.SET_LANGUAGE) == "ar"
    assert "سلبي" in str(view)


@pytest.mark.parametrize("model", ["", "gone"])
def test_home_falls_back_to_the_default_model(model: str) -> None:
    assert chosen(shown(preferences=Preferences(model=model)), action_ids.SET_MODEL) == "sentiment"


def test_home_offers_every_language_by_its_own_name() -> None:
    options = controls(shown())[action_ids.SET_LANGUAGE]["options"]

    assert {o["value"]: o["text"]["text"] for o in options} == LANGUAGES


@pytest.mark.parametrize(
    ("model", "told"), [("sentiment", "It reads English only."), ("moderation", ALWAYS[0])]
)
def test_home_tells_the_limits_of_the_chosen_model(model: str, told: str) -> None:
    assert told in str(shown(preferences=Preferences(model=model)))


def test_home_tells_limits_of_no_other_model() -> None:
    assert "English only" not in str(shown(preferences=Preferences(model="moderation")))


@pytest.mark.parametrize(
    ("days", "told"),
    [(30, "deleted after 30 days."), (1, "after 1 day."), (0, "stays until you delete it.")],
)
def test_home_says_how_long_data_is_kept(days: int, told: str) -> None:
    assert told in str(shown(retention_days=days))


@pytest.mark.parametrize("texts", ["hashed", "dropped"])
def test_home_says_if_texts_are_forgotten(texts: str) -> None:
    assert "Texts are forgotten once they are answered." in str(shown(texts=texts))
    assert "forgotten" not in str(shown())


def test_home_asks_before_it_deletes() -> None:
    button = controls(shown())[action_ids.FORGET]

    assert button["confirm"]["title"]["text"] == "Delete your history?"
    assert button["style"] == "danger"
