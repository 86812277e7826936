"""CSV lines that a spreadsheet shows and never runs.

A cell that begins like a formula gets a single quote in front, which spreadsheets take as "this is
text", and all text is quoted (OWASP, "CSV Injection"; ASVS 5.0, 1.2.10).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

Cell = str | float | None

# Full-width signs are signs to a spreadsheet set to Chinese or Japanese.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0]")
_NEGATIVE_NUMBER = re.compile(r"-\d+(\.\d+)?([eE][+-]?\d+)?")


def neutral(text: str) -> str:
    """Return `text` so that it is no formula: '=1+1' -> "'=1+1"."""
    return f"'{text}" if _FORMULA.match(text) else text


def neutral_value(cell: str) -> str:
    """Return a cell of any kind so that it is no formula; negative numbers are none: '-5'."""
    return cell if _NEGATIVE_NUMBER.fullmatch(cell) else neutral(cell)


def original(text: str) -> str:
    """Return what `neutral` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def csv_line(cells: Iterable[Cell]) -> bytes:
    """Return one record in UTF-8; numbers are bare, everything else is in quotes.

    What Unicode text cannot hold, half a surrogate pair, is named: '\\\\ud83d'.
    """
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerow(cells)
    return line.getvalue().encode("utf-8", "backslashreplace")
