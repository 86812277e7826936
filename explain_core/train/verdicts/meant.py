"""Verdicts on what is meant, for that is what messages are scored by."""

from __future__ import annotations

from dataclasses import replace

from explain_core.evasion import Plain, plain_text
from explain_core.train.verdicts.reading import Verdict, WordMark


def as_meant(verdict: Verdict) -> Verdict:
    """Return the verdict on the text with respelling undone; its marks go with their words."""
    plain = plain_text(verdict.text)
    if plain.text == verdict.text or not plain.text.strip():
        return verdict
    moved = (_moved(mark, plain) for mark in verdict.marks)
    return replace(verdict, text=plain.text, marks=tuple(mark for mark in moved if mark))


def _moved(mark: WordMark, plain: Plain) -> WordMark | None:
    """Return the mark on the characters that were typed in it, None if none is left of them."""
    meant = [
        position
        for position, (start, end) in enumerate(
            zip(plain.offsets[:-1], plain.offsets[1:], strict=True)
        )
        if start < mark.end and mark.start < max(end, start + 1)
    ]
    return WordMark(meant[0], meant[-1] + 1, mark.kind) if meant else None
