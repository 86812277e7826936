"""The flags that commands share, and what becomes of them.

A flag that is left out is None here, so that the defaults are those of the library.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from explain_core.cli.terminal import BAD_INPUT, complain, wants_color
from explain_core.methods import METHODS

if TYPE_CHECKING:
    from explain_core.explainer import Explainer

OF_LOADING = ("tokenizer", "precision", "device")
OF_EXPLAINING = (
    *("target", "method", "baseline", "score", "tolerance", "max_steps", "undo_evasion"),
)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, like all others."""

    def error(self, message: str) -> NoReturn:
        sys.exit(complain(f"{message}; see {self.prog} --help", BAD_INPUT))


def add_model_flags(parser: Parser) -> None:
    """Add the flags that say which model explains, and on what."""
    parser.add_argument(
        "--model",
        default="sentiment",
        help="shipped name, directory in Hugging Face layout, Hub id, or path or URL of the "
        "notebook's bert_model.pt (default: sentiment)",
    )
    parser.add_argument("--tokenizer", help="directory or Hub id, if not the model's own")
    parser.add_argument(
        "--precision",
        choices=("auto", "fp32", "bf16"),
        help="of the gradients (default: auto, what this machine does well)",
    )
    parser.add_argument("--device", help="auto (default), cpu, cuda, ...")


def add_output_flags(parser: Parser) -> None:
    """Add the flags that say which files are written, and whether the terminal has colours."""
    parser.add_argument(
        "-o",
        "--out",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="write a .png, .html or .json file; may be given more than once",
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="of what is printed (default: auto, if it is printed to a terminal)",
    )


def is_colored(arguments: argparse.Namespace) -> bool:
    """Return whether what is printed has colours: as asked for, else as the terminal can."""
    return arguments.color == "always" or (arguments.color == "auto" and wants_color())


def add_explanation_flags(parser: Parser) -> None:
    """Add the flags that say what is explained, and how."""
    parser.add_argument("--target", metavar="LABEL", help="explain this label, not the predicted")
    parser.add_argument("--method", help=f"{METHODS[0]} (default), {', '.join(METHODS[1:])}")
    parser.add_argument("--baseline", help="pad (default) or mask")
    parser.add_argument("--score", help="logit (default), margin, probability or sum")
    parser.add_argument(
        "--tolerance",
        type=float,
        metavar="SHARE",
        help="how far the attributions' sum may be off (default: 0.01 of the whole)",
    )
    parser.add_argument("--max-steps", type=int, metavar="N", help="points at most (default: 257)")
    parser.add_argument(
        "--undo-evasion",
        action="store_true",
        default=None,
        help='let the model read the text as it is meant: "1d10t" and "i d i o t" as "idiot", '
        "look-alike and invisible characters too; what is shown stays as it was typed",
    )


def load_explainer(arguments: argparse.Namespace) -> Explainer:
    """Return the explainer that the flags ask for; takes seconds. Raises ModelError, BadOption."""
    from explain_core.explainer import Explainer

    return Explainer.load(arguments.model, **_given(arguments, OF_LOADING))


def explanation_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the keyword arguments of `Explainer.explain` that the flags give."""
    return _given(arguments, OF_EXPLAINING)


def _given(arguments: argparse.Namespace, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(arguments, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}
