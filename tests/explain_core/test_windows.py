from __future__ import annotations

import math
import random
from collections.abc import Callable
from itertools import pairwise

import pytest

from explain_core import Explainer
from explain_core.tokenization import Piece
from explain_core.windows import join, windows
from explain_core.words import Span
from tests.explain_core.tiny_models import WORDS


def tokenised(lengths: list[int]) -> tuple[list[Piece], list[Span]]:
    """Return words of as many tokens as `lengths` says, a character each, a space between."""
    pieces: list[Piece] = []
    spans: list[Span] = []
    position = 0
    for length in lengths:
        spans.append(Span(position, position + length))
        pieces += [Piece(0, "", k, k + 1) for k in range(position, position + length)]
        position += length + 1
    return pieces, spans


def boundaries(lengths: list[int]) -> set[int]:
    return {sum(lengths[:k]) for k in range(len(lengths) + 1)}


def random_lengths() -> list[list[int]]:
    dice = random.Random(5)
    sizes = ([1], [1, 2, 3], [1, 40], [1, 1, 1, 30], [7, 8, 9], [1, 100, 300])
    return [[dice.choice(size) for _ in range(dice.randint(1, 60))] for size in sizes * 6]


@pytest.mark.parametrize("n_tokens", [0, 1, 15, 16])
def test_windows_of_a_text_that_fits_are_one(n_tokens: int) -> None:
    assert windows(*tokenised([1] * n_tokens), 16) == [range(n_tokens)]


def test_windows_of_a_text_one_token_too_long_are_two() -> None:
    assert windows(*tokenised([1] * 17), 16) == [range(16), range(14, 17)]


@pytest.mark.parametrize("size", [1, 2, 3, 8, 16, 64])
@pytest.mark.parametrize("lengths", random_lengths(), ids=lambda lengths: str(len(lengths)))
def test_windows_hold_every_token_in_order(size: int, lengths: list[int]) -> None:
    found = windows(*tokenised(lengths), size)
    assert {k for tokens in found for k in tokens} == set(range(sum(lengths)))
    assert all(1 <= len(tokens) <= size for tokens in found)
    assert [tokens.start for tokens in found] == sorted({tokens.start for tokens in found})
    assert [tokens.stop for tokens in found] == sorted({tokens.stop for tokens in found})


@pytest.mark.parametrize("size", [8, 16, 64])
def test_windows_are_not_many_more_than_needed(size: int) -> None:
    for lengths in random_lengths():
        found = windows(*tokenised(lengths), size)
        assert len(found) <= 4 * math.ceil(sum(lengths) / size) + 1


@pytest.mark.parametrize("size", [16, 64])
def test_windows_begin_and_end_at_words_that_fit(size: int) -> None:
    for lengths in random_lengths():
        if max(lengths) <= size // 8:
            found = windows(*tokenised(lengths), size)
            assert {tokens.start for tokens in found} <= boundaries(lengths)
            assert {tokens.stop for tokens in found} <= boundaries(lengths)


def test_windows_overlap_by_an_eighth() -> None:
    found = windows(*tokenised([1] * 100), 32)
    overlaps = [a.stop - b.start for a, b in pairwise(found)]
    assert overlaps == [4] * (len(found) - 1)


def test_windows_cut_a_word_longer_than_a_window() -> None:
    found = windows(*tokenised([5000]), 62)
    assert all(len(tokens) == 62 for tokens in found[:-1])
    assert found[-1].stop == 5000


@pytest.mark.parametrize("before", [1, 5, 30, 61, 62])
def test_windows_end_when_a_word_longer_than_a_window_follows_short_ones(before: int) -> None:
    found = windows(*tokenised([1] * before + [5000] + [1] * 10), 62)
    assert found[-1].stop == before + 5010
    assert len(found) < 110


def test_join_keeps_what_only_one_window_has() -> None:
    joined = join([range(2)], [1.0], [[10.0, 1.0, 2.0, 20.0]], n_prefix=1, n_suffix=1)
    assert joined == [10.0, 1.0, 2.0, 20.0]


def test_join_adds_up_what_two_windows_have() -> None:
    joined = join(
        [range(2), range(1, 3)],
        [0.5, 0.5],
        [[8.0, 1.0, 2.0, 4.0], [80.0, 10.0, 20.0, 40.0]],
        n_prefix=1,
        n_suffix=1,
    )
    assert joined == [44.0, 0.5, 6.0, 10.0, 22.0]


@pytest.mark.parametrize(("n_prefix", "n_suffix"), [(0, 0), (0, 1), (1, 0), (2, 2)])
def test_join_preserves_the_weighted_sum(n_prefix: int, n_suffix: int) -> None:
    dice = random.Random(2)
    found = windows(*tokenised([1, 3, 2] * 20), 16)
    weights = [dice.random() for _ in found]
    of_windows = [
        [dice.uniform(-1, 1) for _ in range(n_prefix + len(tokens) + n_suffix)] for tokens in found
    ]
    joined = join(found, weights, of_windows, n_prefix=n_prefix, n_suffix=n_suffix)
    assert len(joined) == n_prefix + 120 + n_suffix
    assert sum(joined) == pytest.approx(
        sum(weight * sum(window) for weight, window in zip(weights, of_windows, strict=True))
    )


@pytest.mark.parametrize(
    ("family", "limit"),
    [("bert", 64 - 2), ("roberta", 64 - 2 - 2), ("xlm-roberta", 64 - 2 - 2), ("mpnet", 64 - 2 - 2)],
)
def test_explain_takes_windows_only_beyond_the_models_limit(
    family: str, limit: int, explainer_of: Callable[..., Explainer]
) -> None:
    # RoBERTa and its relatives number positions from padding_idx + 1, 2, so they can read 2 less.
    explainer = explainer_of(family)
    characters = {"bert": "." * limit, "mpnet": "." * limit, "roberta": ". " * (limit // 2)}
    full = explainer.explain(characters.get(family, "." * (limit - 1)))  # and a piece for its start
    n_tokens = len(full.tokens) - 2
    assert (full.n_windows, n_tokens) == (1, limit)
    assert explainer.explain(full.text + " .").n_windows == 2


def test_explain_in_windows_is_complete(bert: Explainer) -> None:
    explanation = bert.explain("the movie is good, i love bugs! not bad " * 15)
    gained = explanation.score_value - explanation.baseline_score_value
    assert explanation.n_windows > 2
    assert sum(explanation.token_attributions) - gained == pytest.approx(
        explanation.delta, abs=1e-6
    )
    assert abs(explanation.delta) < 0.01


def test_explain_in_windows_has_converged_only_as_a_whole(bert: Explainer) -> None:
    dice = random.Random(1)
    for _ in range(12):
        text = " ".join(dice.choices(WORDS, k=150))
        explanation = bert.explain(text, score="margin")
        assert explanation.converged == (explanation.relative_delta <= 0.01)


def test_explain_in_windows_is_the_weighted_mean_of_the_windows(bert: Explainer) -> None:
    text = ". " * 70
    whole = bert.explain(text, "LABEL_0")
    first, second = (bert.explain(". " * n, "LABEL_0") for n in (62, 15))
    assert whole.n_windows == 2
    assert whole.score_value == pytest.approx(
        (62 * first.score_value + 15 * second.score_value) / 77, abs=1e-5
    )
    assert whole.probabilities["LABEL_0"] == pytest.approx(
        (62 * first.probabilities["LABEL_0"] + 15 * second.probabilities["LABEL_0"]) / 77, abs=1e-6
    )


def test_explain_in_windows_takes_one_very_long_word(bert: Explainer) -> None:
    explanation = bert.explain("good " + "x" * 90 + "y" * 5000, max_steps=2)
    assert [word.text[0] for word in explanation.words] == ["g", "x"]


def test_explain_in_windows_reports_each_window(bert: Explainer) -> None:
    reported: list[tuple[int, int]] = []
    explanation = bert.explain(
        ". " * 150, max_steps=2, progress=lambda done, of: reported.append((done, of))
    )
    n_windows = explanation.n_windows
    assert reported == [(k + 1, n_windows) for k in range(n_windows)]
