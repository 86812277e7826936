"""What the shipped sentiment model promises."""

from __future__ import annotations

import json

import pytest
import torch

from explain_core import Explainer
from explain_core.baseline import BASELINES, filler_id
from explain_core.shipped import SHIPPED, shipped_models
from explain_core.train.templates import held_out_rows


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    return Explainer.load()


def test_shipped_models_are_listed() -> None:
    assert "sentiment" in shipped_models()


@pytest.mark.parametrize(
    ("text", "label", "strongest"),
    [
        ("This movie is horrible. i hate it", "negative", "horrible"),
        ("bugs are smart animals", "positive", "smart"),
    ],
)
def test_sentiment_finds_what_the_notebook_found(
    explainer: Explainer, text: str, label: str, strongest: str
) -> None:
    explanation = explainer.explain(text)
    assert explanation.label == label
    assert explanation.strongest(1)[0].text == strongest
    assert explanation.converged


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("the meeting is at 3pm", "neutral"),
        ("table", "neutral"),
        ("I thought it would be great, but it was not", "negative"),
        ("Is it good? No.", "negative"),
        ("not a bad film at all", "positive"),
    ],
)
def test_sentiment_reads_plain_cases(explainer: Explainer, text: str, label: str) -> None:
    assert explainer.predict([text])[0].label == label


def test_sentiment_gets_nine_in_ten_held_out_templates_right(explainer: Explainer) -> None:
    rows = held_out_rows(400, seed=1)
    predictions = explainer.predict([row.text for row in rows])
    right = [p.label == row.label for p, row in zip(predictions, rows, strict=True)]
    assert sum(right) >= 0.9 * len(right)


@pytest.mark.parametrize("kind", BASELINES)
@pytest.mark.parametrize("n_tokens", [1, 12, 100])
def test_sentiment_answers_an_empty_text_with_the_prior(
    explainer: Explainer, kind: str, n_tokens: int
) -> None:
    prior = json.loads((SHIPPED / "sentiment/training.json").read_text())["prior"]
    frame = explainer.classifier.tokenization
    text = [filler_id(kind, frame)] * n_tokens
    ids = (*(p.id for p in frame.prefix), *text, *(p.id for p in frame.suffix))
    answer = explainer.classifier.answers([ids]).softmax(dim=-1)[0]
    expected = torch.tensor([prior[label] for label in explainer.labels], dtype=torch.float64)
    assert float((answer - expected).abs().max()) < 0.1
