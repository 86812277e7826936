from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from explain_core.batch.records import CsvWriter, JsonWriter, error_line
from explain_core.batch.rows import BadRow, Place, Row
from explain_core.explanation import Explanation, Trust
from tests.explain_core.batch.fakes import LABELS
from tests.explain_core.explanations import explanation


def row(text: str, **others: Any) -> Row:
    return Row(4, Place(90, 5, 3), 20, text, {"text": text, **others})


def written(
    rows: Sequence[Row], explanations: Sequence[Explanation], **options: Any
) -> list[dict[str, str]]:
    settings = {"labels": LABELS, "text_column": "text", "open_ended": False} | options
    writer = CsvWriter(tuple(rows[0].values), **settings)
    lines = [writer.record(r, e) for r, e in zip(rows, explanations, strict=True)]
    content = (writer.header() + b"".join(lines)).decode("utf-8")
    return list(csv.DictReader(io.StringIO(content, newline=""), strict=True))


def test_csv_has_the_inputs_columns_and_the_results() -> None:
    e = explanation("good bad film", [1.5, -0.25], label="neutral")
    (found,) = written([row("good bad film", id="7")], [e])
    assert list(found)[:8] == [
        *("text", "id", "label", "probability"),
        *(f"probability_{label}" for label in LABELS),
        "target",
    ]
    assert (found["text"], found["id"], found["label"]) == ("good bad film", "7", "neutral")
    assert float(found["probability"]) == float(found["probability_neutral"]) == e.probability
    assert (found["words_for"], found["words_against"]) == ("good (+1.5)", "bad (-0.25)")
    assert (float(found["delta"]), found["converged"], found["reliable"]) == (
        e.delta,
        "true",
        "true",
    )


@pytest.mark.parametrize(
    ("changes", "converged", "reliable"),
    [
        ({"converged": False}, "false", "false"),
        ({"trust": Trust(doubts=("=It is doubtful.",))}, "true", "false"),
    ],
)
def test_csv_says_what_is_not_reliable(
    changes: dict[str, Any], converged: str, reliable: str
) -> None:
    (found,) = written([row("a")], [replace(explanation("a"), **changes)])
    assert (found["converged"], found["reliable"]) == (converged, reliable)


def test_csv_has_no_formula_in_any_cell_or_column() -> None:
    text = "=HYPERLINK(1)"
    others = {"+x": "@y", "label": "-z", "n": "-5", "\tt": "\r=1"}
    e = replace(
        explanation(text, {"=": 2.0, "(": -1.0}, label="-l", probabilities={"-l": 0.9, "=m": 0.1}),
        trust=Trust(doubts=("=doubt",)),
        model="@model",
    )
    (found,) = written([row(text, **others)], [e], labels=("-l", "=m"))
    cells = [*found, *(value for key, value in found.items() if key not in ("n", "delta"))]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert (found["text"], found["'+x"], found["n"]) == (f"'{text}", "'@y", "-5")


def test_an_input_column_named_like_a_result_is_renamed() -> None:
    others = {"label": "mine", "input_label": "x", "delta": "y"}
    (found,) = written([row("a", **others)], [explanation("a")])
    assert found["label"] == "negative"
    assert {found["input_label"], found["input_input_label"]} == {"mine", "x"}
    assert found["input_delta"] == "y"


def test_rows_of_json_lines_keep_what_has_no_column() -> None:
    rows = [row("a", id=1), row("b", more={"k": [1]}, id=None), row("c", id=True)]
    found = written(rows, [explanation(r.text) for r in rows], open_ended=True)
    assert [(r["id"], r["other_keys"]) for r in found] == [
        ("1", ""),
        ("", '{"more": {"k": [1]}}'),
        ("true", ""),
    ]


@pytest.mark.parametrize("text", ["a", "caf\u00e9 \u6211", "\U0001f642", "a\u2028b", 'say "x"\n'])
def test_json_lines_hold_the_row_and_the_whole_explanation(text: str) -> None:
    e = explanation(text, [1.0])
    line = JsonWriter().record(row(text, note="\ud83d"), e)
    assert line.count(b"\n") == 1
    record = json.loads(line.decode("utf-8"))
    assert (record["row"], record["line"]) == (3, 4)
    assert record["input"] == {"text": text, "note": "\ud83d"}
    assert Explanation.from_dict(record) == e


def test_error_lines_are_no_formulas() -> None:
    bad = BadRow(4, Place(90, 6, 3), 20, "=problem")
    assert error_line(bad) == b'4,3,"\'=problem"\n'
