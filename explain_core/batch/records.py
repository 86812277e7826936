"""Explanations as lines of a results file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from explain_core.batch.rows import BadRow, Row
from explain_core.batch.safe_csv import Cell, csv_line, neutral, neutral_value
from explain_core.explanation import Explanation, WordAttribution

STRONGEST = 5
FORMATS = ("csv", "jsonl")
OTHER_KEYS = "other_keys"  # of rows of JSON Lines that have more than the first one
PROBABILITY_OF = "probability_"
TEXT_COLUMN = "text_column"  # says which of the columns was explained
_RESULTS = (
    "target",
    "words_for",
    "words_against",
    "delta",
    "relative_delta",
    "converged",
    "reliable",
    "doubts",
    "n_steps",
    "method",
    "score",
    "baseline",
    "precision",
    "multi_label",
    "given",
    "thresholds",
    "model",
    TEXT_COLUMN,
)
RESULTS = frozenset({"label", "probability", *_RESULTS})


class Writer(Protocol):
    """Turns explained rows into the bytes of a results file."""

    def header(self) -> bytes: ...
    def record(self, row: Row, explanation: Explanation) -> bytes: ...


class JsonWriter:
    """The whole record, with the row's number and line in the input and its columns as `input`."""

    def header(self) -> bytes:
        return b""

    def record(self, row: Row, explanation: Explanation) -> bytes:
        record = {
            "row": row.end.row,
            "line": row.first_line,
            "input": dict(row.values),
            **explanation.to_dict(),
        }
        # The one thing that UTF-8 cannot hold, a lone surrogate, becomes JSON's own escape for it.
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
        return line.encode("utf-8", "backslashreplace")


class CsvWriter:
    """The input's columns, then the results; no cell is a formula.

    An input column that has the name of a result is called input_label, and so on.
    """

    def __init__(
        self, columns: Sequence[str], labels: Sequence[str], *, text_column: str, open_ended: bool
    ) -> None:
        """labels: the model's; open_ended: whether rows may have more than `columns`."""
        self._columns = tuple(columns)
        self._text_column = text_column
        self._open_ended = open_ended
        probabilities = [f"{PROBABILITY_OF}{label}" for label in labels]
        self._results = ("label", "probability", *probabilities, *_RESULTS)
        self._extra = [OTHER_KEYS] if open_ended else []
        self._names = self._written()

    def header(self) -> bytes:
        return csv_line([*self._names.values(), *self._extra, *map(neutral, self._results)])

    def record(self, row: Row, explanation: Explanation) -> bytes:
        values = row.values
        cells: list[Cell] = [self._copied(column, values) for column in self._columns]
        if self._open_ended:
            others = {key: value for key, value in values.items() if key not in self._columns}
            cells.append(neutral(_json(others)) if others else "")
        return csv_line([*cells, *_results(explanation), self._names[self._text_column]])

    def _written(self) -> dict[str, str]:
        """Return what each of the input's columns is called beside the results."""
        taken = {*self._results, *self._extra}
        names: dict[str, str] = {}
        for column in self._columns:
            name = column
            while name in taken:
                name = f"input_{name}"
            taken.add(name)
            names[column] = neutral(name)
        return names

    def _copied(self, column: str, values: Mapping[str, Any]) -> Cell:
        value = values.get(column)
        if isinstance(value, str):
            return neutral(value) if column == self._text_column else neutral_value(value)
        if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
            return "" if value is None else value
        return neutral(_json(value))


def error_line(row: BadRow) -> bytes:
    """Return a bad row's line in the file of errors."""
    return csv_line([row.first_line, row.end.row, neutral(row.problem)])


ERROR_HEADER = csv_line(["line", "row", "problem"])


def is_reliable(explanation: Explanation) -> bool:
    return explanation.converged and explanation.trust.reliable


def _results(explanation: Explanation) -> list[Cell]:
    """Return the cells of label, probability, every label's probability and `_RESULTS`.

    But for the last one, which is the same in every line.
    """
    return [
        neutral(explanation.label),
        explanation.probability,
        *explanation.probabilities.values(),
        neutral(explanation.target),
        neutral(_words(explanation.strongest(STRONGEST))),
        neutral(_words(explanation.strongest(STRONGEST, sign=-1))),
        explanation.delta,
        explanation.relative_delta,
        _json(explanation.converged),
        _json(is_reliable(explanation)),
        neutral(" ".join(explanation.trust.doubts)),
        explanation.n_steps,
        explanation.method,
        explanation.score,
        explanation.baseline,
        explanation.precision,
        _json(explanation.multi_label),
        neutral(", ".join(explanation.given)),
        neutral(_json(dict(explanation.thresholds))),
        neutral(explanation.model),
    ]


def _words(words: Sequence[WordAttribution]) -> str:
    """Return words with their values: 'smart (+1.83), animals (+0.4)'."""
    return ", ".join(f"{word.text} ({word.attribution:+.4g})" for word in words)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
