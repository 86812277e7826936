from __future__ import annotations

import pytest

from tests.explain_core.explanations import explanation


@pytest.mark.parametrize(
    ("doubts", "expected"),
    [
        ((), "<Explanation 'negative' 0.96, target 'positive', 2 words>"),
        (["It is."], "<Explanation 'negative' 0.96, target 'positive', 2 words, not reliable>"),
    ],
)
def test_repr_has_the_answer_and_not_the_text(doubts: list[str], expected: str) -> None:
    assert repr(explanation("confidential words", target="positive", doubts=doubts)) == expected
