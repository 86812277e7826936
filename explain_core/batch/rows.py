"""Rows of an input file, good and bad, and where they stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from explain_core.errors import NoSuchColumn

# One row may be so long; of longer ones no more is read into memory.
LONGEST_ROW = 1 << 22
TOO_LONG = f"the row is longer than {LONGEST_ROW:,} bytes."
NOT_UTF8 = "it is not valid UTF-8."


@dataclass(frozen=True, slots=True)
class Place:
    """A point between two rows: so many bytes, lines and rows come before it."""

    offset: int = 0
    line: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has a text.

    first_line: where the row begins; it ends at line `end.line`, since cells may hold line breaks.
    size:       in bytes, as it stands in the file.
    values:     every column, the text's included.
    """

    first_line: int
    end: Place
    size: int
    text: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be explained, and why."""

    first_line: int
    end: Place
    size: int
    problem: str

    @property
    def where(self) -> str:
        """Where to look for it: 'line 7' or 'lines 7-9'."""
        last = self.end.line
        return f"lines {self.first_line}-{last}" if last > self.first_line else f"line {last}"


class Unreadable(Exception):
    """A line or record is not what the file's format says; `str(error)` says why."""


class Rows(Protocol):
    """The rows of one file. `columns` are those of every row, as far as the file says."""

    columns: tuple[str, ...]
    text_column: str

    def rows(self, start: Place) -> Iterator[Row | BadRow]:
        """Yield the rows after a place; only a file that can be gone back in has other than 0."""


def text_column(wanted: str | None, columns: tuple[str, ...], path: Path) -> str:
    """Return which column holds the texts; small differences of spelling are overlooked.

    Raises: NoSuchColumn that lists the columns if there is none of that name, or more than one.
    """
    name = "text" if wanted is None else wanted
    if name in columns:
        return name
    alike = [c for c in columns if c.strip().casefold() == name.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    there = ", ".join(repr(column) for column in columns)
    raise NoSuchColumn(
        path, 0, f"there is no column {name!r}. Choose one of its columns with --text: {there}."
    )
