from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, islice

import pytest

from explain_core.batch.explaining import Explained, chunks, explained
from explain_core.batch.rows import BadRow, Place, Row
from explain_core.errors import BadOption, NotFinite
from explain_core.explanation import Explanation
from tests.explain_core.batch import fakes


def row(number: int, text: str = "a", size: int = 10) -> Row:
    return Row(number + 1, Place(number * 10, number + 1, number), size, text, {"text": text})


def endless(size: int) -> Iterator[Row]:
    return (row(number, size=size) for number in count(1))


def test_chunks_are_bounded_in_rows() -> None:
    assert [len(chunk) for chunk in islice(chunks(endless(10)), 3)] == [32, 32, 32]


def test_chunks_are_bounded_in_bytes() -> None:
    assert [len(chunk) for chunk in islice(chunks(endless(1 << 16)), 3)] == [2, 2, 2]


def test_chunks_of_an_endless_file_take_no_row_too_many() -> None:
    rows = endless(10)
    next(chunks(rows))
    assert next(rows).end.row == 33


def test_chunks_end_with_what_is_left() -> None:
    assert [len(chunk) for chunk in chunks(row(number) for number in range(70))] == [32, 32, 6]
    assert list(chunks([])) == []


@pytest.mark.parametrize("bad", [set(), {0}, {31}, {3, 4, 20}, set(range(32))])
def test_explained_finds_the_bad_rows_and_keeps_the_order(bad: set[int]) -> None:
    rows = [row(number, " " if number in bad else f"text {number}") for number in range(32)]
    outcomes = explained(rows, fakes.explain)
    assert [isinstance(outcome, BadRow) for outcome in outcomes] == [n in bad for n in range(32)]
    for number, outcome in enumerate(outcomes):
        if isinstance(outcome, Explained):
            assert outcome.explanation.text == outcome.row.text == f"text {number}"
        else:
            assert (outcome.first_line, outcome.end.row) == (number + 1, number)
            assert "no text to explain" in outcome.problem


def test_explained_passes_bad_rows_on_in_their_place() -> None:
    bad = BadRow(2, Place(10, 2, 1), 10, "broken")
    assert explained([bad], fakes.explain) == [bad]
    outcomes = explained([row(0), bad, row(2)], fakes.explain)
    assert [isinstance(outcome, BadRow) for outcome in outcomes] == [False, True, False]


def test_explained_takes_an_answer_that_is_not_finite_for_one_rows() -> None:
    def explain(texts: Sequence[str]) -> list[Explanation]:
        if "b" in texts:
            raise NotFinite("an answer")
        return fakes.explain(texts)

    outcomes = explained([row(0, "a"), row(1, "b")], explain)
    assert [isinstance(outcome, BadRow) for outcome in outcomes] == [False, True]


def test_explained_leaves_a_wrong_option_to_its_caller() -> None:
    def explain(texts: Sequence[str]) -> list[Explanation]:
        raise BadOption("score", "x", "y")

    with pytest.raises(BadOption):
        explained([row(0), row(1)], explain)
