from __future__ import annotations

import json

import pytest

from explain_core.batch.rows import Place
from explain_core.errors import BadData
from tests.explain_core.batch.fakes import good_and_bad, json_rows


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_rows_are_objects_one_a_line(mark: bytes) -> None:
    good, bad = good_and_bad(json_rows(mark + b'{"id": 1, "text": "a"}\n\n{"text": "b"}'))
    assert not bad
    assert [(row.text, row.first_line, row.end.row) for row in good] == [("a", 1, 1), ("b", 3, 2)]
    assert good[0].values == {"id": 1, "text": "a"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"text": "a"', "not JSON"),
        (b"plain", "not JSON"),
        (b'["text"]', "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b'{"id": 1}', "there is no 'text'"),
        (b'{"text": null}', "nothing"),
        (b'{"text": 5}', "holds a number, not a text"),
        (b'{"text": 5.5}', "holds a number, not a text"),
        (b'{"text": true}', "holds true or false, not a text"),
        (b'{"text": ["a"]}', "holds a list, not a text"),
        (b'{"text": {"a": 1}}', "holds an object, not a text"),
        (b'{"text": "a", "n": 1e999}', "1e999 is too large for a number"),
        (b'{"text": "a", "n": {"deep": [-1e400]}}', "-1e400 is too large for a number"),
        (b'{"text": "a", "n": NaN}', "NaN"),
        (b'{"text": "a", "n": ' + b"1" * 5000 + b"}", "not usable JSON"),
        (b'{"text": "a", "n": ' + b"[" * 100_000 + b"}", "not usable JSON"),
        (b'{"text": "caf\xe9"}', "not valid UTF-8"),
    ],
)
def test_a_bad_row_is_told_with_its_line(line: bytes, said: str) -> None:
    content = b'{"text": "before"}\n' + line + b'\n{"text": "after"}\n'
    good, bad = good_and_bad(json_rows(content))
    assert [row.text for row in good] == ["before", "after"]
    assert [row.where for row in bad] == ["line 2"]
    assert said in bad[0].problem


def test_a_column_that_no_row_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadData, match=r"no column 'text'\. .*'id', 'review'"):
        json_rows(b'{"id": 1, "review": "a"}\n{"id": 2}\n')


def test_columns_are_those_of_the_first_row_with_a_text() -> None:
    rows = json_rows(b'broken\n{"id": 1}\n{"id": 2, "text": "a"}\n{"text": "b", "more": 1}\n')
    assert rows.columns == ("id", "text")


@pytest.mark.parametrize("text", ["", "\u6211", "\U0001f642", "\ud800", "a\nb", "\x00"])
def test_any_text_is_read_as_it_is(text: str) -> None:
    (row,), _ = good_and_bad(json_rows(json.dumps({"text": text}).encode()))
    assert row.text == text


def test_rows_go_on_from_any_place() -> None:
    content = b'{"text": "a"}\n\nbroken\n{"text": "b"}\n'
    before = list(json_rows(content).rows(Place()))
    for done in (1, 2, 3):
        assert list(json_rows(content).rows(before[done - 1].end)) == before[done:]
