from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable

import pytest
import torch

from explain_core import BadOption, Explainer
from explain_core.methods import check_method
from explain_core.methods.shapley import N_ORDERS, orders
from tests.explain_core.faithfulness.fakes import VOCABULARY, FakeClassifier, capricious
from tests.explain_core.methods.finding import find, find_in_fake

Answer = Callable[[tuple[int, ...]], float]
TEXTS = {3: "bugs are smart", 4: "bugs are smart animals", 7: "the movie is not bad it great"}


def exact_values(answer: Answer, text: str) -> list[float]:
    """Return each word's Shapley value by the formula over all sets of the other words."""
    words = [VOCABULARY[word] for word in text.split()]
    n = len(words)

    def value(present: tuple[int, ...]) -> float:
        kept = [w if k in present else VOCABULARY["[PAD]"] for k, w in enumerate(words)]
        return answer((VOCABULARY["[CLS]"], *kept, VOCABULARY["[SEP]"]))

    values = []
    for word in range(n):
        others = [k for k in range(n) if k != word]
        values.append(
            sum(
                math.factorial(size)
                * math.factorial(n - size - 1)
                / math.factorial(n)
                * (value((*present, word)) - value(present))
                for size in range(n)
                for present in itertools.combinations(others, size)
            )
        )
    return values


@pytest.mark.parametrize("n_words", [3, 4])
def test_shap_is_exact_for_few_words(n_words: int) -> None:
    found = find_in_fake(FakeClassifier(capricious), TEXTS[n_words], "shap")
    expected = exact_values(capricious, TEXTS[n_words])
    assert found == pytest.approx([0, *expected, 0], abs=1e-5)


def pairs(ids: tuple[int, ...]) -> float:
    """Return a logit to which each pair of words adds something of its own."""
    return sum(
        random.Random(repr(pair)).uniform(-1, 1)
        for pair in itertools.combinations(ids, 2)
        if VOCABULARY["[PAD]"] not in pair
    )


def test_shap_of_pairs_is_exact_for_any_number_of_words() -> None:
    # Of an order and its reverse, each pair falls to either of its words once.
    found = find_in_fake(FakeClassifier(pairs), TEXTS[7], "shap")
    assert found == pytest.approx([0, *exact_values(pairs, TEXTS[7]), 0], abs=1e-5)


def test_shap_comes_close_for_more_words() -> None:
    found = find_in_fake(FakeClassifier(capricious), TEXTS[7], "shap")
    expected = [0, *exact_values(capricious, TEXTS[7]), 0]
    # What a word adds in one order has a standard deviation of about 2.4 here; in 24 orders, 0.5.
    assert max(abs(a - b) for a, b in zip(found, expected, strict=True)) < 2.0


def test_shap_adds_up(bert: Explainer) -> None:
    (found,) = find(bert.classifier, "the movie is horrible, i hate it", "shap")
    assert abs(found.delta) < 1e-5


def test_shap_is_the_same_every_time_and_leaves_the_global_random_numbers(bert: Explainer) -> None:
    random.seed(3)
    torch.manual_seed(3)
    before = random.getstate(), torch.random.get_rng_state()
    first = find(bert.classifier, "the movie is horrible, i hate it", "shap")
    assert random.getstate() == before[0]
    assert torch.equal(torch.random.get_rng_state(), before[1])
    torch.manual_seed(4)
    assert find(bert.classifier, "the movie is horrible, i hate it", "shap") == first


def test_shap_never_reads_a_version_twice() -> None:
    fake = FakeClassifier(capricious)
    find_in_fake(fake, TEXTS[3], "shap")
    assert sum(fake.asked) == 1 + 2**3 + 1  # the answer, all sets of words, the baseline


@pytest.mark.parametrize("n_words", [1, 2, 3, 4])
def test_orders_of_few_words_are_all_there_are(n_words: int) -> None:
    assert list(orders(n_words, N_ORDERS)) == list(itertools.permutations(range(n_words)))


def test_orders_of_many_words_come_in_reversed_pairs() -> None:
    found = list(orders(9, N_ORDERS))
    assert len(found) == N_ORDERS
    assert all(sorted(order) == list(range(9)) for order in found)
    assert found[1::2] == [order[::-1] for order in found[::2]]


def test_missing_captum_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explain_core.methods.shapley.find_spec", lambda name: None)
    with pytest.raises(BadOption, match="pip install captum"):
        check_method("shap")
