from __future__ import annotations

import pytest

from bot.moderation.cases.case import Case
from bot.moderation.overtime.alike import LONGEST, Lookalikes
from tests.bot.moderation.sample_cases import case_of

SAME = [
    ("Buy cheap pills now", "buy CHEAP pills, now!!!"),
    ("Buy cheap pills now", "  Buy\ncheap   pills now "),
    ("Buy cheap pills now", "B\u200buy chea\u0440 pills now"),
    ("Get 500 free at https://a.example/x?y=1", "Get 999 free at https://b.example/z"),
    ("这部电影很糟糕", "这部电影很糟糕\uff01"),
    ("الفيلم سيئ", "الفيلم سيئ"),
    ("🖕🖕", "🖕"),
    ("I don\u2019t like you people at all", "I don't like you people at all"),
    (
        "win a brand new phone today only by sending this to all of your friends",
        "win a brand new phone today only by sending this to all of your mates",
    ),
]
DIFFERENT = [
    ("you are an idiot", "you are a genius"),
    ("idiot", "idiots everywhere"),
    (
        "we want all of you people to stay here with us for ever",
        "we do not want all of you people to stay here with us for ever",
    ),
    ("these people are fine and I like all of them", "these people aren't fine and I like them"),
    ("", ""),
    ("   ", "\n"),
    ("word " * LONGEST, "word " * LONGEST + "x"),
]


def alike(case: Case, others: list[Case]) -> list[Case]:
    return Lookalikes(others).of(case)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_lookalikes_are_what_says_the_same(one: str, other: str) -> None:
    first, second = case_of(one, id="a"), case_of(other, id="b")

    assert alike(first, [first, second]) == [second]
    assert alike(second, [first, second]) == [first]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_lookalikes_are_not_what_says_something_else(one: str, other: str) -> None:
    assert alike(case_of(one, id="a"), [case_of(other, id="b")]) == []


def test_lookalikes_of_a_long_text_are_equal_to_it() -> None:
    text = "word " * LONGEST

    assert alike(case_of(text, id="a"), [case_of(text, id="b")]) == [case_of(text, id="b")]


def test_lookalikes_of_a_text_that_is_not_kept_are_none() -> None:
    gone = case_of("", id="a", has_text=False)

    assert alike(gone, [case_of("", id="b", has_text=False), case_of(id="c")]) == []
