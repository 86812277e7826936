from __future__ import annotations

from collections.abc import Callable

import pytest

from explain_core import Explainer
from explain_core.methods.window import words_of
from tests.explain_core.methods.finding import document_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bugs are smart", [(1,), (2,), (3,)]),
        ("bugss are", [(1, 2), (3,)]),  # bugs ##s are
        ("bugs, smart!", [(1,), (2,), (3,), (4,)]),
        ("the !!! movie", [(1,), (2, 3, 4), (5,)]),
    ],
)
def test_words_of_holds_each_words_tokens(
    bert: Explainer, text: str, words: list[tuple[int, ...]]
) -> None:
    document = document_of(bert.classifier, text)
    (window,) = document.windows
    assert list(words_of(document, window, n_prefix=1)) == words


def test_words_of_joins_words_that_share_a_token(
    explainer_of: Callable[..., Explainer],
) -> None:
    document = document_of(
        explainer_of("roberta").classifier, "漢字"
    )  # bytes of a character, two words
    (window,) = document.windows
    words = words_of(document, window, n_prefix=1)
    tokens = [token for word in words for token in word]
    assert tokens == sorted(set(tokens)) == list(range(1, 1 + len(document.pieces)))


def test_words_of_counts_from_the_windows_start(bert: Explainer) -> None:
    document = document_of(bert.classifier, "good " * (bert.classifier.max_text_tokens + 5))
    for window in document.windows:
        words = words_of(document, window, n_prefix=1)
        assert words == tuple((1 + k,) for k in range(len(window.tokens)))
