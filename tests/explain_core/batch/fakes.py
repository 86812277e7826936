"""An explainer without a model, and journals and sources of small files."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from explain_core.batch.csv_rows import CsvRows
from explain_core.batch.json_rows import JsonRows
from explain_core.batch.lines import Lines
from explain_core.batch.rows import LONGEST_ROW, BadRow, Place, Row
from explain_core.errors import EmptyText, TextTooLong
from explain_core.explanation import Explanation
from tests.explain_core.explanations import explanation

LABELS = ("negative", "neutral", "positive")
PATH = Path("in.csv")


def explain(texts: Sequence[str]) -> list[Explanation]:
    """Explain texts as an explainer would: one that cannot be read fails the whole batch."""
    for text in texts:
        if not text.strip():
            raise EmptyText
        if len(text) > 40_000:
            raise TextTooLong(len(text), 40_000)
    return [explanation(text, {"text": 1.5, "more": -0.5}) for text in texts]


def csv_rows(content: bytes, *, text: str | None = None) -> CsvRows:
    return CsvRows(Lines(BytesIO(content), limit=LONGEST_ROW), PATH, text=text)


def json_rows(content: bytes, *, text: str | None = None) -> JsonRows:
    return JsonRows(Lines(BytesIO(content), limit=LONGEST_ROW), Path("in.jsonl"), text=text)


def good_and_bad(rows: CsvRows | JsonRows) -> tuple[list[Row], list[BadRow]]:
    found = list(rows.rows(Place()))
    return (
        [row for row in found if isinstance(row, Row)],
        [row for row in found if isinstance(row, BadRow)],
    )
