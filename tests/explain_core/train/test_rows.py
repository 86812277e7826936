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
        ([("text", "label"), (), ("x", "a"), (), ("y", "")], 5, "'label' is empty"),
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


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("text", "label")], "there are no rows after the header."),
        ([("text", "label"), ("x", "a"), ("y", "a")], "a classifier needs more labels than ['a']."),
    ],
)
def test_read_names_no_line_for_what_the_whole_file_lacks(
    write_csv: WriteCsv, lines: list[tuple[str, ...]], said: str
) -> None:
    path = write_csv("bad.csv", lines)
    with pytest.raises(BadData) as caught:
        read([path])
    assert str(caught.value) == f"{path}: {said}"


NOT_UTF8 = "the row is not UTF-8; save the file as UTF-8."


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"text,label\ngood,pos\n\xff\xfe,neg\n", 3, NOT_UTF8),
        (b"text,label\n" + b"good,pos\n" * 5000 + b"caf\xe9,neg\nbad,neg\n", 5002, NOT_UTF8),
        (b'text,label\n"two\nlines",pos\nbad,n\xe9g\n', 4, NOT_UTF8),
        (b"text,label\ngood,pos\nbad,neg\nl\xc3", 4, "the row has not 2 columns."),
        (b"text,label\ngood,pos\nbad,\xc3", 3, NOT_UTF8),
        (b"text,label\ngood,\xed\xa0\x80\n", 2, NOT_UTF8),
        ("text,label\ngood,pos\n".encode("utf-16"), 1, NOT_UTF8),
        (b"t\xe9xt,text,label\nx,good,pos\n", 1, NOT_UTF8),
        (b'text,label\ngood,pos\n"open,a\n', 3, "it is not readable CSV (unexpected end of data)."),
        (
            b'text,label\ngood,pos\n"bad"x,a\ngood,pos\n',
            3,
            "it is not readable CSV (',' expected after '\"').",
        ),
    ],
)
def test_read_names_the_line_that_is_not_utf8_or_not_csv(
    tmp_path: Path, content: bytes, line: int, said: str, packed: bool
) -> None:
    path = tmp_path / ("broken.csv.gz" if packed else "broken.csv")
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(BadData) as caught:
        read([path])
    assert str(caught.value) == f"{path}, line {line}: {said}"


@pytest.mark.parametrize("kind", ["plain", "cut", "garbled"])
def test_read_names_no_line_of_a_gzip_file_that_cannot_be_unpacked(
    tmp_path: Path, kind: str
) -> None:
    whole = gzip.compress(b"text,label\ngood,pos\nbad,neg\n")
    content = {
        "plain": b"text,label\ngood,pos\n",
        "cut": whole[:-12],
        "garbled": whole[:10] + b"\xff" * 40,
    }[kind]
    path = tmp_path / "broken.csv.gz"
    path.write_bytes(content)
    with pytest.raises(BadData, match=r"broken\.csv\.gz: it is not a whole gzip file"):
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
