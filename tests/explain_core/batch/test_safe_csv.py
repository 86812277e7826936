from __future__ import annotations

import csv
import io

import pytest

from explain_core.batch.safe_csv import csv_line, neutral, neutral_value, original

FORMULAS = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    " =1",
    "\uff1d1",
    "=",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_neutral_puts_a_quote_before_a_formula(text: str) -> None:
    assert neutral(text) == neutral_value(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a", "1=1", "'=1", "a@b", "(-1)", "\u2212 minus"])
def test_neutral_leaves_other_text_alone(text: str) -> None:
    assert neutral(text) == neutral_value(text) == text


@pytest.mark.parametrize("number", ["-5", "-0.25", "-1e-05"])
def test_a_negative_number_is_a_formula_only_as_a_text(number: str) -> None:
    assert neutral_value(number) == number
    assert neutral(number) == f"'{number}"


@pytest.mark.parametrize("text", [*FORMULAS, "", "a", "'a"])
def test_original_undoes_neutral(text: str) -> None:
    assert original(neutral(text)) == text


@pytest.mark.parametrize(
    "text", ["a,b", 'say "x"', "a\nb", "a\rb", "a;b\tc", "", " ", "\U0001f642"]
)
def test_csv_line_is_read_back_as_one_row(text: str) -> None:
    line = csv_line([text, -0.5, 3, "end"]).decode("utf-8")
    assert list(csv.reader(io.StringIO(line, newline=""))) == [[text, "-0.5", "3", "end"]]
    assert line.endswith('"end"\n')


def test_csv_line_names_what_utf8_cannot_hold() -> None:
    assert csv_line(["\ud83d"]) == b'"\\ud83d"\n'
