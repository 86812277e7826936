"""`explain TEXT` or `python -m explain_core TEXT`: the explanation in the terminal or in a file."""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from explain_core.errors import BadOption, ExplainError, InputError, ModelError, NotUnicode

if TYPE_CHECKING:
    from explain_core.explanation import Explanation

BAD_INPUT, FAILED, INTERRUPTED = 2, 1, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Explain a text; return the exit code: 0, 2 for what the caller can mend, 1 for the rest."""
    arguments = _parser().parse_args(argv)
    warnings.showwarning = _warn  # type: ignore[assignment]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that is not UTF-8
    try:
        _explain(arguments)
    except (InputError, ModelError) as error:
        return _complain(str(error), BAD_INPUT)
    except ExplainError as error:
        return _complain(str(error), FAILED)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; the interpreter must not flush into the void.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        return _complain(f"the output cannot be written ({error.strerror})", FAILED)
    except KeyboardInterrupt:
        return _complain("stopped", INTERRUPTED)
    return 0


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, like all others."""

    def error(self, message: str) -> NoReturn:
        sys.exit(_complain(f"{message}; see explain --help", BAD_INPUT))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="explain",
        description="Show the label that a text classifier gives a text, and how much every word "
        "pushed it there.",
        epilog='Example: explain "bugs are smart animals" --out heatmap.png',
    )
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the text; - or a pipe is read too")
    parser.add_argument(
        "--model",
        default="sentiment",
        help="shipped name, directory in Hugging Face layout, Hub id, or path or URL of the "
        "notebook's bert_model.pt (default: sentiment)",
    )
    parser.add_argument("--tokenizer", help="directory or Hub id, if not the model's own")
    parser.add_argument("--target", metavar="LABEL", help="explain this label, not the predicted")
    parser.add_argument("--true-label", metavar="LABEL", help="the label as you know it to be")
    parser.add_argument("--baseline", default="pad", help="pad (default) or mask")
    parser.add_argument(
        "--score", default="logit", help="logit (default), margin, probability or sum"
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=0.01,
        metavar="SHARE",
        help="how far the attributions' sum may be off (default: 0.01 of the whole)",
    )
    parser.add_argument(
        "--max-steps", type=int, default=257, metavar="N", help="points at most (default: 257)"
    )
    parser.add_argument(
        "--out",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="write a .png, .html or .json file; may be given more than once",
    )
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    return parser


def _explain(arguments: argparse.Namespace) -> None:
    text = _text(arguments.text)
    writers = [(path, _writer(path)) for path in arguments.out]

    from explain_core.explainer import Explainer

    explainer = Explainer.load(arguments.model, tokenizer=arguments.tokenizer)
    explanation = explainer.explain(
        text,
        arguments.target,
        baseline=arguments.baseline,
        score=arguments.score,
        tolerance=arguments.tolerance,
        max_steps=arguments.max_steps,
        true_label=arguments.true_label,
        progress=_progress if sys.stderr.isatty() else None,
    )
    color = arguments.color == "always" or (arguments.color == "auto" and _wants_color())
    print(explanation.terminal(width=shutil.get_terminal_size().columns, color=color), flush=True)
    for path, render in writers:
        _write(path, render(explanation))
        print(f"wrote {path}", flush=True)


def _text(words: Sequence[str]) -> str:
    """Return the text of the command line or of standard input."""
    piped = sys.stdin is not None and not sys.stdin.isatty()
    if sys.stdin is not None and (list(words) == ["-"] or (not words and piped)):
        try:
            return sys.stdin.buffer.read().decode("utf-8-sig").strip()
        except UnicodeDecodeError as error:
            raise NotUnicode(error.start) from None
    if not words:
        raise BadOption("TEXT", "", 'a text, such as: explain "bugs are smart animals"')
    return " ".join(words)


def _writer(path: Path) -> Callable[[Explanation], bytes]:
    """Return what turns an explanation into the bytes of such a file, before any work is done."""
    writers: dict[str, Callable[[Explanation], bytes]] = {
        ".png": lambda e: e.png(),
        ".html": lambda e: e.html().encode("utf-8"),
        ".json": lambda e: json.dumps(e.to_dict(), ensure_ascii=False, indent=2).encode("utf-8"),
    }
    if path.suffix.lower() not in writers:
        raise BadOption("--out", str(path), "a file name that ends in .png, .html or .json")
    if not path.absolute().parent.is_dir() or path.is_dir():
        raise BadOption("--out", str(path), "a file in a directory that exists")
    return writers[path.suffix.lower()]


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        problem = error.strerror or "cannot be written"
        raise BadOption("--out", str(path), f"a file that can be written ({problem})") from error


def _progress(done: int, total: int) -> None:
    if total > 1:
        end = "\r" if done < total else "\r\x1b[K"
        print(f"explained {done} of {total} windows of the text", end=end, file=sys.stderr)


def _wants_color() -> bool:
    """Return whether standard output shows colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _warn(message: Warning | str, *_: object) -> None:
    print(f"explain: {message}", file=sys.stderr)


def _complain(message: str, code: int) -> int:
    print(f"explain: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
