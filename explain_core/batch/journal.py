"""A results file that survives its writer.

Beside OUT stands OUT.progress, which says how much of OUT and of OUT.errors.csv is good and how far
in the input that is. Results are appended and synced first, then OUT.progress is replaced as a
whole. A process killed between the two leaves results that no progress vouches for: the next one
cuts them off and does them again. So no row is lost, and none is there twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from explain_core.batch.records import ERROR_HEADER
from explain_core.batch.rows import Place
from explain_core.errors import BadData


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: `out` and `errors` are lengths in bytes, the others rows."""

    place: Place = field(default_factory=Place)
    out: int = 0
    errors: int = 0
    explained: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one run."""

    out: Path

    @property
    def errors(self) -> Path:
        return self.out.with_name(f"{self.out.name}.errors.csv")

    @property
    def progress(self) -> Path:
        return self.out.with_name(f"{self.out.name}.progress")


class Journal:
    """Appends results and errors in step; to be used in a `with` block, by one process at a time.

    `finish` removes what is only needed to go on.
    """

    def __init__(self, paths: Paths, settings: Mapping[str, Any], *, restart: bool = False) -> None:
        """Raises BadData as `progress_of` does, or if another process is writing there."""
        self.paths = paths
        self._settings = settings
        self._out = _open(paths.out)
        self._errors: BinaryIO | None = None
        try:
            _lock(self._out, paths.out)
            self.progress = progress_of(paths, settings, restart=restart)
            # Saved before the first byte is touched: from here on OUT is ours, and unfinished.
            self._save()
            _cut(self._out, self.progress.out)
            if self.progress.errors:
                self._errors = paths.errors.open("r+b")
                _cut(self._errors, self.progress.errors)
            else:
                paths.errors.unlink(missing_ok=True)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._out.close()
        if self._errors is not None:
            self._errors.close()

    def commit(self, results: bytes, errors: bytes, progress: Progress) -> None:
        """Make results and errors durable, and the rows behind them done.

        progress: after these rows; its lengths are counted here.
        """
        _append(self._out, results)
        if errors:
            if self._errors is None:
                self._errors = self.paths.errors.open("wb")
                errors = ERROR_HEADER + errors
            _append(self._errors, errors)
        self.progress = Progress(
            progress.place,
            out=self.progress.out + len(results),
            errors=self.progress.errors + len(errors),
            explained=progress.explained,
            bad=progress.bad,
        )
        self._save()

    def finish(self) -> None:
        self.paths.progress.unlink()

    def _save(self) -> None:
        record = {"settings": dict(self._settings), "progress": asdict(self.progress)}
        partial = self.paths.progress.with_name(f".{self.paths.progress.name}.partial")
        with partial.open("wb") as file:
            _append(file, json.dumps(record).encode("ascii"))
        partial.replace(self.paths.progress)
        _sync_directory(self.paths.out.absolute().parent)


def progress_of(paths: Paths, settings: Mapping[str, Any], *, restart: bool) -> Progress:
    """Return how far an earlier run came, nothing if there is none or it shall not count.

    Raises: BadData if what is there is finished, or came of other input or options.
    """
    if restart:
        return Progress()
    size = _size(paths.out)
    if not paths.progress.exists():
        if size:
            raise BadData(paths.out, 0, "it is there already, and finished; --restart replaces it.")
        return Progress()
    before, progress = _read(paths)
    changed = next((name for name in settings if before.get(name) != settings[name]), None)
    if changed is not None:
        problem = _difference(changed, before.get(changed))
        raise BadData(paths.out, 0, f"{problem}; --restart begins anew.")
    if size < progress.out or _size(paths.errors) < progress.errors:
        raise BadData(paths.out, 0, "some of what was written is gone; --restart begins anew.")
    return progress


def committed_length(out: Path) -> int | None:
    """Return how many bytes of an unfinished results file are good, None if it is finished."""
    paths = Paths(out)
    return _read(paths)[1].out if paths.progress.exists() else None


def _difference(name: str, before: object) -> str:
    if name == "input":
        return "the input has changed since it was begun"
    if name == "labels":
        return "the model's labels have changed since it was begun"
    if name == "fingerprint":
        return "the model has changed since it was begun"
    flag = "--" + name.replace("_", "-")
    return f"it was begun {f'without {flag}' if before is None else f'with {flag} {before}'}"


def _read(paths: Paths) -> tuple[dict[str, Any], Progress]:
    try:
        record = json.loads(paths.progress.read_bytes())
        progress = record["progress"]
        place = Place(**progress["place"])
        return dict(record["settings"]), Progress(**progress | {"place": place})
    except (KeyError, TypeError, ValueError):
        raise BadData(
            paths.progress, 0, "it is damaged; explain batch --restart begins anew."
        ) from None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _open(path: Path) -> BinaryIO:
    """Open a file for writing as it is, whether it is there or not."""
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    except OSError as error:
        raise BadData(path, 0, f"it cannot be written ({error.strerror}).") from None


def _lock(file: BinaryIO, path: Path) -> None:
    """Keep other processes out until the file is closed, by whatever end."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadData(path, 0, "another explain batch is writing it.") from None


def _cut(file: BinaryIO, length: int) -> None:
    """Go on after `length` bytes; anything behind them is cut off."""
    file.truncate(length)
    file.seek(length)


def _append(file: BinaryIO, content: bytes) -> None:
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


def _sync_directory(directory: Path) -> None:
    """Make new names in a directory durable, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
