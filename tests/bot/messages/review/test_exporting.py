from __future__ import annotations

from typing import Any

import pytest

from bot.messages.review.exporting import Export, export_window, exported, read_export
from tests.bot.messages.review.filling import sent_off


def read(**values: Any) -> Export:
    return read_export(sent_off(export_window(), **values))


def test_export_of_everything_is_a_csv() -> None:
    assert read() == Export(since="", until="", channel="", format="csv", errors={})


def test_export_is_of_what_was_chosen() -> None:
    found = read(since="2026-01-01", until="2026-01-31", channel="C1", format="json")

    assert found == Export(
        since="2026-01-01", until="2026-01-31", channel="C1", format="json", errors={}
    )


def test_export_of_one_day_is_fine() -> None:
    assert read(since="2026-01-01", until="2026-01-01").errors == {}


def test_export_that_ends_before_it_begins_is_refused() -> None:
    assert list(read(since="2026-01-02", until="2026-01-01").errors) == ["until"]


@pytest.mark.parametrize("value", ["", "x", "2026-13-01", "'; drop table"])
def test_export_of_a_forged_day_has_no_limit(value: str) -> None:
    forged = {"state": {"values": {"since": {"since": {"selected_date": value}}}}}

    assert read_export(forged).since == ""


def test_export_of_a_forged_format_is_a_csv() -> None:
    forged = {"state": {"values": {"format": {"format": {"selected_option": {"value": "exe"}}}}}}

    assert read_export(forged).format == "csv"


@pytest.mark.parametrize(
    ("entries", "told"),
    [(0, "There is nothing in the record"), (1, "1 entry."), (12_345, "12,345 entries.")],
)
def test_exported_counts_the_entries(entries: int, told: str) -> None:
    assert told in exported(entries).text
