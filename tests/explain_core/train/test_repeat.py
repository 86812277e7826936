from __future__ import annotations

from pathlib import Path

import pytest

from explain_core.errors import BadOption
from explain_core.train import options
from explain_core.train.rows import Rows, read


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    path = tmp_path / "rows.csv"
    path.write_text(
        "text,label,source\na,yes,chat\nb,no,chat\nc,yes,mail\nd,no,a/b=c\n", encoding="utf-8"
    )
    return read([path])


@pytest.mark.parametrize(
    ("given", "texts"),
    [
        ([], "abcd"),
        (["chat=1"], "abcd"),
        (["chat=2"], "abcdab"),
        (["chat/no=3"], "abcdbb"),
        (["chat=2", "mail/yes=2"], "abcdabc"),
    ],
)
def test_repeated_uses_rows_again(given: list[str], texts: str, rows: Rows) -> None:
    found = options.repeated(rows, given)
    assert "".join(found.texts) == texts
    assert len(found.targets) == len(found.sources) == len(texts)
    for row, text in enumerate(found.texts):
        assert found.targets[row].tolist() == rows.targets["abcd".index(text)].tolist()


@pytest.mark.parametrize(
    "given", ["chat", "chat=0", "chat=-1", "chat=two", "=2", "letters=2", "chat/maybe=2", "/yes=2"]
)
def test_repeated_refuses_what_no_row_has(given: str, rows: Rows) -> None:
    with pytest.raises(BadOption, match="--repeat"):
        options.repeated(rows, [given])
