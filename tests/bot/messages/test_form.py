from __future__ import annotations

from typing import Any

import pytest

from bot.messages.form import TEXT_LIMIT, form_blocks, submitted
from tests.bot.messages.cases import LONGEST_LABEL, many

Json = dict[str, Any]

MODELS = ("sentiment", "moderation")
LABELS = {"sentiment": ("negative", "neutral"), "moderation": ("toxic", "severe_toxic")}


def fields(**changes: Any) -> dict[str, Json]:
    values: Json = {
        "models": MODELS,
        "model": "sentiment",
        "labels": LABELS,
        "text": "",
        "visibility": "channel",
        "language": "en",
    }
    return {block["block_id"]: block for block in form_blocks(**(values | changes))}


def option(value: str) -> Json:
    return {"type": "static_select", "selected_option": {"value": value}}


def filled(**changes: Json) -> Json:
    values = {
        "text": {"type": "plain_text_input", "value": "so bad"},
        "model": option("sentiment"),
        "target": {"type": "static_select", "selected_option": None},
        "visibility": option("private"),
        "channel": {"type": "conversations_select", "selected_conversation": "C1"},
    }
    return {"state": {"values": {name: {name: v} for name, v in (values | changes).items()}}}


def test_form_asks_for_everything_in_order() -> None:
    labels = [block["label"]["text"] for block in fields().values()]

    assert labels == ["Text", "Model", "Label to explain", "Who sees the answer", "Conversation"]


def test_form_begins_with_what_was_given() -> None:
    form = fields(text="so bad", model="moderation", visibility="private")

    assert form["text"]["element"]["initial_value"] == "so bad"
    assert form["model"]["element"]["initial_option"]["value"] == "moderation"
    assert form["visibility"]["element"]["initial_option"]["value"] == "private"


def test_form_says_when_it_shortens_the_text() -> None:
    form = fields(text="x" * 40_000)

    assert len(form["text"]["element"]["initial_value"]) == TEXT_LIMIT
    assert "40,000" in form["text"]["hint"]["text"]


def test_form_offers_the_labels_by_model() -> None:
    groups = fields(language="de")["target"]["element"]["option_groups"]

    offered = {g["label"]["text"]: [o["text"]["text"] for o in g["options"]] for g in groups}
    assert offered == {
        "sentiment": ["Negativ", "Neutral"],
        "moderation": ["Toxisch", "Stark toxisch"],
    }


@pytest.mark.parametrize("labels", [{}, {"x": ()}, {"x": tuple(many(101))}, {"x": [LONGEST_LABEL]}])
def test_form_lets_a_label_be_written_that_no_menu_can_hold(labels: Json) -> None:
    field = fields(labels=labels)["target"]

    assert field["element"]["type"] == "plain_text_input"
    assert field["optional"]


def test_submitted_reads_what_was_filled_in() -> None:
    form = submitted(filled(target=option("sentiment:negative")))

    assert form.text == "so bad"
    assert (form.model, form.target) == ("sentiment", "negative")
    assert (form.visibility, form.channel) == ("private", "C1")
    assert form.errors == {}


def test_submitted_reads_what_was_left_open() -> None:
    form = submitted(filled(channel={"selected_conversation": None}))

    assert (form.target, form.channel) == ("", "")


def test_submitted_reads_a_label_that_was_written() -> None:
    form = submitted(filled(target={"type": "plain_text_input", "value": " Negative "}))

    assert form.target == "Negative"
    assert form.errors == {}


@pytest.mark.parametrize("text", ["", "  \n ", None])
def test_submitted_wants_a_text(text: str | None) -> None:
    form = submitted(filled(text={"type": "plain_text_input", "value": text}))

    assert form.errors == {"text": "Write or paste the text that is to be explained."}


def test_submitted_wants_a_label_of_the_model() -> None:
    form = submitted(filled(target=option("moderation:toxic")))

    assert list(form.errors) == ["target"]
    assert "moderation" in form.errors["target"]


def test_submitted_keeps_the_text_out_of_logs() -> None:
    assert "so bad" not in repr(submitted(filled()))
