"""What a command line can get wrong that shows without torch, and in a moment."""

from __future__ import annotations

import argparse
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

from explain_core.errors import BadOption

if TYPE_CHECKING:
    from explain_core.train.rows import Rows

RUN_FOLDER = ".run"


def check_recipe(arguments: argparse.Namespace) -> None:
    """Raise BadOption for a number of the recipe that no run can have."""
    for name in ("epochs", "batch_size", "learning_rate", "patience"):
        if not 0 < getattr(arguments, name) < math.inf:
            raise BadOption(_flag(name), getattr(arguments, name), "a number above 0")
    for name in ("mask_rate", "final_mask_rate", "mask_all_rate"):
        if not 0 <= getattr(arguments, name) <= 0.5:
            raise BadOption(_flag(name), getattr(arguments, name), "0 to 0.5")
    if not 0 <= arguments.weight_decay < math.inf:
        raise BadOption("--weight-decay", arguments.weight_decay, "a number from 0")
    if not 0 <= arguments.seed < 2**32:
        raise BadOption("--seed", arguments.seed, "a whole number from 0 to 4294967295")


def label_names(given: str | None) -> list[str] | None:
    """Return the names of `--labels`, None if it was left out."""
    if given is None:
        return None
    names = [name.strip() for name in given.split(",")]
    if "" in names or len(set(names)) < len(names):
        raise BadOption("--labels", given, "different names with commas between them")
    return names


def repeated(rows: Rows, given: list[str]) -> Rows:
    """Return the rows with some of them several times, as `--repeat SOURCE[/LABEL]=N` asks."""
    wanted = "SOURCE=N or SOURCE/LABEL=N with a source and a label of the rows, N from 1"
    times: dict[str, int] = {}
    for text in given:
        name, _, number = text.rpartition("=")
        if not name or not number.isdecimal() or int(number) < 1:
            raise BadOption("--repeat", text, wanted)
        times[name] = int(number)
    try:
        return rows.repeated(times)
    except KeyError as error:
        raise BadOption("--repeat", error.args[0], wanted) from None


def check_out(out: Path) -> None:
    """Raise BadOption unless `out` is a directory, or there is one to make it in."""
    # os.path.exists, unlike Path.exists, says no where it may not look.
    nearest = next(path for path in (out, *out.parents) if os.path.exists(path))
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise _not_a_directory(out)


def make_run_folder(out: Path) -> Path:
    """Return the folder in `out` that holds the state of a run, having made it."""
    folder = out / RUN_FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise _not_a_directory(out) from None
    return folder


def read_notes(path: Path | None) -> str:
    """Return the text of `--notes`, empty if it was left out."""
    try:
        return path.read_text(encoding="utf-8") if path else ""
    except (OSError, UnicodeDecodeError):
        raise BadOption("--notes", str(path), "a readable file in UTF-8") from None


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _not_a_directory(out: Path) -> BadOption:
    return BadOption("--out", str(out), "a directory that exists or can be made, and written to")
