from __future__ import annotations

import pytest

from bot.messages.choices import key_of, label_named, read_value, value_of
from tests.bot.messages.cases import LONGEST_LABEL

ODD = ["", " ", "a:b", "#", "a&b", "<b>", "中文", "سلبي", "a\nb", LONGEST_LABEL]


@pytest.mark.parametrize("choice", ["details", "severe_toxic", key_of("a:b")])
def test_read_value_gives_back_what_was_written(choice: str) -> None:
    assert read_value(value_of("Ev:1", choice)) == ("Ev:1", choice)


@pytest.mark.parametrize("label", ["negative", "LABEL_0", "very happy", "v1.5-x"])
def test_key_of_keeps_a_plain_label(label: str) -> None:
    assert key_of(label) == label


@pytest.mark.parametrize("label", ODD)
def test_key_of_an_odd_label_is_short_and_plain(label: str) -> None:
    assert key_of(label).isascii()
    assert 0 < len(key_of(label)) <= 60
    assert ":" not in key_of(label)


@pytest.mark.parametrize("label", [*ODD, "negative"])
def test_label_named_finds_each_label_again(label: str) -> None:
    assert label_named(key_of(label), [*ODD, "negative"]) == label


def test_label_named_finds_no_label_that_is_gone() -> None:
    assert label_named("positive", ["negative"]) is None
