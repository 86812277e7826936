"""Output files, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from explain_core.errors import BadOption

Choice = TypeVar("Choice")


def by_suffix(path: Path, choices: Mapping[str, Choice], *, option: str = "--out") -> Choice:
    """Return what is listed for such a file; raises BadOption that tells which there are."""
    chosen = choices.get(path.suffix.lower())
    if chosen is None:
        *others, last = choices
        wanted = f"a file name that ends in {', '.join(others)} or {last}"
        raise BadOption(option, str(path), wanted)
    return chosen


def check_output(path: Path, option: str = "--out") -> None:
    """Raise BadOption, before any work is done, unless a file can be made there."""
    if not path.absolute().parent.is_dir() or (path.exists() and not path.is_file()):
        raise BadOption(option, str(path), "a file in a directory that exists")


def write_whole(path: Path, content: bytes, *, option: str = "--out", mode: int = 0o666) -> None:
    """Write a file so that it is never seen half written. Raises BadOption if it cannot be.

    mode: who may read it, as far as the umask lets them.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.unlink(missing_ok=True)
        partial.touch(mode=mode)
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        problem = error.strerror or "cannot be written"
        raise BadOption(option, str(path), f"a file that can be written ({problem})") from error
