from __future__ import annotations

import pytest

from bot.messages.review.values import (
    MOST_AT_ONCE,
    bulk_value,
    more_value,
    read_bulk,
    read_more,
    read_value,
    value_of,
)
from tests.bot.messages.review.cases import case_of


def test_value_of_names_case_and_version() -> None:
    assert read_value(value_of(case_of(id="abc", version=7))) == ("abc", 7)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("", ("", None)),
        ("abc", ("", None)),
        ("abc:", ("abc", None)),
        ("abc:x", ("abc", None)),
        ("abc:-1", ("abc", None)),
        ("abc:٣", ("abc", None)),
        ("abc:9999999999", ("abc", None)),
        ("a:b:2", ("a:b", 2)),
    ],
)
def test_read_value_has_no_version_where_there_is_none(
    value: str, read: tuple[str, int | None]
) -> None:
    assert read_value(value) == read


def test_more_value_names_the_choice_too() -> None:
    assert read_more(more_value(case_of(id="abc", version=7), "details")) == ("abc", 7, "details")


@pytest.mark.parametrize("value", ["", "details", "::", ":abc"])
def test_read_more_reads_anything(value: str) -> None:
    assert read_more(value)[1] is None


def test_bulk_value_names_all_cases() -> None:
    cases = [case_of(id="abc", version=7), case_of(id="def", version=1)]

    assert read_bulk(bulk_value(cases)) == [("abc", 7), ("def", 1)]


def test_read_bulk_leaves_out_what_is_no_case() -> None:
    assert read_bulk("abc:1 :2 def x:y ghi:3") == [("abc", 1), ("ghi", 3)]


def test_bulk_value_of_as_many_as_can_be_fits_into_a_button() -> None:
    cases = [case_of(id="x" * 40, version=123_456)] * MOST_AT_ONCE

    assert len(bulk_value(cases)) <= 2000
    assert len(read_bulk(bulk_value(cases * 2))) == MOST_AT_ONCE
