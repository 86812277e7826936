from __future__ import annotations

import pytest

from explain_core.evasion import plain_text
from explain_core.train.verdicts.meant import as_meant
from explain_core.train.verdicts.reading import Verdict, WordMark


def meant(text: str, typed: str) -> tuple[str, list[str]]:
    """Return the text that is scored, and what is marked of it."""
    start = text.index(typed)
    mark = WordMark(start, start + len(typed), "matters")
    verdict = as_meant(Verdict(text, "agree", ("toxic",), (mark,)))
    return verdict.text, [verdict.text[one.start : one.end] for one in verdict.marks]


@pytest.mark.parametrize("typed", ["1d10t", "i d i o t", "id\u200biot", "\u0456diot"])
def test_marks_go_with_their_words_when_respelling_is_undone(typed: str) -> None:
    text = f"you are an {typed} and that is all"
    scored, marked = meant(text, typed)
    assert scored == plain_text(text).text
    assert [word.strip() for word in marked] == ["idiot"]


@pytest.mark.parametrize("text", ["you are an idiot", "😀 你是 白痴", "a\u200d b idiot", "1 2 3"])
def test_text_that_is_typed_as_meant_is_left_alone(text: str) -> None:
    verdict = Verdict(text, "agree", ("toxic",), (WordMark(0, 1, "blameless"),))
    if plain_text(text).text == text:
        assert as_meant(verdict) is verdict


def test_mark_on_nothing_but_what_is_left_out_goes() -> None:
    text = "one \u200b two"
    at = text.index("\u200b")
    verdict = Verdict(text, "agree", ("toxic",), (WordMark(at, at + 1, "matters"),))
    assert all(mark.end <= len(as_meant(verdict).text) for mark in as_meant(verdict).marks)
