"""Moderators' verdicts out of a file of JSON Lines.

One object a line:

    {"text": "you damn fool", "verdict": "agree", "flagged": ["toxic", "insult"],
     "marks": [{"start": 4, "end": 8, "kind": "blameless"}]}

verdict: "agree" if the flag was right, "overrule" if it was not.
flagged: the labels that the model gave. Instead, "probabilities" may say how likely each label was,
         and "thresholds" from which probability it counts; those of the model are used otherwise.
marks:   optional. Words that a moderator pointed at, as text[start:end] in Unicode characters:
         "matters" for one that is a reason for the verdict, "blameless" for one that the model
         blames wrongly.

Other keys are left alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from explain_core.errors import BadData
from explain_core.utf8 import is_utf8

MarkKind = Literal["matters", "blameless"]
VerdictKind = Literal["agree", "overrule"]


@dataclass(frozen=True, slots=True)
class WordMark:
    """What a moderator said of `text[start:end]`."""

    start: int
    end: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a moderator decided about one text; flagged: the labels that were at issue."""

    text: str = field(repr=False)
    verdict: VerdictKind
    flagged: tuple[str, ...]
    marks: tuple[WordMark, ...] = ()

    @property
    def agreed(self) -> bool:
        return self.verdict == "agree"


def read_verdicts(path: Path, thresholds: Mapping[str, float]) -> list[Verdict]:
    """Return the verdicts of a file, in its order.

    thresholds: of the model's labels, in its order.
    Raises: BadData naming the line.
    """
    return [_verdict(_Line(path, number, value), thresholds) for number, value in _objects(path)]


@dataclass(frozen=True, slots=True)
class _Line:
    path: Path
    number: int
    value: Mapping[str, Any]

    def wrong(self, problem: str) -> BadData:
        return BadData(self.path, self.number, problem)


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each line that is not blank, with its number."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise BadData(path, 0, f"it cannot be opened ({error.strerror}).") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError:
            raise BadData(path, number, "it is not UTF-8; save the file as UTF-8.") from None
        except (ValueError, RecursionError):
            raise BadData(path, number, "it is not JSON; each line holds one object.") from None
        if not isinstance(value, dict):
            raise BadData(path, number, "it is not a JSON object, such as {...}.")
        yield number, value


def _verdict(line: _Line, thresholds: Mapping[str, float]) -> Verdict:
    text = line.value.get("text")
    if not isinstance(text, str) or not text.strip():
        raise line.wrong("'text' must be a text that is not empty.")
    if not is_utf8(text):
        raise line.wrong("'text' holds half a character (a lone surrogate), which is no Unicode.")
    verdict = line.value.get("verdict")
    if verdict not in ("agree", "overrule"):
        raise line.wrong(f"'verdict' is {_shown(verdict)}; it must be 'agree' or 'overrule'.")
    flagged = _flagged(line, thresholds)
    return Verdict(text, cast(VerdictKind, verdict), flagged, _marks(line, text))


def _flagged(line: _Line, thresholds: Mapping[str, float]) -> tuple[str, ...]:
    """Return the labels at issue: those that were given, else the one nearest to being so."""
    if "flagged" in line.value:
        return _named(line, thresholds)
    probabilities = _numbers(line, "probabilities", thresholds)
    limits = dict(thresholds)
    if "thresholds" in line.value:
        limits |= _numbers(line, "thresholds", thresholds)
    over = {label: value - limits[label] for label, value in probabilities.items()}
    given = tuple(label for label in thresholds if over.get(label, -1.0) >= 0)
    return given or (max(over, key=lambda label: over[label]),)


def _named(line: _Line, labels: Mapping[str, float]) -> tuple[str, ...]:
    names = line.value["flagged"]
    if not isinstance(names, list) or not names:
        raise line.wrong("'flagged' must be a list of labels, such as [\"toxic\"].")
    for name in names:
        if not isinstance(name, str) or name not in labels:
            raise line.wrong(f"{_shown(name)} is no label of the model: {', '.join(labels)}.")
    return tuple(label for label in labels if label in names)


def _numbers(line: _Line, key: str, labels: Mapping[str, float]) -> dict[str, float]:
    values = line.value.get(key)
    if not isinstance(values, dict) or not values:
        raise line.wrong("there is neither 'flagged' nor 'probabilities' by label.")
    for name, value in values.items():
        if name not in labels:
            raise line.wrong(f"{_shown(name)} is no label of the model: {', '.join(labels)}.")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise line.wrong(f"{key!r} of {name} is {_shown(value)}; it must be from 0 to 1.")
    return {name: float(value) for name, value in values.items() if math.isfinite(value)}


def _marks(line: _Line, text: str) -> tuple[WordMark, ...]:
    found = line.value.get("marks") or []
    if not isinstance(found, list):
        raise line.wrong("'marks' must be a list.")
    return tuple(_mark(line, mark, len(text)) for mark in found)


def _mark(line: _Line, mark: object, n_characters: int) -> WordMark:
    if not isinstance(mark, dict):
        raise line.wrong("a mark must be an object with 'start', 'end' and 'kind'.")
    start, end, kind = (mark.get(key) for key in ("start", "end", "kind"))
    whole = all(isinstance(at, int) and not isinstance(at, bool) for at in (start, end))
    if not whole or not 0 <= cast(int, start) < cast(int, end) <= n_characters:
        raise line.wrong(
            f"a mark reaches from {_shown(start)} to {_shown(end)}; it must lie within the "
            f"{n_characters} characters of the text."
        )
    if kind not in ("matters", "blameless"):
        raise line.wrong(f"a mark is {_shown(kind)}; it must be 'matters' or 'blameless'.")
    return WordMark(cast(int, start), cast(int, end), cast(MarkKind, kind))


def _shown(value: object) -> str:
    """Return a value short enough for a message."""
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."


def counted(verdicts: Sequence[Verdict]) -> tuple[int, int]:
    """Return how many were agreed and how many overruled."""
    agreed = sum(verdict.agreed for verdict in verdicts)
    return agreed, len(verdicts) - agreed
