from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from explain_core.errors import BadData
from explain_core.train.rows import label_sets, read
from tests.explain_core.train.conftest import WriteCsv


def test_read_single_label_makes_sorted_one_hot_targets(write_csv: WriteCsv) -> None:
    rows = read([write_csv("a.csv", [("text", "label"), ("x", "pos"), ("y", "neg")])])
    assert rows.labels == ("neg", "pos")
    assert rows.targets.tolist() == [[0, 1], [1, 0]]
    assert not rows.multi_label


def test_read_multi_label_keeps_empty_cells_unknown(write_csv: WriteCsv) -> None:
    rows = read([write_csv("a.csv", [("text", "toxic", "threat", "source"), ("x", "1", "", "s")])])
    assert rows.multi_label
    assert rows.labels == ("toxic", "threat")
    np.testing.assert_array_equal(rows.targets, [[1.0, np.nan]])


def test_read_gzip_and_several_files_in_order(tmp_path: Path, write_csv: WriteCsv) -> None:
    packed = tmp_path / "b.csv.gz"
    packed.write_bytes(gzip.compress(b"text,label\nsecond,b\n"))
    rows = read([write_csv("a.csv", [("text", "label"), ("first", "a")]), packed])
    assert rows.texts == ("first", "second")


def test_read_keeps_text_as_it_is(write_csv: WriteCsv) -> None:
    text = '  "quoted", [SEP]\nsecond line '
    rows = read([write_csv("a.csv", [("text", "label"), (text, "a"), ("x", "b")])])
    assert rows.texts[0] == text


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ([("txt", "label"), ("x", "a")], 1, "no column 'text'"),
        ([("text", "label"), ("x", "a"), (" ", "b")], 3, "text is empty"),
        ([("text", "label"), ("x", "a"), ("y", "")], 3, "'label' is empty"),
        ([("text", "label"), ("x", "a"), ("y", "b", "c")], 3, "not 2 columns"),
        ([("text", "label"), ("x", "a"), ("y",)], 3, "not 2 columns"),
        ([("text", "toxic"), ("x", "0"), ("y", "yes")], 3, "'yes'; 0, 1 or nothing"),
        ([("text", "label"), ("two\nlines", "a"), ("y", "")], 4, "'label' is empty"),
        ([("text", "label")], 1, "no rows"),
        ([("text", "label"), ("x", "a"), ("y", "a")], 1, "more labels"),
    ],
)
def test_read_names_the_line_of_a_bad_row(
    write_csv: WriteCsv, lines: list[tuple[str, ...]], line: int, said: str
) -> None:
    with pytest.raises(BadData, match=f"line {line}: .*{said}") as caught:
        read([write_csv("bad.csv", lines)])
    assert caught.value.line == line


def test_read_refuses_a_label_that_training_did_not_have(write_csv: WriteCsv) -> None:
    dev = write_csv("dev.csv", [("text", "label"), ("x", "maybe")])
    with pytest.raises(BadData, match=r"line 2: .*'maybe' is not one of yes, no"):
        read([dev], labels=("yes", "no"))


@pytest.mark.parametrize("header", [("text", "toxc"), ("text", "label"), ("text",)])
def test_read_names_the_label_column_that_a_later_file_lacks(
    write_csv: WriteCsv, header: tuple[str, ...]
) -> None:
    first = write_csv("a.csv", [("text", "toxic"), ("x", "1")])
    second = write_csv("b.csv", [header, ("y", "0")[: len(header)]])
    with pytest.raises(BadData, match=r"b\.csv, line 1: there is no column 'toxic'") as caught:
        read([first, second])
    assert caught.value.line == 1


def test_read_names_a_given_label_that_has_no_column(write_csv: WriteCsv) -> None:
    path = write_csv("a.csv", [("text", "toxic"), ("x", "1")])
    with pytest.raises(BadData, match="line 1: there is no column 'threat'"):
        read([path], labels=("toxic", "threat"))


@pytest.mark.parametrize("header", [("text", "a", "a"), ("text", "a", "")])
def test_read_refuses_label_columns_that_cannot_be_told_apart(
    write_csv: WriteCsv, header: tuple[str, ...]
) -> None:
    with pytest.raises(BadData, match=r"line 1: .*a name of its own"):
        read([write_csv("a.csv", [header, ("x", "1", "0")])])


@pytest.mark.parametrize(
    ("multi_label", "lines", "missing"),
    [
        (False, [("text", "yes", "no"), ("x", "1", "0")], "label"),
        (True, [("text", "label"), ("x", "yes")], "yes"),
    ],
)
def test_read_refuses_a_file_of_the_other_kind(
    write_csv: WriteCsv, multi_label: bool, lines: list[tuple[str, ...]], missing: str
) -> None:
    dev = write_csv("dev.csv", lines)
    with pytest.raises(BadData, match=f"line 1: there is no column '{missing}'"):
        read([dev], labels=("yes", "no"), multi_label=multi_label)


def test_read_leaves_out_the_mark_that_starts_some_files(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbftext,label\nx,a\ny,b\n"
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(content))
    assert read([tmp_path / "a.csv", tmp_path / "b.csv.gz"]).texts == ("x", "y", "x", "y")


@pytest.mark.parametrize("content", [b"text,label\n\xff\xfe,a\n", b'text,label\n"open,a\n'])
def test_read_says_where_a_file_stops_being_csv(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(BadData, match=r"broken\.csv, line \d+: it is not readable CSV"):
        read([path])


def test_read_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="cannot be opened"):
        read([tmp_path / "nowhere.csv"])


def test_label_sets_leave_out_what_a_source_never_says(write_csv: WriteCsv) -> None:
    lines = [
        ("text", "label", "source"),
        ("a", "pos", "films"),
        ("b", "neg", "films"),
        ("c", "pos", "chat:one"),
        ("d", "neu", "chat:two"),
        ("e", "neg", "chat:two"),
    ]
    rows = read([write_csv("a.csv", lines)])
    assert rows.labels == ("neg", "neu", "pos")
    sets = label_sets(rows).tolist()
    assert sets[0] == [True, False, True]
    assert sets[2] == [True, True, True]


def test_prior_counts_known_cells_only(write_csv: WriteCsv) -> None:
    rows = read([write_csv("a.csv", [("text", "x", "y"), ("a", "1", ""), ("b", "0", "1")])])
    assert rows.prior().tolist() == [0.5, 1.0]
