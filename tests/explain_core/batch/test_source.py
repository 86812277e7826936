from __future__ import annotations

import hashlib
import io
import os
import sys
import threading
from pathlib import Path

import pytest

from explain_core.batch.rows import Place, Row
from explain_core.batch.source import Source, open_source
from explain_core.errors import BadData


def texts(source: Source) -> list[str]:
    return [row.text for row in source.rows.rows(Place()) if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"id,text\n1,a\n"),
        ("a.tsv", b"id\ttext\n1\ta\n"),
        ("a.jsonl", b'{"text": "a"}\n'),
        ("a.ndjson", b'\n{"text": "a"}\n'),
        ("a.json", b'{"text": "a"}\n'),
        ("a.txt", b"text\na\n"),
        ("a", b'\xef\xbb\xbf {"text": "a"}\n'),
        ("a.csv", b'"{",text\nx,a\n'),
    ],
)
def test_a_file_is_read_by_its_name_or_else_its_content(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with open_source(str(path), text=None) as source:
        assert texts(source) == ["a"]
        assert source.can_resume
        assert source.size == len(content)
        assert source.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("content", [b"text\na\n", b'{"text": "a"}\n'])
def test_standard_input_is_read_by_its_content(
    monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    with open_source("-", text=None) as source:
        assert texts(source) == ["a"]
        assert not source.can_resume


def test_a_named_pipe_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"text\na\n",))
    writer.start()
    with open_source(str(path), text=None) as source:
        assert texts(source) == ["a"]
        assert not source.can_resume
    writer.join()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf\n", "it is empty"),
        ("text\na\n".encode("utf-16"), "UTF-16. Save it as UTF-8"),
        (b"PK\x03\x04...", "Excel workbook"),
        (b"\x1f\x8b...", "compressed"),
        (b'[{"text": "a"}]', "one JSON array"),
    ],
)
def test_what_cannot_be_read_is_called_by_its_name(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "input"
    path.write_bytes(content)
    with pytest.raises(BadData, match=said), open_source(str(path), text=None):
        pass


def test_closed_standard_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(BadData, match="closed"), open_source("-", text=None):
        pass
