"""The texts that explanations are judged on."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from explain_core import Explainer
from explain_core.baseline import baseline_ids
from explain_core.document import Document, read_document
from explain_core.errors import InputError

Rationale = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Row:
    """A text, and what people say of it: its label, and the characters that decide."""

    text: str
    label: str | None = None
    rationale: Rationale = ()


@dataclass(frozen=True)
class Text:
    """A row that the model reads in one piece, and the label that it predicts."""

    row: Row
    document: Document
    target: int
    predicted: str

    @property
    def n_words(self) -> int:
        return len(self.document.spans)

    @property
    def rationale(self) -> Rationale:
        """What people marked, if they marked it for the label that is explained."""
        agreed = self.row.label is None or self.row.label.casefold() == self.predicted.casefold()
        return self.row.rationale if agreed else ()

    def ids(self) -> Tensor:
        """Return what the model reads: (1, n_tokens)."""
        return torch.tensor([self.document.windows[0].encoding.ids])

    def baseline(self, explainer: Explainer, kind: str) -> Tensor:
        """Return the baseline's ids: (1, n_tokens)."""
        encoding = self.document.windows[0].encoding
        return torch.tensor([baseline_ids(encoding, kind, explainer.classifier.tokenization)])


def read_rows(path: Path, *, limit: int | None) -> list[Row]:
    """Return the rows of a CSV file, or `limit` of them, evenly spread.

    Columns: text and, if there are any, label and rationale: "[[14, 22]]", [start, end) each.
    Raises:  SystemExit that names the line which cannot be read.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if "text" not in (reader.fieldnames or ()):
            raise SystemExit(f"{path}: there is no column named text")
        rows = [_row(values, f"{path}, line {reader.line_num}") for values in reader]
    if limit is None or limit >= len(rows):
        return rows
    return [rows[k * len(rows) // limit] for k in range(limit)]


def read_texts(explainer: Explainer, rows: Sequence[Row]) -> tuple[list[Text], list[str]]:
    """Return the texts, and a line for each row that is left out: the rivals read no windows."""
    texts, left_out = [], []
    for row in rows:
        try:
            text = _text(explainer, row)
        except InputError as error:
            left_out.append(f"{row.text[:40]!r} is left out: {error}")
            continue
        if text.document.is_long or not text.document.spans:
            left_out.append(f"{row.text[:40]!r} is left out: it does not fit into one window")
        else:
            texts.append(text)
    return texts, left_out


def _text(explainer: Explainer, row: Row) -> Text:
    classifier = explainer.classifier
    document = read_document(
        row.text, classifier.tokenization, max_text_tokens=classifier.max_text_tokens
    )
    (prediction,) = explainer.predict([row.text])
    return Text(row, document, explainer.index_of(prediction.label), prediction.label)


def _row(values: dict[str, str], where: str) -> Row:
    try:
        spans = json.loads(values.get("rationale") or "[]")
        rationale = tuple((int(start), int(end)) for start, end in spans)
    except (TypeError, ValueError) as error:
        raise SystemExit(f"{where}: the rationale is not a list of [start, end]") from error
    return Row(values["text"] or "", values.get("label") or None, rationale)
