from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from explain_core.batch.csv_rows import CsvRows
from explain_core.batch.journal import Journal, Paths
from explain_core.batch.lines import Lines
from explain_core.batch.records import JsonWriter
from explain_core.batch.run import explain_rows
from tests.explain_core.batch import fakes
from tests.explain_core.batch.test_lines import Endless


def test_an_endless_stream_is_explained_as_it_comes(tmp_path: Path) -> None:
    stream = Endless(b"text\n")
    rows = CsvRows(Lines(cast(BinaryIO, stream), limit=1000), fakes.PATH, text=None)
    paths = Paths(tmp_path / "out.jsonl")
    with Journal(paths, {}) as journal:
        steps = explain_rows(rows, journal, writer=JsonWriter(), explain=fakes.explain)
        for _ in islice(steps, 10):
            assert paths.out.stat().st_size == journal.progress.out
        assert journal.progress.explained == 320
    assert stream.n_read == 1 << 16  # ten chunks lie in what was read at once


def test_rows_go_on_where_the_journal_stands(tmp_path: Path) -> None:
    content = b"text\n" + b"".join(b"text %d\n" % n for n in range(100))
    paths = Paths(tmp_path / "out.jsonl")
    for expected in (32, 64, 96, 100):
        with Journal(paths, {}) as journal:
            rows = fakes.csv_rows(content)
            next(explain_rows(rows, journal, writer=JsonWriter(), explain=fakes.explain))
            assert journal.progress.explained == expected
    assert paths.out.read_bytes().count(b"\n") == 100
