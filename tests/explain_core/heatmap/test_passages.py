from __future__ import annotations

from itertools import pairwise

import pytest

from explain_core.heatmap.passages import MAX_WORDS, candidates
from tests.explain_core.explanations import explanation

SENTENCE = "We waited an hour and nobody came . "  # eight words


@pytest.mark.parametrize("n_words", [0, 1, 20, MAX_WORDS])
def test_candidates_begin_with_the_whole_text(n_words: int) -> None:
    assert candidates(explanation("word " * n_words))[0] == (range(n_words),)


def test_candidates_of_a_long_text_are_passages() -> None:
    first = candidates(explanation("word " * (MAX_WORDS + 1)))[0]

    assert 1 <= len(first) <= 3
    assert sum(map(len, first)) <= 150


def test_candidates_of_few_endless_words_are_passages() -> None:
    assert sum(map(len, candidates(explanation("w" * 100 + " " + "w" * 90 + " "))[0])) == 2
    assert sum(map(len, candidates(explanation(f"{'w' * 90} " * 400))[0])) < 400


@pytest.mark.parametrize("strongest", [0, 777, 2999])
def test_passages_hold_the_strongest_word(strongest: int) -> None:
    values = [0.5 * (i % 7) for i in range(3000)]
    values[strongest] = -9.0
    explained = explanation("word " * 3000, values)

    assert all(any(strongest in passage for passage in shown) for shown in candidates(explained))


def test_passages_are_where_the_attributions_are() -> None:
    strong = {240: 1.0, 1200: -1.5, 2400: 2.0}
    values = [strong.get(i, 0.01) for i in range(3000)]
    shown = candidates(explanation(SENTENCE * 375, values))[0]

    assert [word for word in strong if any(word in passage for passage in shown)] == [*strong]


def test_passages_are_apart_and_in_reading_order() -> None:
    shown = candidates(explanation("word " * 3000, [float(i % 91) for i in range(3000)]))[0]

    assert all(one.stop < other.start for one, other in pairwise(shown))


def test_passages_begin_with_a_sentence() -> None:
    values = [1.0 if i in (1611, 1613) else 0.0 for i in range(3000)]
    explained = explanation(SENTENCE * 375, values)

    assert all(passage.start % 8 == 0 for shown in candidates(explained) for passage in shown)


def test_last_candidate_is_a_single_passage() -> None:
    assert len(candidates(explanation("word " * 3000))[-1]) == 1


def test_passages_in_which_nothing_happens_are_left_out() -> None:
    values = [float(i == 2_000) for i in range(3_000)]

    assert len(candidates(explanation("word " * 3_000, values))[0]) == 1
