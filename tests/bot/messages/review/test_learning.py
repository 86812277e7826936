from __future__ import annotations

from typing import Any

import pytest

from bot.messages import action_ids
from bot.messages.review import learning
from bot.moderation.learning.learned import LearnedState
from tests.bot.messages.review.cases import learned_of
from tests.bot.messages.review.filling import clickable

LEARNED = learned_of()


def test_offer_puts_old_and_new_side_by_side() -> None:
    text = learning.offer(LEARNED, LEARNED.measures).text

    assert "*90%* with the new model, 81% with the old one (+9 points)" in text
    assert "*94%* with the new model, 95% with the old one (\N{MINUS SIGN}1 point)" in text
    assert "Trained from 240 verdicts" in text
    assert "Measured on 60 verdicts that the new model did not learn from." in text


def test_offer_leaves_it_to_an_admin() -> None:
    found = clickable(learning.offer(LEARNED, LEARNED.measures))

    assert found[action_ids.LEARNED_ON]["value"] == LEARNED.id
    assert found[action_ids.LEARNED_KEEP]["value"] == LEARNED.id
    assert "You can go back at any time." in str(found[action_ids.LEARNED_ON]["confirm"])


def test_offer_of_a_worse_model_says_so_before_it_is_switched_on() -> None:
    measures = {"old": {"agreement": 0.9}, "new": {"agreement": 0.8}}
    found = clickable(learning.offer(LEARNED, measures))

    assert "agrees less often" in str(found[action_ids.LEARNED_ON]["confirm"])


@pytest.mark.parametrize("measures", [{}, {"old": 1, "new": []}, {"old": {}, "new": {"x": "y"}}])
def test_offer_without_measures_says_so(measures: dict[str, Any]) -> None:
    assert "It could not be measured." in learning.offer(LEARNED, measures).text


@pytest.mark.parametrize(
    ("state", "switches"),
    [
        ("training", False),
        ("candidate", True),
        ("active", False),
        ("retired", True),
        ("failed", False),
    ],
)
def test_models_offer_those_that_can_be_switched_on(state: LearnedState, switches: bool) -> None:
    active = LEARNED.id if state == "active" else "moderation"
    found = clickable(learning.models_message([learned_of(state=state)], active))

    assert (action_ids.LEARNED_ON in found) == switches
    assert (action_ids.LEARNED_BACK in found) == (state == "active")
    assert action_ids.LEARN in found


def test_models_say_that_there_are_none() -> None:
    text = learning.models_message([], "moderation").text

    assert "The model that came with the app is switched on." in text
    assert "None has been trained from your verdicts yet." in text


def test_switched_leads_back() -> None:
    message = learning.switched(LEARNED.id, before="moderation")

    assert f"*The model {LEARNED.id} is switched on.*" in message.text
    assert clickable(message)[action_ids.LEARNED_BACK]["value"] == LEARNED.id


def test_too_few_says_how_many_are_missing() -> None:
    assert "47 more are needed." in learning.too_few(3, 50).text


def test_training_failed_formats_nothing() -> None:
    assert "∗x∗ &lt;!here&gt;" in learning.training_failed("*x* <!here>").text  # noqa: RUF001
