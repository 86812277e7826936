"""Rows -> explanations and bad rows, a chunk at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from explain_core.batch.rows import BadRow, Row
from explain_core.errors import AttributionError, EmptyText, NotUnicode, TextTooLong
from explain_core.explanation import Explanation

Explain = Callable[[list[str]], Sequence[Explanation]]

# So many rows are explained together and made durable together: work that a crash may cost.
_ROWS_PER_CHUNK = 32
_BYTES_PER_CHUNK = 1 << 17

# What is wrong with one row; a wrong option is wrong for all of them.
_OF_ONE_TEXT = (EmptyText, TextTooLong, NotUnicode, AttributionError)


@dataclass(frozen=True, slots=True)
class Explained:
    row: Row
    explanation: Explanation


def chunks(rows: Iterable[Row | BadRow]) -> Iterator[list[Row | BadRow]]:
    """Yield rows in lists of bounded length and size."""
    chunk: list[Row | BadRow] = []
    size = 0
    for row in rows:
        chunk.append(row)
        size += row.size
        if len(chunk) == _ROWS_PER_CHUNK or size >= _BYTES_PER_CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def explained(chunk: Sequence[Row | BadRow], explain: Explain) -> list[Explained | BadRow]:
    """Return what became of each row, in order."""
    rows = [row for row in chunk if isinstance(row, Row)]
    outcomes = iter(_together(rows, explain))
    return [row if isinstance(row, BadRow) else next(outcomes) for row in chunk]


def _together(rows: Sequence[Row], explain: Explain) -> list[Explained | BadRow]:
    """Explain rows in one batch; if one of them cannot be, halve until it stands alone."""
    if not rows:
        return []
    try:
        explanations = explain([row.text for row in rows])
    except _OF_ONE_TEXT as error:
        if len(rows) == 1:
            (row,) = rows
            return [BadRow(row.first_line, row.end, row.size, str(error))]
        middle = len(rows) // 2
        return _together(rows[:middle], explain) + _together(rows[middle:], explain)
    return [Explained(row, e) for row, e in zip(rows, explanations, strict=True)]
