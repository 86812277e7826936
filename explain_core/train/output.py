"""What a run writes: the directory of `--out`, kept to one process, and files of rows."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from explain_core.errors import BadOption

RUN_FOLDER = ".run"  # the state of a run that goes on
STATE_FILE = "state.pt"
BUILDING_FOLDER = ".building"  # a checkpoint that is being put together


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Keep `out` to this process, having made it; made directories that stay empty are removed.

    Raises: BadOption if it cannot be made or written to, or another process holds it.
    """
    # os.path.exists, unlike Path.exists, says no where it may not look.
    made = [path for path in (out, *out.parents) if not os.path.exists(path)]
    try:
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise _not_a_directory(out) from None
        if not os.access(out, os.R_OK | os.W_OK | os.X_OK):
            raise _not_a_directory(out)
        with _locked(out):
            yield
    finally:
        for path in made:
            with suppress(OSError):
                path.rmdir()


def is_interrupted(out: Path) -> bool:
    """Tell whether `out` holds the state of a run that did not end."""
    return (out / RUN_FOLDER / STATE_FILE).exists()


def check_free(out: Path) -> None:
    """Raise BadOption if `out` holds anything that is worth keeping."""
    if is_interrupted(out):
        raise _taken(out, "the state of an interrupted training run")
    if (out / "model.safetensors").exists() and (out / "training.json").exists():
        raise _taken(out, "a finished model")
    own = (RUN_FOLDER, BUILDING_FOLDER)
    if any(entry.name not in own or not entry.is_dir() for entry in out.iterdir()):
        raise _taken(out, "other files")


def write_csv(output: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Write whole or not at all: a kill in the middle leaves the previous file.

    Raises: BadOption if the file cannot be written.
    """
    target = os.path.realpath(output)
    partial = Path(f"{target}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(lines)
        partial.replace(target)
    except OSError:
        with suppress(OSError):
            partial.unlink()
        raise BadOption("OUTPUT", str(output), "a file that can be written") from None


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Keep other processes out until the end, whatever end that is."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    # A lock file would have to be removed, and another run could lock it just then.
    descriptor = os.open(out, os.O_RDONLY)
    try:
        # Some network file systems cannot lock a directory; there, a run goes on without.
        with suppress(OSError):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BadOption(
                    "--out",
                    str(out),
                    "a directory that no other run is writing; wait for that run or choose another",
                ) from None
        yield
    finally:
        os.close(descriptor)


def _taken(out: Path, what: str) -> BadOption:
    wanted = f"a new or empty directory, and {what} would be lost in this one"
    return BadOption("--out", str(out), f"{wanted}; choose another, or remove it first")


def _not_a_directory(out: Path) -> BadOption:
    return BadOption("--out", str(out), "a directory that exists or can be made, and written to")
