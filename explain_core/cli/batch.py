"""`explain batch FILE -o OUT`: every row of a file explained, whatever its size."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explain_core.cli.files import check_output
from explain_core.cli.parser import (
    OF_EXPLAINING,
    OF_LOADING,
    Parser,
    add_explanation_flags,
    add_model_flags,
    explanation_options,
    load_explainer,
)
from explain_core.cli.progress import Bar
from explain_core.cli.terminal import FAILED, INTERRUPTED, LEFT_OUT, complain, say
from explain_core.errors import BadData, BadOption

if TYPE_CHECKING:
    from explain_core.batch.explaining import Explain
    from explain_core.batch.journal import Journal, Paths, Progress
    from explain_core.batch.records import Writer
    from explain_core.batch.rows import BadRow
    from explain_core.batch.source import Source
    from explain_core.explainer import Explainer
    from explain_core.explanation import Explanation

_FORMATS = ("csv", "jsonl")
_TOLD_AT_MOST = 100  # bad rows on standard error; all of them are in the file of errors


def parser() -> Parser:
    parser = Parser(
        prog="explain batch",
        description="Explain every row of a CSV or JSON Lines file. Rows that cannot be explained "
        "are left out of OUT and listed, with their lines, in OUT.errors.csv.",
        epilog="After an interruption, of whatever kind, the same command goes on where it was; "
        "only standard input must be read from its beginning, with --restart. Exit code: 0, "
        "or 3 if rows were left out, 2 for input or options that cannot be used, 1 for the rest.",
    )
    parser.add_argument(
        "file", metavar="FILE", help="CSV (comma, semicolon or tab) or JSON Lines, in UTF-8; or -"
    )
    parser.add_argument("--text", metavar="COLUMN", help="the column to explain (default: text)")
    parser.add_argument(
        "-o", "--out", required=True, type=Path, metavar="OUT", help="a .csv or .jsonl file"
    )
    parser.add_argument(
        "--format", choices=_FORMATS, help="of OUT (default: what its name says); jsonl has it all"
    )
    parser.add_argument(
        "--restart", action="store_true", help="begin anew and replace what OUT holds"
    )
    add_model_flags(parser)
    add_explanation_flags(parser)
    return parser


def run(arguments: Namespace) -> int:
    from explain_core.batch.journal import Journal, Paths, progress_of
    from explain_core.batch.source import open_source

    paths, form = Paths(arguments.out), _format(arguments)
    check_output(paths.out)
    with open_source(arguments.file, text=arguments.text) as source:
        _check_apart(source, paths)
        settings = _settings(arguments, source, form)
        before = progress_of(paths, settings, restart=arguments.restart)
        _check_resumable(source, before, paths)
        explainer, explain = _explainer(arguments)
        settings["labels"] = list(explainer.labels)
        settings["fingerprint"] = asdict(explainer.fingerprint)
        writer = _writer(form, source, explainer.labels)
        with Journal(paths, settings, restart=arguments.restart) as journal:
            return _run(source, journal, writer=writer, explain=explain)


def _run(source: Source, journal: Journal, *, writer: Writer, explain: Explain) -> int:
    from explain_core.batch.run import explain_rows

    before = journal.progress
    if before.place.row:
        say(f"going on after row {before.place.row:,} of {source.name}")
    try:
        with Bar(size=source.size, done=before.place.row) as bar:
            told = 0
            for bad in explain_rows(source.rows, journal, writer=writer, explain=explain):
                told = _tell(bad, told, source=source, bar=bar)
                bar.reached(journal.progress.place.row, journal.progress.place.offset)
    except KeyboardInterrupt:
        return complain(_stopped(source, journal), INTERRUPTED)
    except OSError as error:
        return complain(f"{error.strerror}; {_stopped(source, journal)}", FAILED)
    journal.finish()
    say(_summary(journal))
    return LEFT_OUT if journal.progress.bad else 0


def _format(arguments: Namespace) -> str:
    form = arguments.format or arguments.out.suffix.lower().removeprefix(".")
    if form not in _FORMATS:
        wanted = "a file name that ends in .csv or .jsonl, or --format beside it"
        raise BadOption("--out", str(arguments.out), wanted)
    return str(form)


def _check_apart(source: Source, paths: Paths) -> None:
    """Raise BadOption if something would be written over the input."""
    for path in (paths.out, paths.errors, paths.progress):
        if source.status and path.exists() and os.path.samestat(source.status, path.stat()):
            raise BadOption("--out", str(paths.out), f"a file other than the input ({path.name})")


def _settings(arguments: Namespace, source: Source, form: str) -> dict[str, Any]:
    """Return all that makes results what they are: a run goes on only under the same."""
    names = ("model", *OF_LOADING, *OF_EXPLAINING, "text")
    content = {"size": source.size, "sha256": source.sha256} if source.can_resume else None
    return {name: getattr(arguments, name) for name in names} | {"format": form, "input": content}


def _check_resumable(source: Source, before: Progress, paths: Paths) -> None:
    if before.place.row and not source.can_resume:
        problem = (
            f"it has the first {before.place.row:,} rows of {source.name}, which cannot be gone "
            "on with; --restart begins anew."
        )
        raise BadData(paths.out, 0, problem)


def _explainer(arguments: Namespace) -> tuple[Explainer, Explain]:
    explainer = load_explainer(arguments)
    options = explanation_options(arguments)

    def explain(texts: list[str]) -> Sequence[Explanation]:
        return explainer.explain_batch(texts, **options)

    # Options that the model cannot meet show here, before any file is made.
    explain(["a"])
    return explainer, explain


def _writer(form: str, source: Source, labels: Sequence[str]) -> Writer:
    from explain_core.batch.json_rows import JsonRows
    from explain_core.batch.records import CsvWriter, JsonWriter

    rows = source.rows
    if form == "jsonl":
        return JsonWriter()
    return CsvWriter(
        rows.columns,
        labels,
        text_column=rows.text_column,
        open_ended=isinstance(rows, JsonRows),
    )


def _tell(bad: Sequence[BadRow], told: int, *, source: Source, bar: Bar) -> int:
    """Report bad rows, as long as they are few; return how many that makes."""
    for row in bad[: max(0, _TOLD_AT_MOST - told)]:
        bar.say(f"explain: {source.name}, {row.where}: {row.problem}")
    if told < _TOLD_AT_MOST <= told + len(bad):
        bar.say("explain: further bad rows are only listed in the file of errors")
    return told + len(bad)


def _stopped(source: Source, journal: Journal) -> str:
    rows = f"stopped after row {journal.progress.place.row:,}"
    if source.can_resume:
        return f"{rows}; the same command goes on from there"
    return f"{rows}; {source.name} cannot be gone on with, --restart begins anew"


def _summary(journal: Journal) -> str:
    progress, paths = journal.progress, journal.paths
    left_out = f", {progress.bad:,} left out (see {paths.errors})" if progress.bad else ""
    rows = "row" if progress.explained == 1 else "rows"
    return f"wrote {paths.out}: {progress.explained:,} {rows} explained{left_out}"
