"""An input file or stream, opened, and its format found out."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import cast

from explain_core.batch.csv_rows import CsvRows
from explain_core.batch.json_rows import JsonRows
from explain_core.batch.lines import Lines
from explain_core.batch.rows import LONGEST_ROW, Rows
from explain_core.errors import BadData

STANDARD_INPUT = Path("standard input")
_JSON_LINES = (".jsonl", ".ndjson")
_CSV = (".csv", ".tsv")
_JSON_ARRAY = (b"[{", b"[ ", b"[\n", b"[\r")
_NOT_TEXT = {
    b"\xff\xfe": "UTF-16. Save it as UTF-8",
    b"\xfe\xff": "UTF-16. Save it as UTF-8",
    b"PK\x03\x04": "an Excel workbook or a ZIP archive. Save it as CSV in UTF-8",
    b"\x1f\x8b": "compressed. Decompress it first",
}


@dataclass(frozen=True, slots=True)
class Source:
    """An input that is open.

    name:   how to speak of it.
    size:   in bytes, None for a stream, which can be read only once.
    sha256: of the whole content, "" for a stream.
    status: of the file behind it, None if there is none.
    """

    name: Path
    rows: Rows
    size: int | None
    sha256: str
    status: os.stat_result | None

    @property
    def can_resume(self) -> bool:
        return self.size is not None


@contextmanager
def open_source(path: str, *, text: str | None) -> Iterator[Source]:
    """Open an input; `-` is standard input.

    text: the column of the texts, by default "text".
    Raises: BadData for what cannot be opened or has no such column.
    """
    name = STANDARD_INPUT if path == "-" else Path(path)
    with _open(name) as stream:
        status = _status(stream)
        is_file = name is not STANDARD_INPUT and status is not None and _is_file(status)
        digest = hashlib.file_digest(stream, "sha256").hexdigest() if is_file else ""
        if is_file:
            stream.seek(0)
        rows = _rows(Lines(stream, limit=LONGEST_ROW), name, text)
        size = status.st_size if is_file and status is not None else None
        yield Source(name, rows, size=size, sha256=digest, status=status)


def _open(name: Path) -> AbstractContextManager[BufferedReader]:
    if name is STANDARD_INPUT:
        if sys.stdin is None:
            raise BadData(name, 0, "it is closed.")
        return nullcontext(cast(BufferedReader, sys.stdin.buffer))
    try:
        return name.open("rb")
    except OSError as error:
        raise BadData(name, 0, f"it cannot be opened ({error.strerror}).") from None


def _status(stream: BufferedReader) -> os.stat_result | None:
    try:
        return os.fstat(stream.fileno())
    except OSError:  # a stream without a file behind it
        return None


def _is_file(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode)


def _rows(lines: Lines, name: Path, text: str | None) -> Rows:
    head = lines.head.lstrip()
    for signature, what in _NOT_TEXT.items():
        if lines.head.startswith(signature):
            raise BadData(name, 0, f"it is {what}.")
    if not head:
        raise BadData(name, 0, "it is empty.")
    suffix = name.suffix.lower()
    if suffix in _JSON_LINES or (suffix not in _CSV and head.startswith(b"{")):
        return JsonRows(lines, name, text=text)
    if suffix not in _CSV and head.startswith(_JSON_ARRAY):
        raise BadData(name, 0, "it is one JSON array; each element must be a line of its own.")
    return CsvRows(lines, name, text=text)
