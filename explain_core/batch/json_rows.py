"""Rows of a JSON Lines file: one object a line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from explain_core.batch.lines import Line, Lines
from explain_core.batch.rows import NOT_UTF8, TOO_LONG, BadRow, Place, Row, Unreadable, text_column

# A column that none of so many rows has is the caller's mistake rather than theirs.
_LOOK_AHEAD = 32
_KINDS = {type(None): "nothing (null)", bool: "true or false", dict: "an object", list: "a list"}


class JsonRows:
    """The rows of a JSON Lines file; columns are the keys of the first row that has a text."""

    def __init__(self, lines: Lines, path: Path, *, text: str | None) -> None:
        """Look at the first rows. Raises BadData if none of them has the column."""
        self._lines = lines
        head = list(islice(lines, _LOOK_AHEAD))
        lines.give_back(head)
        objects = [record for line in head if (record := _object_or_none(line)) is not None]
        keys = tuple(dict.fromkeys(key for record in objects for key in record))
        self.text_column = text_column(text, keys, path) if objects else text or "text"
        self.columns = next(
            (tuple(record) for record in objects if self.text_column in record),
            (self.text_column,),
        )

    def rows(self, start: Place) -> Iterator[Row | BadRow]:
        if start.row:
            self._lines.seek(start.offset, start.line)
        number = start.row
        for line in self._lines:
            if line.content.isspace():
                continue
            number += 1
            yield self._row(line, Place(line.end, line.number, number))

    def _row(self, line: Line, place: Place) -> Row | BadRow:
        size = len(line.content)
        try:
            record = parse_object(line)
            text = self._text(record)
        except Unreadable as error:
            return BadRow(line.number, place, size, str(error))
        return Row(line.number, place, size, text, record)

    def _text(self, record: Mapping[str, Any]) -> str:
        if self.text_column not in record:
            raise Unreadable(f"there is no {self.text_column!r}.")
        text = record[self.text_column]
        if not isinstance(text, str):
            kind = _KINDS.get(type(text), "a number")
            raise Unreadable(f"{self.text_column!r} holds {kind}, not a text.")
        return text


def parse_object(line: Line) -> dict[str, Any]:
    """Return the JSON object that a line holds. Raises Unreadable."""
    if line.cut:
        raise Unreadable(TOO_LONG)
    try:
        content = line.content.decode("utf-8")
        record = json.loads(content, parse_constant=_refuse, parse_float=_finite)
    except UnicodeDecodeError:
        raise Unreadable(NOT_UTF8) from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"it is not JSON ({error.msg} at character {error.pos + 1}).") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is not usable JSON ({error}).") from None
    if not isinstance(record, dict):
        raise Unreadable("it is not a JSON object.")
    return record


def _object_or_none(line: Line) -> dict[str, Any] | None:
    try:
        return parse_object(line)
    except Unreadable:
        return None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


def _finite(digits: str) -> float:
    """Return a number; JSON allows larger ones than can be written again, such as 1e999."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large for a number")
    return number
