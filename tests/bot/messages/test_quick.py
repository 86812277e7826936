from __future__ import annotations

import pytest

from bot.messages import action_ids
from bot.messages.quick import quick
from explain_core.explanation import Prediction
from tests.bot.messages.cases import TEXTS

PREDICTION = Prediction("negative", 0.96, {"positive": 0.01, "negative": 0.96, "neutral": 0.03})


def test_quick_gives_label_and_probability() -> None:
    message = quick("bad", PREDICTION, draft_id="D1")

    assert message.blocks[0]["text"]["text"] == "*Negative* 96%"
    assert message.text == "Negative 96%.\nYou asked about “bad”"


def test_quick_lists_the_other_labels() -> None:
    message = quick("bad", PREDICTION, draft_id="D1", language="es")

    assert message.blocks[1]["elements"][0]["text"] == "Neutro 3%  ·  Positivo 1%"


def test_quick_offers_to_explain_the_draft() -> None:
    (button,) = quick("bad", PREDICTION, draft_id="D1").blocks[-1]["elements"]

    assert (button["action_id"], button["value"]) == (action_ids.EXPLAIN, "D1")


def test_quick_offers_to_explain_also_without_a_prediction() -> None:
    message = quick("bad", None, draft_id="D1")

    assert message.text.startswith("The model is not ready to answer at once.")
    assert message.blocks[-1]["elements"][0]["value"] == "D1"


def test_quick_says_if_no_label_fits() -> None:
    thresholds = {"toxic": 0.765, "insult": 0.5}
    unlikely = Prediction("toxic", 0.6, {"toxic": 0.6, "insult": 0.1}, thresholds)
    message = quick("hello", unlikely, draft_id="D1")

    rest = "no label reaches its threshold. The most probable is"
    title = message.blocks[0]["text"]["text"]
    assert title == f"*Nothing is flagged*: {rest} *Toxic* 60%, flagged from 76.5%"
    assert message.text.startswith(f"Nothing is flagged: {rest} Toxic 60%, flagged from 76.5%.")


def test_quick_names_what_is_flagged_and_then_the_others() -> None:
    chances = {"toxic": 0.9, "insult": 0.8, "threat": 0.1}
    found = Prediction("toxic", 0.9, chances, dict.fromkeys(chances, 0.7))
    message = quick("hello", found, draft_id="D1")

    assert message.blocks[0]["text"]["text"] == "Flagged: *Toxic* 90%, *Insult* 80%"
    assert message.blocks[1]["elements"][0]["text"] == "Threat 10%"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_quick_shows_what_people_typed_without_formatting(text: str) -> None:
    message = quick(text, PREDICTION, draft_id="D1")
    _, quoted = message.blocks[2]["elements"]

    assert quoted["type"] == "plain_text"
