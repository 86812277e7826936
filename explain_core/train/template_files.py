"""The command line of what writes template sentences to a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from explain_core.errors import BadOption
from explain_core.train.output import write_csv

Row = TypeVar("Row", covariant=True)


class MakesRows(Protocol[Row]):
    def __call__(self, n: int, *, seed: int) -> Iterable[Row]: ...


def write_templates(
    arguments: Sequence[str] | None,
    *,
    name: str,
    description: str,
    n: int,
    training: MakesRows[Row],
    held_out: MakesRows[Row],
    header: Sequence[str],
    cells: Callable[[Row], Sequence[str]],
) -> int:
    """Write the file; return the exit code: 0, or 2 for input that the caller can mend.

    name: of the command, in what it says of wrong input.
    n:    rows unless the caller says otherwise.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("output", type=Path)
    parser.add_argument("--n", type=int, default=n)
    parser.add_argument("--part", choices=("train", "held-out"), default="train")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    make = held_out if options.part == "held-out" else training
    try:
        if options.n <= 0:
            raise BadOption("--n", options.n, "a number above 0")
        write_csv(options.output, header, map(cells, make(options.n, seed=options.seed)))
    except BadOption as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    return 0
