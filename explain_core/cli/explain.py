"""`explain TEXT`: one text's explanation, in the terminal or in files."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from explain_core.cli.files import by_suffix, check_output, write_whole
from explain_core.cli.parser import (
    Parser,
    add_explanation_flags,
    add_model_flags,
    add_output_flags,
    explanation_options,
    is_colored,
    load_explainer,
)
from explain_core.cli.terminal import is_terminal
from explain_core.cli.texts import given_text

if TYPE_CHECKING:
    from explain_core.deciding_edit import DecidingEdit
    from explain_core.explainer import Explainer
    from explain_core.explanation import Explanation

    Writer = Callable[[Explanation, DecidingEdit | None], bytes]


def parser() -> Parser:
    parser = Parser(
        prog="explain",
        description="Show the label that a text classifier gives a text, and how much every word "
        "pushed it there.",
        epilog='Example: explain "bugs are smart animals" --out heatmap.png. '
        "Two texts, models or labels: explain compare --help. "
        "Many texts: explain batch --help, explain report --help.",
    )
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the text; - or a pipe is read too")
    add_model_flags(parser)
    add_explanation_flags(parser)
    parser.add_argument("--true-label", metavar="LABEL", help="the label as you know it to be")
    parser.add_argument(
        "--edit",
        action="store_true",
        help="tell which words, up to three, the label hangs on: without them it is another",
    )
    add_output_flags(parser)
    return parser


def run(arguments: Namespace) -> int:
    text = given_text(arguments.text)
    writers = [(path, _writer(path)) for path in arguments.out]
    explainer = load_explainer(arguments)
    explanation = explainer.explain(
        text,
        true_label=arguments.true_label,
        progress=_progress if is_terminal(sys.stderr) else None,
        **explanation_options(arguments),
    )
    color = is_colored(arguments)
    print(explanation.terminal(width=shutil.get_terminal_size().columns, color=color), flush=True)
    edit = _deciding_edit(explainer, explanation) if arguments.edit else None
    for path, render in writers:
        write_whole(path, render(explanation, edit))
        print(f"wrote {path}", flush=True)
    return 0


def _deciding_edit(explainer: Explainer, explanation: Explanation) -> DecidingEdit:
    """Find the deciding edit and print what it does."""
    from explain_core.deciding_edit import deciding_edit

    edit = deciding_edit(explainer, explanation)
    print(f"\ndeciding edit: {edit.sentence}", flush=True)
    return edit


def _writer(path: Path) -> Writer:
    """Return what turns an explanation into the bytes of such a file, before any work is done."""
    writers: dict[str, Writer] = {
        ".png": lambda explanation, _: explanation.png(),
        ".html": lambda explanation, _: explanation.html().encode("utf-8"),
        ".json": _json,
    }
    writer = by_suffix(path, writers)
    check_output(path)
    return writer


def _json(explanation: Explanation, edit: DecidingEdit | None) -> bytes:
    record = explanation.to_dict()
    if edit is not None:
        record["deciding_edit"] = edit.to_dict()
    return json.dumps(record, ensure_ascii=False, indent=2).encode("utf-8")


def _progress(done: int, total: int) -> None:
    if total > 1:
        end = "\r" if done < total else "\r\x1b[K"
        print(f"explained {done} of {total} windows of the text", end=end, file=sys.stderr)
