"""`explain ...`: which command is meant, and what its errors look like to who typed it."""

from __future__ import annotations

import io
import os
import shlex
import sys
import warnings
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from explain_core.cli.parser import Parser
from explain_core.cli.terminal import BAD_INPUT, FAILED, INTERRUPTED, complain, warn
from explain_core.errors import ExplainError, InputError, ModelError


class Command(Protocol):
    """What a command's module offers; importing it must be light."""

    def parser(self) -> Parser:
        """Return the parser of what follows the command's word."""

    def run(self, arguments: Namespace) -> int:
        """Do it; return the exit code."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that makes a command of what follows it, if that can be meant."""

    module: str
    is_meant: Callable[[Sequence[str]], bool]
    usage: str


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 0, 2 for what the caller can mend, 1 for the rest."""
    warnings.showwarning = warn  # type: ignore[assignment]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that is not UTF-8
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except (InputError, ModelError) as error:
        return complain(str(error), BAD_INPUT)
    except ExplainError as error:
        return complain(str(error), FAILED)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; the interpreter must not flush into the void.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return complain(f"the output cannot be written ({error.strerror})", FAILED)
    except KeyboardInterrupt:
        return complain("stopped", INTERRUPTED)


def _run(argv: Sequence[str]) -> int:
    word = _WORDS.get(argv[0]) if argv else None
    command, arguments = "explain", argv
    if word is not None:
        rest = argv[1:]
        if rest and word.is_meant(rest):
            command, arguments = word.module, rest
        elif len(rest) < 2:
            return complain(
                f"which is meant? The command is {word.usage}; "
                f"the words themselves are explained by: explain -- {shlex.join(argv)}",
                BAD_INPUT,
            )
    module = cast(Command, import_module(f"explain_core.cli.{command}"))
    return module.run(module.parser().parse_args(arguments))


def _names_a_file(rest: Sequence[str]) -> bool:
    """Return whether what follows a word can be a file and options rather than a sentence.

    'reviews.csv -o out.csv' can, 'of apples' cannot.
    """
    first = rest[0]
    return (
        first.startswith("-")
        or Path(first).suffix.lower() in _OF_DATA
        or os.path.exists(first)
        or (len(rest) > 1 and rest[1].startswith("-"))
    )


def _are_two_texts(rest: Sequence[str]) -> bool:
    """Return whether what follows can be two texts, or one and options.

    '"it is good" "it is bad"' can, and '"it is good" --models a,b'; 'apples to oranges' cannot.
    """
    options = [part for part in rest if part.startswith(("--models", "--targets"))]
    until_options = [part.startswith("-") for part in rest] + [True]
    return bool(options) or until_options.index(True) in (0, 2)


_OF_DATA = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json")
_WORDS = {
    "batch": _Word("batch", _names_a_file, "explain batch FILE -o OUT"),
    "compare": _Word("compare", _are_two_texts, "explain compare TEXT_A TEXT_B"),
    "report": _Word("report", _names_a_file, "explain report FILE"),
}
