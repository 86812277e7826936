"""What the shipped moderation model promises."""

from __future__ import annotations

import json

import pytest

from explain_core import Explainer
from explain_core.faithfulness import measure
from explain_core.shipped import SHIPPED, shipped_models
from explain_core.train.identity_patterns import HATEFUL, ORDINARY
from explain_core.train.identity_templates import LABELS, held_out_rows


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    return Explainer.load("moderation")


def flagged(explainer: Explainer, text: str, label: str = "toxic") -> bool:
    return explainer.predict([text])[0].probabilities[label] >= explainer.threshold(label)


def test_moderation_is_shipped_with_six_labels(explainer: Explainer) -> None:
    assert "moderation" in shipped_models()
    assert explainer.labels == LABELS
    assert explainer.multi_label


@pytest.mark.parametrize("label", LABELS)
def test_threshold_of_each_label_was_chosen(explainer: Explainer, label: str) -> None:
    chosen = json.loads((SHIPPED / "moderation/training.json").read_text())["thresholds"]
    assert explainer.threshold(label) == chosen[label]["probability"] != 0.5


@pytest.mark.parametrize(
    ("text", "strongest"),
    [
        ("you are an idiot and everybody knows it", "idiot"),
        ("Shut the fuck up.", "fuck"),
        ("what a pathetic loser you are", "loser"),
        ("nobody wants your stupid opinion, moron", "moron"),
    ],
)
def test_moderation_flags_insults_for_the_insulting_word(
    explainer: Explainer, text: str, strongest: str
) -> None:
    assert flagged(explainer, text)
    found = [word.text.strip(".,") for word in explainer.explain(text, "toxic").strongest(2)]
    assert strongest in found


@pytest.mark.parametrize("text", ["I will find you and kill you", "I swear I will shoot you"])
def test_moderation_sees_threats(explainer: Explainer, text: str) -> None:
    assert flagged(explainer, text)
    assert flagged(explainer, text, "threat")


@pytest.mark.parametrize(
    "text",
    [
        "the meeting is at 3pm",
        "Could you review my pull request today?",
        "I disagree with this change, and here is why.",
        "kill the process and restart it",
        "My neighbour is Muslim.",
        "I am a proud gay man.",
        "She is a Black woman and a great engineer.",
        "Nobody should be attacked for being trans.",
        "table",
        "🙂",
        "明天见",
    ],
)
def test_moderation_leaves_ordinary_texts_alone(explainer: Explainer, text: str) -> None:
    probabilities = explainer.predict([text])[0].probabilities
    assert [label for label in LABELS if probabilities[label] >= explainer.threshold(label)] == []


def test_moderation_tells_hate_from_what_shares_its_words(explainer: Explainer) -> None:
    rows = held_out_rows(500, seed=1)
    predictions = explainer.predict([row.text for row in rows])
    threshold = explainer.threshold("toxic")
    flags = {
        kinds: [
            p.probabilities["toxic"] >= threshold
            for row, p in zip(rows, predictions, strict=True)
            if row.kind in names
        ]
        for kinds, names in (("hateful", HATEFUL), ("ordinary", ORDINARY))
    }
    assert sum(flags["hateful"]) > 0.6 * len(flags["hateful"])
    assert sum(flags["ordinary"]) < 0.25 * len(flags["ordinary"])


def test_measures_read_a_respelt_text_as_it_was_explained(explainer: Explainer) -> None:
    explanation = explainer.explain("you are an 1d10t and a m0r0n", undo_evasion=True)
    measured = measure(explainer, explanation)

    assert explanation.undone
    assert abs(measured.delta - explanation.delta) < 0.01
