"""`explain report FILE`: one page about all that `explain batch` found."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from explain_core.cli.files import check_output, write_whole
from explain_core.cli.parser import Parser
from explain_core.errors import BadData, BadOption


def parser() -> Parser:
    parser = Parser(
        prog="explain report",
        description="Make one web page, with nothing to load, of what explain batch wrote: the "
        "labels, the words that decide for each, the least certain and least reliable texts.",
        epilog="A .jsonl file gives heatmaps too; a .csv file has only the strongest words.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what explain batch wrote")
    parser.add_argument(
        "-o", "--out", type=Path, metavar="PAGE", help="default: FILE.report.html, beside FILE"
    )
    parser.add_argument(
        "--text",
        metavar="COLUMN",
        help="the column of the texts in a .csv file (default: the one that was explained)",
    )
    return parser


def run(arguments: Namespace) -> int:
    file = arguments.file
    if not file.is_file():
        raise BadData(file, 0, "there is no such file.")
    out = arguments.out or file.with_name(f"{file.name}.report.html")
    if out.suffix.lower() not in (".html", ".htm"):
        raise BadOption("--out", str(out), "a file name that ends in .html")
    check_output(out)

    from explain_core.batch.journal import committed_length
    from explain_core.report.page import page
    from explain_core.report.reading import read_texts
    from explain_core.report.summary import summarize

    unfinished = committed_length(file) is not None
    summary = summarize(read_texts(file, text=arguments.text))
    write_whole(out, page(summary, name=file.name, unfinished=unfinished).encode("utf-8"))
    print(f"wrote {out}", flush=True)
    return 0
