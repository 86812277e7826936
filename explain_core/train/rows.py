"""Training rows out of CSV files.

Single-label files have the columns text,label. Multi-label files have text and one column per
label that holds 0, 1 or nothing (unknown). A `source` column may say where a row comes from.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from explain_core.errors import BadData
from explain_core.utf8 import is_utf8

Floats = npt.NDArray[np.float32]
NOT_UTF8 = "the row is not UTF-8; save the file as UTF-8."
CELLS = {"0": 0.0, "1": 1.0, "": np.nan}


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts and what is known of their labels.

    targets: (n, n_labels); 0, 1, or NaN where unknown.
    sources: (n,) names; a part after ':' is a finer kind within one source.
    """

    texts: tuple[str, ...]
    targets: Floats
    sources: tuple[str, ...]
    labels: tuple[str, ...]
    multi_label: bool

    def __len__(self) -> int:
        return len(self.texts)

    def prior(self) -> Floats:
        """Return each label's frequency among the rows that know it: (n_labels,)."""
        return np.asarray(np.nanmean(self.targets, axis=0, dtype=np.float64), dtype=np.float32)

    def repeated(self, times: Mapping[str, int]) -> Rows:
        """Return the rows with some of them several times.

        times: by source, or by "source/label"; {"sst2": 2} doubles what comes from sst2.
        Raises: KeyError for a source, or a label of it, that no row has.
        """
        numbers = list(range(len(self)))
        for name, n_times in times.items():
            chosen = [i for i in range(len(self)) if self._is_of(i, name)]
            if not chosen:
                raise KeyError(name)
            numbers += chosen * (n_times - 1)
        return replace(
            self,
            texts=tuple(self.texts[i] for i in numbers),
            targets=self.targets[numbers],
            sources=tuple(self.sources[i] for i in numbers),
        )

    def _is_of(self, number: int, name: str) -> bool:
        source, _, label = name.partition("/")
        return self.sources[number] == source and (
            not label
            or (label in self.labels and self.targets[number, self.labels.index(label)] == 1)
        )

    def fingerprint(self) -> str:
        """Return a hash that changes with any text, label or order."""
        digest = hashlib.sha256(repr((self.labels, self.texts)).encode())
        digest.update(np.ascontiguousarray(self.targets).tobytes())
        return digest.hexdigest()[:16]


def read(
    paths: Sequence[Path],
    *,
    labels: Sequence[str] | None = None,
    multi_label: bool | None = None,
    text_column: str = "text",
    label_column: str = "label",
    source_column: str = "source",
) -> Rows:
    """Return the rows of all files, in order.

    labels: their order in the model; left out, single-label names are sorted and multi-label
            names are the columns of the first file.
    multi_label: what the files must be; left out, the first file decides.
    Raises: BadData naming the file, and the line unless it is about the whole file.
    """
    if not paths:
        raise ValueError("read needs at least one file")
    columns = _header(paths[0])
    if multi_label is None:
        multi_label = label_column not in columns
    if multi_label and labels is None:
        labels = [c for c in columns if c not in (text_column, source_column)]
    for path in paths:
        wanted = [*(labels or ())] if multi_label else [label_column]
        _check_header(path, [text_column, *wanted], multi_label=multi_label)
    texts: list[str] = []
    cells: list[list[float] | str] = []
    sources: list[str] = []
    for path in paths:
        for line, row in _records(path, text_column):
            texts.append(row[text_column])
            sources.append(row.get(source_column) or path.name)
            if multi_label:
                cells.append(_multi(row, labels or (), path=path, line=line))
            else:
                cells.append(_single(row, label_column, labels, path=path, line=line))
    if not texts:
        raise BadData(paths[0], 0, "there are no rows after the header.")
    names = tuple(labels) if labels else tuple(sorted({str(c) for c in cells}))
    if len(names) < (1 if multi_label else 2):
        raise BadData(paths[0], 0, f"a classifier needs more labels than {list(names)}.")
    return Rows(tuple(texts), _targets(cells, names), tuple(sources), names, multi_label)


def label_sets(rows: Rows, known: Rows | None = None) -> npt.NDArray[np.bool_]:
    """Return which labels each row's source ever uses: (n, n_labels).

    A source that has no neutral rows says nothing of neutral; its rows should not teach that
    neutral is wrong. `known` holds the rows that define the sources (default: `rows`).
    """
    known = known or rows
    used: dict[str, npt.NDArray[np.bool_]] = {}
    for source, target in zip(known.sources, known.targets, strict=True):
        key = source.partition(":")[0]
        used[key] = used.get(key, np.zeros(len(known.labels), dtype=bool)) | (target == 1)
    everything = np.ones(len(known.labels), dtype=bool)
    return np.stack([used.get(s.partition(":")[0], everything) for s in rows.sources])


def _targets(cells: Sequence[list[float] | str], labels: Sequence[str]) -> Floats:
    one_hot = dict(zip(labels, np.eye(len(labels)).tolist(), strict=True))
    rows = [one_hot[c] if isinstance(c, str) else c for c in cells]
    return np.asarray(rows, dtype=np.float32)


def _single(
    row: dict[str, str], column: str, labels: Sequence[str] | None, *, path: Path, line: int
) -> str:
    label = (row.get(column) or "").strip()
    if not label:
        raise BadData(path, line, f"the column {column!r} is empty.")
    if labels is not None and label not in labels:
        raise BadData(path, line, f"the label {label!r} is not one of {', '.join(labels)}.")
    return label


def _multi(row: dict[str, str], labels: Sequence[str], *, path: Path, line: int) -> list[float]:
    values = []
    for label in labels:
        cell = (row.get(label) or "").strip()
        if cell not in CELLS:
            raise BadData(path, line, f"the column {label!r} holds {cell!r}; 0, 1 or nothing fits.")
        values.append(CELLS[cell])
    return values


def _records(path: Path, text_column: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row that has a text, with the line of the file on which it ends."""
    with _open(path) as file, _translated(path):
        reader = csv.DictReader(file, strict=True)
        lines = reader.reader  # whose line_num counts blank lines too
        try:
            for row in reader:
                if None in row or None in row.values():
                    n_columns = len(reader.fieldnames or [])
                    raise BadData(path, lines.line_num, f"the row has not {n_columns} columns.")
                if not all(map(is_utf8, row.values())):
                    raise BadData(path, lines.line_num, NOT_UTF8)
                if not row[text_column].strip():
                    raise BadData(path, lines.line_num, "the text is empty.")
                yield lines.line_num, row
        except csv.Error as error:
            raise BadData(path, lines.line_num, f"it is not readable CSV ({error}).") from None


def _check_header(path: Path, wanted: Sequence[str], *, multi_label: bool) -> None:
    """Raise BadData unless each wanted column is there, once."""
    kind = (
        "a column per label: multi-label" if multi_label else "one column of labels: single-label"
    )
    columns = _header(path)
    for name in wanted:
        if name not in columns:
            raise BadData(path, 1, f"there is no column {name!r} ({kind}).")
        if not name or columns.count(name) > 1:
            raise BadData(path, 1, f"the column {name!r} needs a name of its own.")


def _header(path: Path) -> list[str]:
    with _open(path) as file, _translated(path):
        try:
            columns = next(csv.reader(file, strict=True), [])
        except csv.Error as error:
            raise BadData(path, 1, f"it is not readable CSV ({error}).") from None
    if not all(map(is_utf8, columns)):
        raise BadData(path, 1, NOT_UTF8)
    return columns


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Raise BadData for a gzip file that cannot be unpacked to its end."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        # Unpacking runs ahead of the rows, so that no line can be named.
        raise BadData(path, 0, f"it is not a whole gzip file ({error}).") from None


def _open(path: Path) -> IO[str]:
    """Open a file for the csv module, with bytes that are not UTF-8 kept as lone surrogates.

    Decoding runs ahead of the rows: an error raised there could not name its line.
    """
    unpack = gzip.open if path.suffix == ".gz" else open
    try:
        return unpack(path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise BadData(path, 0, f"it cannot be opened ({error.strerror}).") from None
