"""A batch that kills itself: `python -m tests.explain_core.batch.killed IN OUT FORMAT N`.

At its Nth call for durability (fsync) the process ends with SIGKILL, before the call does anything.
N of 0 lets it run to its end.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path

from explain_core.batch.journal import Journal, Paths
from explain_core.batch.records import CsvWriter, JsonWriter, Writer
from explain_core.batch.run import explain_rows
from explain_core.batch.source import open_source
from tests.explain_core.batch import fakes


def die_at(n: int) -> None:
    calls, sync = count(1), os.fsync

    def fsync(file: int) -> None:
        if next(calls) == n:
            os.kill(os.getpid(), signal.SIGKILL)
        sync(file)

    os.fsync = fsync  # type: ignore[assignment]


def main(source_path: str, out: str, form: str, n: str) -> None:
    die_at(int(n))
    with open_source(source_path, text=None) as source:
        writer: Writer = JsonWriter()
        if form == "csv":
            writer = CsvWriter(
                source.rows.columns, fakes.LABELS, text_column="text", open_ended=False
            )
        with Journal(Paths(Path(out)), {"input": source.sha256}) as journal:
            for _ in explain_rows(source.rows, journal, writer=writer, explain=fakes.explain):
                pass
            journal.finish()


if __name__ == "__main__":
    main(*sys.argv[1:])
