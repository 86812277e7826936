"""What a command line can get wrong that shows without torch, and in a moment."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

from explain_core.errors import BadOption

if TYPE_CHECKING:
    from explain_core.train.rows import Rows

MIN_TOKENS = 8
MAX_TOKENS = 96


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


def max_tokens(given: int | None, limit: int) -> int:
    """Return the number of `--max-tokens`; left out, 96 or the base model's limit if less.

    limit: how many tokens the base model can read.
    """
    if given is None:
        return min(MAX_TOKENS, limit)
    if not MIN_TOKENS <= given <= limit:
        raise BadOption("--max-tokens", given, f"{MIN_TOKENS} to {limit} with this base model")
    return given


def read_notes(path: Path | None) -> str:
    """Return the text of `--notes`, empty if it was left out."""
    try:
        return path.read_text(encoding="utf-8") if path else ""
    except (OSError, UnicodeDecodeError):
        raise BadOption("--notes", str(path), "a readable file in UTF-8") from None


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")
