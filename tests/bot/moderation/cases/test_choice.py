"""What a moderator chose, written into an action and read again, forged ones too."""

from __future__ import annotations

import pytest

from bot.moderation.cases import choice
from bot.moderation.cases.case import Mark
from bot.moderation.cases.choice import read


def test_value_of_a_version_alone_is_its_number() -> None:
    assert choice.value(3) == "3"
    assert read("3") == choice.Choice(3)


@pytest.mark.parametrize("note", ["", "ok", '"quoted"', "{}", "你好", "<!channel> *a*", "x" * 3000])
def test_value_gives_back_its_details(note: str) -> None:
    read_again = read(choice.value(7, note=note))

    assert (read_again.version, read_again.text("note")) == (7, note)


@pytest.mark.parametrize(
    "value",
    ["", "x", "-1", "1.5", "٣", "1" * 30, "null", "[]", '"3"', "{", '{"version": "3"}',
     '{"version": true}', '{"version": null}', '{"version": 1.0}', "[" * 100_000],
)  # fmt: skip
def test_value_that_is_none_of_ours_has_no_version(value: str) -> None:
    assert read(value).version is None


def test_marks_are_read_in_order_and_once() -> None:
    marks = [[5, 8, "matters"], [0, 2, "blameless"], [5, 8, "matters"]]

    assert read(choice.value(1, marks=marks)).marks == (
        Mark(start=0, end=2, kind="blameless"),
        Mark(start=5, end=8, kind="matters"),
    )


@pytest.mark.parametrize(
    "mark",
    [
        None, [], [1], [2, 1, "matters"], [-1, 3, "matters"], [0, 3, "guilty"],
        ["0", 3, "matters"], [0, 3, ["matters"]], {"start": 0},
    ],
)  # fmt: skip
def test_marks_that_make_no_sense_are_left_out(mark: object) -> None:
    assert read(choice.value(1, marks=[mark])).marks == ()


def test_nothing_said_of_words_is_not_the_same_as_no_words() -> None:
    assert read(choice.value(1, note="x")).marks is None
    assert read(choice.value(1, marks=[])).marks == ()


def test_notes_are_not_in_repr() -> None:
    assert "secret" not in repr(read(choice.value(1, note="secret")))
