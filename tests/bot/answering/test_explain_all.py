"""The computation behind an answer: of one text, or of two to be compared."""

from __future__ import annotations

import pytest

from bot.answering.answer import explain_all
from explain_core.explanation import Explanation
from tests.bot.fakes import FakeExplainer, explanation_of


class Torn(FakeExplainer):
    """Finds a text with "good" in it positive, any other one negative."""

    def explain(self, text: str, /, *, target: str | None = None, **_: object) -> Explanation:
        label = "positive" if "good" in text else "negative"
        return explanation_of(text, label=label, target=target or label)


@pytest.mark.parametrize(
    ("target", "targets"), [(None, ["positive", "positive"]), ("neutral", ["neutral", "neutral"])]
)
def test_explain_all_explains_two_texts_for_one_label(
    target: str | None, targets: list[str]
) -> None:
    explained, _ = explain_all(Torn(), ("a good film", "a bad film"), target, "pad")

    assert [one.label for one in explained] == ["positive", "negative"]
    assert [one.target for one in explained] == targets
