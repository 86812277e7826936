"""The explained texts of a results file, one at a time.

JSON Lines hold whole explanations. CSV holds each text's strongest words only: enough to count and
to compare, not to draw.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from explain_core.batch.csv_rows import CsvRows
from explain_core.batch.journal import committed_length
from explain_core.batch.json_rows import parse_object
from explain_core.batch.lines import Lines
from explain_core.batch.records import PROBABILITY_OF, RESULTS, STRONGEST, TEXT_COLUMN
from explain_core.batch.rows import BadRow, Place, Unreadable, text_column
from explain_core.batch.safe_csv import original
from explain_core.errors import BadData, BadOption, NoSuchColumn
from explain_core.explanation import Explanation, given_labels
from explain_core.heatmap import wording

_LONGEST_RECORD = 1 << 26  # 40,000 words with their attributions take a tenth of that
_VALUED_WORD = re.compile(r"(\S.*?) \(([+-][^\s()]+)\)(?:, |$)")
_COLUMNS = (
    *("label", "probability", "target", "words_for", "relative_delta", "converged", "reliable"),
    *("doubts", "method", "score", "baseline", "precision", "multi_label", "model"),
)
_ALWAYS_THERE = "label"  # a column of every results file
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the explanations were made with."""

    model: str
    method: str
    score: str
    baseline: str


@dataclass(frozen=True, slots=True)
class Text:
    """One explained text.

    words:       the strongest words that push towards the target, with their attributions.
    thresholds:  of a multi-label model, from which probability on each is given.
    warning:     why the explanation is not to be relied on, "" if it is.
    line:        where the record ends in the results file.
    explanation: the whole of it, where the file has it.
    """

    text: str
    label: str
    probabilities: Mapping[str, float]
    multi_label: bool
    thresholds: Mapping[str, float]
    target: str
    words: Sequence[tuple[str, float]]
    warning: str
    converged: bool
    relative_delta: float
    settings: Settings
    precision: str
    line: int
    explanation: Explanation | None = None

    @property
    def probability(self) -> float:
        return self.probabilities[self.label]

    @property
    def given(self) -> tuple[str, ...]:
        """The labels that the model gives; of a multi-label model there may be none."""
        return given_labels(self)


def read_texts(path: Path, *, text: str | None) -> Iterator[Text]:
    """Yield the texts of a results file; of an unfinished one, those that are sure.

    text:   the column of the texts in a CSV file, by default the one that was explained.
    Raises: BadData that names the line.
    """
    sure = committed_length(path)
    try:
        with path.open("rb") as stream:
            lines = Lines(stream, limit=_LONGEST_RECORD)
            if not lines.head.strip() or lines.head.startswith(b"{"):
                found = _json_texts(lines, path)
            else:
                found = _csv_texts(_csv_rows(lines, path, text), path, text)
            for end, one in found:
                if sure is not None and end > sure:
                    return
                yield one
    except OSError as error:
        raise BadData(path, 0, f"it cannot be read ({error.strerror}).") from None


def _json_texts(lines: Lines, path: Path) -> Iterator[tuple[int, Text]]:
    for line in lines:
        try:
            explanation = Explanation.from_dict(parse_object(line))
        except (Unreadable, ValueError) as error:
            raise BadData(path, line.number, _no_record(error)) from None
        yield line.end, _of_explanation(explanation, line.number)


def _of_explanation(explanation: Explanation, line: int) -> Text:
    return Text(
        text=explanation.text,
        label=explanation.label,
        probabilities=explanation.probabilities,
        multi_label=explanation.multi_label,
        thresholds=explanation.thresholds,
        target=explanation.target,
        words=[(word.text, word.attribution) for word in explanation.strongest(STRONGEST)],
        warning=wording.unreliable(explanation),
        converged=explanation.converged,
        relative_delta=explanation.relative_delta,
        settings=Settings(
            explanation.model,
            explanation.method,
            explanation.score,
            explanation.baseline,
        ),
        precision=explanation.precision,
        line=line,
        explanation=explanation,
    )


def _not_of_batch(path: Path, missing: str) -> BadData:
    return BadData(path, 0, f"explain batch did not write it: there is no column {missing!r}.")


def _csv_rows(lines: Lines, path: Path, text: str | None) -> CsvRows:
    if text is not None:
        return CsvRows(lines, path, text=text)
    try:
        return CsvRows(lines, path, text=_ALWAYS_THERE)
    except NoSuchColumn:
        raise _not_of_batch(path, _ALWAYS_THERE) from None


def _csv_texts(rows: CsvRows, path: Path, text: str | None) -> Iterator[tuple[int, Text]]:
    missing = next((column for column in _COLUMNS if column not in rows.columns), None)
    if missing is not None:
        raise _not_of_batch(path, missing)
    if text in RESULTS:
        raise BadOption("--text", text, f"a column of the input; it is called input_{text} here")
    if text is None and TEXT_COLUMN in rows.columns:
        text = TEXT_COLUMN
    column = text_column(text, rows.columns, path)
    for row in rows.rows(Place()):
        if isinstance(row, BadRow):
            raise BadData(path, row.end.line, row.problem)
        try:
            cells = row.values
            written = cells[cells[column] if column == TEXT_COLUMN else column]
            yield row.end.offset, _of_cells(cells, written, row.end.line)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadData(path, row.end.line, _no_record(error)) from None


def _of_cells(cells: Mapping[str, str], text: str, line: int) -> Text:
    label = original(cells["label"])
    columns = list(cells)
    of_labels = columns[columns.index("probability") + 1 : columns.index("target")]
    probabilities = {
        column.removeprefix(PROBABILITY_OF): float(cells[column]) for column in of_labels
    }
    reliable, doubts = _truth(cells["reliable"]), original(cells["doubts"])
    words = _VALUED_WORD.findall(original(cells["words_for"]))
    return Text(
        text=original(text),
        label=label,
        probabilities=probabilities | {label: float(cells["probability"])},
        multi_label=_truth(cells["multi_label"]),
        thresholds=_thresholds(cells),
        target=original(cells["target"]),
        words=[(word, float(value)) for word, value in words],
        warning="" if reliable else f"Not reliable: {doubts or 'not converged.'}",
        converged=_truth(cells["converged"]),
        relative_delta=float(cells["relative_delta"]),
        settings=Settings(
            original(cells["model"]),
            cells["method"],
            cells["score"],
            cells["baseline"],
        ),
        precision=cells["precision"],
        line=line,
    )


def _thresholds(cells: Mapping[str, str]) -> dict[str, float]:
    """Return the labels' thresholds; none in a file of before they were written."""
    found = json.loads(original(cells.get("thresholds", "{}")))
    return {str(label): float(value) for label, value in found.items()}


def _no_record(error: Exception) -> str:
    return f"it is no record that explain batch writes ({str(error).removesuffix('.')})."


def _truth(cell: str) -> bool:
    return _TRUTH[cell.lower()]  # a spreadsheet saves them as TRUE and FALSE
