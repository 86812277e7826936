"""A source explained to its end, from wherever its journal stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from explain_core.batch.explaining import Explain, Explained, chunks, explained
from explain_core.batch.journal import Journal
from explain_core.batch.records import Writer, error_line
from explain_core.batch.rows import BadRow, Rows


def explain_rows(
    rows: Rows, journal: Journal, *, writer: Writer, explain: Explain
) -> Iterator[list[BadRow]]:
    """Yield the bad rows of each chunk, once all that came of the chunk is on disk."""
    if not journal.progress.out and (header := writer.header()):
        journal.commit(header, b"", journal.progress)
    for chunk in chunks(rows.rows(journal.progress.place)):
        outcomes = explained(chunk, explain)
        good = [outcome for outcome in outcomes if isinstance(outcome, Explained)]
        bad = [outcome for outcome in outcomes if isinstance(outcome, BadRow)]
        progress = replace(
            journal.progress,
            place=chunk[-1].end,
            explained=journal.progress.explained + len(good),
            bad=journal.progress.bad + len(bad),
        )
        results = b"".join(writer.record(one.row, one.explanation) for one in good)
        journal.commit(results, b"".join(map(error_line, bad)), progress)
        yield bad
