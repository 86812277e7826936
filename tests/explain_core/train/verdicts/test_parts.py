from __future__ import annotations

import random

import pytest

from explain_core.train.verdicts.parts import TooFewVerdicts, alike, distinct, divided
from explain_core.train.verdicts.reading import Verdict, WordMark

LONG = "the quick brown fox jumps over the lazy dog and runs away from the hounds in the wood"


def verdict(text: str, *, agreed: bool = True, marks: tuple[WordMark, ...] = ()) -> Verdict:
    return Verdict(text, "agree" if agreed else "overrule", ("toxic",), marks)


def several(n: int = 60) -> list[Verdict]:
    return [
        verdict(f"text {number} of {number * number}", agreed=number % 3 > 0) for number in range(n)
    ]


def test_divided_holds_about_a_quarter_back_of_each_kind() -> None:
    parts = divided(several(400))
    assert len(parts.learned) + len(parts.held_back) == 400
    agreed = sum(one.agreed for one in parts.held_back)
    assert 45 <= agreed <= 90
    assert 20 <= len(parts.held_back) - agreed <= 50


@pytest.mark.parametrize("seed", range(20))
def test_divided_holds_some_of_each_kind_back(seed: int) -> None:
    some = [verdict(f"{seed} {number}", agreed=number >= 10) for number in range(50)]
    assert {one.agreed for one in divided(some).held_back} == {True, False}


def test_divided_gives_the_same_whatever_the_order() -> None:
    verdicts = several(80)
    shuffled = random.Random(0).sample(verdicts, len(verdicts))
    held_back = {one.text for one in divided(verdicts).held_back}
    assert {one.text for one in divided(shuffled).held_back} == held_back


def test_divided_keeps_the_sides_of_old_verdicts_when_new_ones_come() -> None:
    before, after = divided(several(80)), divided(several(300))
    assert not {one.text for one in before.held_back} & {one.text for one in after.learned}
    assert not {one.text for one in before.learned} & {one.text for one in after.held_back}


def test_divided_puts_near_copies_on_one_side() -> None:
    copies = [verdict(f"{LONG} number {number}", agreed=False) for number in range(4)]
    parts = divided([*several(80), *copies])
    sides = {one.text in {held.text for held in parts.held_back} for one in copies}
    assert len(sides) == 1


def test_divided_does_not_measure_by_a_heap_of_copies() -> None:
    copies = [verdict(f"{LONG} number {number}", agreed=False) for number in range(40)]
    parts = divided([*several(80), *copies])
    assert not [one for one in parts.held_back if one.text.startswith(LONG)]


@pytest.mark.parametrize(("agreed", "overruled"), [(0, 0), (49, 0), (20, 29), (60, 9), (9, 60)])
def test_divided_refuses_too_few(agreed: int, overruled: int) -> None:
    verdicts = [verdict(f"good {number}") for number in range(agreed)]
    verdicts += [verdict(f"bad {number}", agreed=False) for number in range(overruled)]
    with pytest.raises(TooFewVerdicts) as caught:
        divided(verdicts)
    assert (caught.value.agreed, caught.value.overruled) == (agreed, overruled)


def test_distinct_takes_what_most_said() -> None:
    mark = WordMark(0, 1, "matters")
    said = [verdict("x"), verdict("x", agreed=False), verdict("x", marks=(mark,)), verdict("y")]
    assert distinct(said) == [verdict("x", marks=(mark,)), verdict("y")]


def test_divided_counts_what_is_left_out_because_nobody_knows() -> None:
    parts = divided([*several(60), verdict("both"), verdict("both", agreed=False)])
    assert parts.undecided == 1
    assert "both" not in {one.text for one in (*parts.learned, *parts.held_back)}


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (LONG, LONG.upper(), True),
        (LONG, f"{LONG}!!!", True),
        (LONG, f"well, {LONG}", True),
        ("you fool", "YOU, FOOL.", True),
        ("you fool", "you fool you", False),
        ("😀", "😀", True),
        ("😀", "😡", False),
        ("你是白痴", "你是天才", False),
        (
            LONG,
            "a quick brown cat sleeps under the busy bee and stays at home with the dogs",
            False,
        ),
    ],
)
def test_alike_finds_texts_that_are_nearly_the_same(
    first: str, second: str, together: bool
) -> None:
    assert (len(alike([verdict(first), verdict(second)])) == 1) == together


def test_alike_is_quick_with_a_thousand_texts_that_have_a_phrase_in_common() -> None:
    said = [
        verdict(f"as I said before {number} {number + 1} {number + 2}") for number in range(1000)
    ]
    assert len(alike(said)) == 1000


def test_divided_learns_from_a_kind_of_which_there_is_but_one_message_in_many_copies() -> None:
    copies = [verdict(f"{LONG} number {number}", agreed=False) for number in range(12)]
    parts = divided([*(one for one in several(80) if one.agreed), *copies])
    assert [one for one in parts.learned if not one.agreed]


def test_divided_bears_a_kind_that_is_all_among_copies_of_the_other() -> None:
    mixed = [verdict(f"{LONG} number {number}", agreed=number < 15) for number in range(25)]
    parts = divided([*(one for one in several(80) if one.agreed), *mixed])
    assert sum(not one.agreed for one in (*parts.learned, *parts.held_back)) == 10
