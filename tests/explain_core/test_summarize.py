from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

import pytest
import torch

from explain_core import Explainer
from explain_core.summarize import normalize, over_hidden, over_words, shares
from explain_core.tokenization import Piece
from explain_core.words import Span, words
from tests.explain_core.nasty_texts import TEXTS, random_texts
from tests.explain_core.tiny_models import FAMILIES

TOKENIZERS = ("albert", "bert", "camembert", "deberta", "deberta-v2", "mpnet", "roberta")


def piece(start: int, end: int) -> Piece:
    return Piece(0, "", start, end)


def summed(text: str, pieces: Sequence[Piece], attributions: Sequence[float]) -> dict[str, float]:
    found = over_words(text, words(text), pieces, attributions)
    return {word.text: word.attribution for word in found}


def test_over_hidden_sums_the_last_dimension() -> None:
    assert over_hidden(torch.tensor([[1.0, 2.0, -4.0], [0.5, 0.5, 0.0]])).tolist() == [-1.0, 1.0]


def test_normalize_divides_by_the_l2_norm() -> None:
    assert normalize([3.0, 0.0, -4.0]) == (0.6, 0.0, -0.8)


@pytest.mark.parametrize("attributions", [[], [0.0], [0.0, 0.0]])
def test_normalize_of_nothing_is_nothing(attributions: list[float]) -> None:
    assert normalize(attributions) == tuple(attributions)


def test_over_words_sums_the_subwords_of_a_word() -> None:
    pieces = [piece(0, 4), piece(4, 8), piece(9, 11)]
    assert summed("horrible it", pieces, [1.0, 2.0, -4.0]) == {"horrible": 3.0, "it": -4.0}


def test_over_words_shares_a_token_out_by_characters() -> None:
    # One [UNK] for the three words "ab", ",", "c".
    assert summed("ab,c", [piece(0, 4)], [8.0]) == {"ab": 4.0, ",": 2.0, "c": 2.0}


def test_over_words_counts_no_white_space_when_it_shares() -> None:
    assert summed("a   bc", [piece(0, 6)], [9.0]) == {"a": 3.0, "bc": 6.0}


@pytest.mark.parametrize("space", [piece(1, 2), piece(1, 1), piece(2, 2)])
def test_over_words_gives_white_space_to_the_word_that_follows(space: Piece) -> None:
    pieces = [piece(0, 1), space, piece(3, 4)]
    assert summed("a  b", pieces, [1.0, 10.0, 100.0]) == {"a": 1.0, "b": 110.0}


@pytest.mark.parametrize("space", [piece(1, 2), piece(2, 3), piece(3, 3)])
def test_over_words_gives_white_space_at_the_end_to_the_word_before(space: Piece) -> None:
    assert summed("a  ", [piece(0, 1), space], [1.0, 10.0]) == {"a": 11.0}


def test_over_words_gives_a_word_without_tokens_nothing() -> None:
    assert summed("a \ue000", [piece(0, 1)], [1.0]) == {"a": 1.0, "\ue000": 0.0}


def test_shares_of_a_token_inside_a_word_is_that_word() -> None:
    assert shares([Span(0, 3), Span(4, 9)], piece(5, 7)) == [(1, 1.0)]


def test_shares_without_words_is_nobodys() -> None:
    assert shares([], piece(0, 1)) == []


def test_shares_always_sum_to_one() -> None:
    dice = random.Random(3)
    for text in random_texts(200, seed=3):
        spans = words(text)
        if spans:
            start = dice.randint(0, len(text))
            found = shares(spans, piece(start, dice.randint(start, len(text))))
            assert sum(share for _, share in found) == pytest.approx(1)


@pytest.mark.parametrize("family", TOKENIZERS)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:30])
def test_words_and_special_tokens_sum_to_what_tokens_sum_to(
    family: str, text: str, explainer_of: Callable[..., Explainer]
) -> None:
    explanation = explainer_of(family).explain(text, max_steps=2)
    of_words = math.fsum(word.attribution for word in explanation.words)
    specials = explanation.token_attributions[0] + explanation.token_attributions[-1]
    assert of_words + specials == pytest.approx(math.fsum(explanation.token_attributions), abs=1e-9)


@pytest.mark.parametrize("family", TOKENIZERS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The movie is horrible. i hate it", "The movie is horrible . i hate it"),
        ("Don't! bugs... 3.50", "Don't ! bugs ... 3.50"),
        ("é漢😀 naïve", "é 漢 😀 naïve"),
        ("  good \t bad\n", "good bad"),
    ],
)
def test_explain_words_are_the_readers_for_every_tokenizer(
    family: str, text: str, expected: str, explainer_of: Callable[..., Explainer]
) -> None:
    explanation = explainer_of(family).explain(text, max_steps=2)
    assert [word.text for word in explanation.words] == expected.split()
    assert all(text[word.start : word.end] == word.text for word in explanation.words)


@pytest.mark.parametrize("family", TOKENIZERS)
def test_explain_gives_each_word_the_tokens_it_is_made_of(
    family: str, explainer_of: Callable[..., Explainer]
) -> None:
    explanation = explainer_of(family).explain("good zxq", max_steps=9)
    good, unknown = explanation.words
    # All tokenizers here know "good", with or without a mark for the word's beginning.
    n_of_good = next(k for k, t in enumerate(explanation.tokens) if t.endswith("d"))
    tokens = explanation.token_attributions
    assert good.attribution == pytest.approx(sum(tokens[1 : n_of_good + 1]), abs=1e-9)
    assert unknown.attribution == pytest.approx(sum(tokens[n_of_good + 1 : -1]), abs=1e-9)


def test_explain_shows_the_typed_text_of_an_unknown_token(bert: Explainer) -> None:
    explanation = bert.explain("good 漢 bad", max_steps=2)
    assert explanation.tokens == ("[CLS]", "good", "[UNK]", "bad", "[SEP]")
    assert [word.text for word in explanation.words] == ["good", "漢", "bad"]


def test_tokenizers_of_these_tests_cover_every_kind() -> None:
    kinds = {FAMILIES[family].tokenizer for family in TOKENIZERS}
    assert kinds | {FAMILIES["xlm-roberta"].tokenizer} == {f.tokenizer for f in FAMILIES.values()}
