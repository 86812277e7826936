from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

import pytest

from explain_core import Explainer
from explain_core.batches import TOKENS_PER_BATCH, of_equal_length, of_similar_length

DICE = random.Random(5)
LENGTHS = (
    [],
    [7],
    [3, 3, 3],
    [512, 3, 511, 4],
    [DICE.randint(3, 60) for _ in range(500)],
    [DICE.choice((3, 512)) for _ in range(100)],
    [TOKENS_PER_BATCH * 2, 5],
)


@pytest.mark.parametrize("batches", [of_equal_length, of_similar_length])
@pytest.mark.parametrize("lengths", LENGTHS, ids=len)
def test_batches_have_every_input_once_and_are_bounded(
    batches: Callable[[Sequence[int]], Iterator[list[int]]], lengths: list[int]
) -> None:
    found = list(batches(lengths))
    assert sorted(number for batch in found for number in batch) == list(range(len(lengths)))
    for batch in found:
        longest = max(lengths[number] for number in batch)
        assert len(batch) == 1 or longest * len(batch) <= TOKENS_PER_BATCH


@pytest.mark.parametrize("lengths", LENGTHS, ids=len)
def test_of_similar_length_pads_by_half_at_most_and_a_little(lengths: list[int]) -> None:
    for batch in of_similar_length(lengths):
        shortest, longest = (f(lengths[number] for number in batch) for f in (min, max))
        assert longest <= 1.5 * shortest + 16


def test_of_similar_length_takes_short_messages_together() -> None:
    assert len(list(of_similar_length(range(3, 30)))) <= 2


@pytest.mark.parametrize("family", ["bert", "roberta", "deberta-v3", "fnet", "xlm-roberta"])
def test_padded_answers_are_those_of_each_alone(
    explainer_of: Callable[..., Explainer], family: str
) -> None:
    explainer = explainer_of(family)
    texts = ["good", "the movie is good", "not " * 20 + "bad", "I love this", "a"]
    alone = [list(explainer.predict([text])[0].probabilities.values()) for text in texts]
    for found, expected in zip(explainer.predict(texts), alone, strict=True):
        assert list(found.probabilities.values()) == pytest.approx(expected, abs=1e-5)
