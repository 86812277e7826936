"""Rows of a CSV file, separated by commas, semicolons or tabs.

A quote that is opened and never closed would swallow the rest of the file. So a record that does
not come out right costs its first line only: reading goes on with the line after it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from explain_core.batch.lines import Line, Lines
from explain_core.batch.rows import (
    LONGEST_ROW,
    NOT_UTF8,
    TOO_LONG,
    BadRow,
    Place,
    Row,
    Unreadable,
    text_column,
)
from explain_core.errors import BadData
from explain_core.utf8 import is_utf8

_DELIMITERS = ",;\t"
# Excel writes this line above the header, and hides it.
_DECLARED = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Record:
    cells: list[str]
    lines: list[Line]


class CsvRows:
    """The rows of a CSV file below its header."""

    def __init__(self, lines: Lines, path: Path, *, text: str | None) -> None:
        """Read the header. Raises BadData for a file without a usable one."""
        # The limit is the process's; the one it begins with is less than a long cell.
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))
        self._lines = lines
        self._path = path
        self._delimiter, header = self._header(text)
        self.columns = _distinct(header.cells)
        self.text_column = text_column(text, tuple(header.cells), path)
        if header.cells.count(self.text_column) > 1:
            problem = f"the column {self.text_column!r} is there more than once."
            raise BadData(path, header.lines[-1].number, problem)

    def rows(self, start: Place) -> Iterator[Row | BadRow]:
        if start.row:
            self._lines.seek(start.offset, start.line)
        number = start.row
        while (record := self._next()) is not None:
            if isinstance(record, _Record) and not record.cells:
                continue  # a blank line
            number += 1
            yield self._row(record, number)

    def _next(self) -> _Record | BadRow | None:
        """Return the next record; a BadRow of one line, numbered 0, for what is none."""
        taken: list[Line] = []
        try:
            return _read(self._lines, self._delimiter, taken)
        except Unreadable as error:
            self._lines.give_back(taken[1:])
            first = taken[0]
            place = Place(first.end, first.number)
            return BadRow(first.number, place, len(first.content), str(error))

    def _row(self, record: _Record | BadRow, number: int) -> Row | BadRow:
        if isinstance(record, BadRow):
            place = Place(record.end.offset, record.end.line, number)
            return BadRow(record.first_line, place, record.size, record.problem)
        first, last = record.lines[0], record.lines[-1]
        place = Place(last.end, last.number, number)
        size = sum(len(line.content) for line in record.lines)
        if problem := self._problem(record.cells):
            return BadRow(first.number, place, size, problem)
        values = dict(zip(self.columns, record.cells, strict=True))
        return Row(first.number, place, size, values[self.text_column], values)

    def _problem(self, cells: Sequence[str]) -> str:
        if len(cells) != len(self.columns):
            return f"it has {_cells(len(cells))}, the header {len(self.columns)}."
        return "" if all(map(is_utf8, cells)) else NOT_UTF8

    def _header(self, text: str | None) -> tuple[str, _Record]:
        """Return the delimiter under which the header has the text's column, or most columns."""
        declared = self._declared()
        readings = [
            (delimiter, record)
            for delimiter in (declared or _DELIMITERS)
            if (record := self._try_header(delimiter)) is not None
        ]
        if not readings:
            raise BadData(self._path, 1, "the header is not readable CSV in UTF-8.")
        wanted = "text" if text is None else text
        best = max(readings, key=lambda r: (wanted in r[1].cells, len(r[1].cells)))
        # Lines are taken once more, so that the rows come next.
        again: list[Line] = []
        for line in self._lines:
            again.append(line)
            if line.number == best[1].lines[-1].number:
                break
        return best

    def _declared(self) -> str:
        """Return the delimiter that a line above the header names, '' if there is none."""
        line = next((line for line in self._lines if not line.content.isspace()), None)
        if line is None:
            raise BadData(self._path, 0, "it is empty.")
        declared = _DECLARED.fullmatch(line.content.decode("utf-8", "replace"))
        if declared is None:
            self._lines.give_back([line])
            return ""
        return declared[1]

    def _try_header(self, delimiter: str) -> _Record | None:
        taken: list[Line] = []
        try:
            record = _read(self._lines, delimiter, taken)
        except Unreadable:
            record = None
        self._lines.give_back(taken)
        usable = record is not None and record.cells and all(map(is_utf8, record.cells))
        return record if usable else None


def _read(lines: Lines, delimiter: str, taken: list[Line]) -> _Record | None:
    """Return the next record, None at the end; `taken` gets its lines in any case."""
    try:
        cells = next(csv.reader(_decoded(lines, taken), delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise Unreadable("a quote is opened and never closed.") from None
        raise Unreadable(f"it is not readable CSV ({error}).") from None
    return None if cells is None else _Record(cells, taken)


def _decoded(lines: Lines, taken: list[Line]) -> Iterator[str]:
    """Yield lines as text; bytes that are no UTF-8 come as lone surrogates."""
    size = 0
    for line in lines:
        taken.append(line)
        size += len(line.content)
        if line.cut or size > LONGEST_ROW:
            raise Unreadable(TOO_LONG)
        yield line.content.decode("utf-8", "surrogateescape")


def _cells(n: int) -> str:
    return "1 cell" if n == 1 else f"{n} cells"


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names, repeated ones with a number: id, id -> id, id_2."""
    distinct: list[str] = []
    for name in names:
        number, candidate = 1, name
        while candidate in distinct or (number > 1 and candidate in names):
            number += 1
            candidate = f"{name}_{number}"
        distinct.append(candidate)
    return tuple(distinct)
