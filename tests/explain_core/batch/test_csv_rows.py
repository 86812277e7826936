from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from explain_core.batch.rows import LONGEST_ROW, Place, Row
from explain_core.errors import BadData
from tests.explain_core.batch.fakes import csv_rows, good_and_bad


def texts(content: bytes, text: str | None = None) -> list[str]:
    good, bad = good_and_bad(csv_rows(content, text=text))
    assert not bad
    return [row.text for row in good]


@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_rows_are_read_whatever_the_delimiter_mark_and_ending(
    delimiter: bytes, mark: bytes, ending: bytes
) -> None:
    header, row = delimiter.join([b"id", b"text"]), delimiter.join([b"1", b'"a, b; c\t d"'])
    assert texts(mark + header + ending + row + ending) == ["a, b; c\t d"]


def test_a_declared_delimiter_is_used_and_its_line_counted() -> None:
    (row,), bad = good_and_bad(csv_rows(b"sep=;\r\nid;text\r\n1;a\r\n"))
    assert (row.text, row.first_line, bad) == ("a", 3, [])


@pytest.mark.parametrize(
    ("header", "wanted", "found"),
    [
        ("id,text", None, "text"),
        ("id, Text ", None, " Text "),
        ("id,review", "review", "review"),
        ("id,Review", "review", "Review"),
        ("Text,text", None, "text"),
        ("a;text, please", "text, please", "text, please"),
    ],
)
def test_the_text_column_is_found(header: str, wanted: str | None, found: str) -> None:
    assert csv_rows(header.encode() + b"\n", text=wanted).text_column == found


@pytest.mark.parametrize(
    ("content", "wanted", "said"),
    [
        (b"id,review\n1,a\n", None, "no column 'text'. .*'id', 'review'"),
        (b"id,review\n1,a\n", "txt", "no column 'txt'. .*'id', 'review'"),
        (b"text,text\na,b\n", None, "more than once"),
        (b"TEXT,Text\na,b\n", None, "no column 'text'"),
        (b'"text\nabc\n', None, "header is not readable"),
        (b"\n \n", None, "empty"),
        (b"t\xe9xt,text\n", None, "header is not readable CSV in UTF-8"),
    ],
)
def test_a_header_without_a_usable_text_column_is_refused(
    content: bytes, wanted: str | None, said: str
) -> None:
    with pytest.raises(BadData, match=said):
        csv_rows(content, text=wanted)


def test_rows_have_the_real_lines_of_the_file() -> None:
    content = b'id,text\n1,"one\ntwo\n\nfour"\n\n2,next\n3\n4,"a\nb",c\n5,last'
    good, bad = good_and_bad(csv_rows(content))
    assert [(row.values["id"], row.first_line, row.end.line, row.end.row) for row in good] == [
        ("1", 2, 5, 1),
        ("2", 7, 7, 2),
        ("5", 11, 11, 5),
    ]
    assert [row.where for row in bad] == ["line 8", "lines 9-10"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"1", "it has 1 cell, the header 2."),
        (b"1,a,b", "it has 3 cells, the header 2."),
        (b"1,caf\xe9", "not valid UTF-8"),
        (b"\xff,a", "not valid UTF-8"),
        (b'1,"a" b', "not readable CSV"),
        (b'1,"never closed', "never closed|not readable CSV"),
        (b"1," + b"x" * LONGEST_ROW, "longer than"),
    ],
)
def test_a_bad_row_costs_no_other_row(line: bytes, said: str) -> None:
    content = b"id,text\n0,before\n" + line + b'\n2,after\n3,"quoted, too"\n4,last\n'
    good, bad = good_and_bad(csv_rows(content))
    assert [row.text for row in good] == ["before", "after", "quoted, too", "last"]
    assert [row.where for row in bad] == ["line 3"]
    assert re.search(said, bad[0].problem)


@pytest.mark.parametrize(
    "text", ["", " ", "'", "=1", "\u6211", "\U0001f642", "a\x00b", "x" * 200_000]
)
def test_any_text_is_read_as_it_is(text: str) -> None:
    assert texts(b'text,n\n"' + text.encode() + b'",1\n') == [text]


def test_repeated_columns_get_names_of_their_own() -> None:
    rows = csv_rows(b"id,id,text,id_2\n1,2,a,3\n")
    (row,), _ = good_and_bad(rows)
    assert rows.columns == ("id", "id_3", "text", "id_2")
    assert list(row.values.values()) == ["1", "2", "a", "3"]


@pytest.mark.parametrize("done", range(1, 5))
def test_rows_go_on_from_any_place(done: int) -> None:
    content = b'\xef\xbb\xbfid,text\r\n1,"a\r\nb"\r\n\r\n2\r\n3,"c\r\n4,d\r\n5,e\r\n'
    before = list(csv_rows(content).rows(Place()))
    assert len(before) == 5
    assert list(csv_rows(content).rows(before[done - 1].end)) == before[done:]


def test_a_file_with_a_header_alone_has_no_rows() -> None:
    rows: Sequence[Row]
    rows, bad = good_and_bad(csv_rows(b"id,text"))
    assert (rows, bad) == ([], [])
