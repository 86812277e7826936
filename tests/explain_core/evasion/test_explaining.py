"""What the model reads is the text as it is meant; what is shown is the text as it was typed."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from explain_core import Explainer, Explanation
from explain_core.deciding_edit import deciding_edit
from explain_core.evasion import plain_text
from explain_core.explanation import Undone
from tests.explain_core.evasion.texts import EVASIONS, ORDINARY
from tests.explain_core.nasty_texts import TEXTS

QUICK = {"max_steps": 3, "trust": False}


@pytest.fixture(scope="module")
def multi_label(explainer_of: Callable[..., Explainer]) -> Explainer:
    return explainer_of("bert", problem_type="multi_label_classification")


def explained(explainer: Explainer, text: str) -> Explanation:
    return explainer.explain(text, undo_evasion=True, max_steps=3, trust=False)


@pytest.mark.parametrize("text", EVASIONS)
def test_explain_scores_what_is_meant(bert: Explainer, text: str) -> None:
    evaded, plain = explained(bert, text), bert.explain(plain_text(text).text, **QUICK)
    assert evaded.token_ids == plain.token_ids
    assert evaded.probabilities == plain.probabilities
    assert evaded.token_attributions == plain.token_attributions


@pytest.mark.parametrize("text", EVASIONS)
def test_predict_scores_what_is_meant(bert: Explainer, text: str) -> None:
    evaded, plain = bert.predict([text, plain_text(text).text], undo_evasion=True)
    assert evaded.probabilities == pytest.approx(plain.probabilities)


@pytest.mark.parametrize("text", [*EVASIONS, *filter(None, ORDINARY), *TEXTS])
def test_explain_shows_what_was_typed(bert: Explainer, text: str) -> None:
    explanation = explained(bert, text)
    assert explanation.text == text
    covered = set()
    for word in explanation.words:
        assert text[word.start : word.end] == word.text
        covered |= set(range(word.start, word.end))
    assert all(c.isspace() for i, c in enumerate(text) if i not in covered)
    of_words = math.fsum(word.attribution for word in explanation.words)
    special = explanation.token_attributions[0] + explanation.token_attributions[-1]
    assert of_words == pytest.approx(math.fsum(explanation.token_attributions) - special)


@pytest.mark.parametrize("text", [*filter(None, ORDINARY), *TEXTS])
def test_explain_of_ordinary_text_is_as_without(bert: Explainer, text: str) -> None:
    if plain_text(text).text == text:
        undone, typed = explained(bert, text), bert.explain(text, **QUICK)
        assert undone.to_dict() | {"seconds": 0} == typed.to_dict() | {"seconds": 0}


def test_explain_makes_one_word_of_what_was_read_as_one(bert: Explainer) -> None:
    explanation = explained(bert, "you are an i d i o t, sh!t and i.d.i.o.t.")
    words = [word.text for word in explanation.words]
    assert words == ["you", "are", "an", "i d i o t", ",", "sh!t", "and", "i.d.i.o.t", "."]
    assert [part.read_as for part in explanation.undone] == ["idiot", "shit", "idiot"]


def test_explain_batch_undoes_evasion_as_explain_does(bert: Explainer) -> None:
    texts = ["the 1d10t", "the movie is good"]
    batch = bert.explain_batch(texts, undo_evasion=True, max_steps=3)
    assert [e.undone for e in batch] == [(Undone(4, 9, "idiot"),), ()]
    assert batch[0].words[1].text == "1d10t"


def test_every_picture_shows_the_typed_text_and_how_it_was_read(bert: Explainer) -> None:
    explanation = explained(bert, "an i d i o t")
    assert 'read "i d i o t" as "idiot"' in explanation.terminal(width=200, color=False)
    assert "read &quot;i d i o t&quot; as &quot;idiot&quot;" in explanation.html()
    assert explanation.png().startswith(b"\x89PNG")


@pytest.mark.parametrize("text", EVASIONS)
def test_every_evasion_can_be_drawn_and_read_back(bert: Explainer, text: str) -> None:
    explanation = explained(bert, f"the {text} movie")
    assert explanation.png()
    assert explanation.html()
    assert explanation.terminal(width=30)
    assert Explanation.from_dict(explanation.to_dict()) == explanation


def test_deciding_edit_takes_away_what_was_read_as_one_word(multi_label: Explainer) -> None:
    explanation = explained(multi_label, "the i d i o t movie")
    found = deciding_edit(multi_label, explanation)
    assert found.before == pytest.approx(explanation.probability)
    assert multi_label.deciding_edit("the i d i o t movie", undo_evasion=True) == found


def test_explain_reads_long_evasions_in_windows(bert: Explainer) -> None:
    text = "you are an i d i o t and h4te it " * 30
    explanation = explained(bert, text)
    assert explanation.n_windows > 1
    assert sum(word.text == "i d i o t" for word in explanation.words) == 30
