"""A comparison as HTML: both texts in one table, on one scale, and what differs in another."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from explain_core.comparison import Comparison, Pair
from explain_core.explanation import WordAttribution
from explain_core.heatmap import html, pair_wording

_COLUMNS = ("Side", "Predicted Label", "Attribution Label", html.WORDS)
_DIFFERENCES = ("A", "B", "B minus A")


def page(comparison: Comparison) -> str:
    """Return a whole HTML document."""
    return html.document("Comparison", fragment(comparison))


def fragment(comparison: Comparison) -> str:
    """Return one element that can stand in any page, its style included."""
    strongest = pair_wording.strongest(comparison)
    warnings = [
        f'<p class="warning">{escape(warning)}</p>\n'
        for number, side in enumerate(comparison.sides)
        if (warning := pair_wording.warning(side, number))
    ]
    notes = [f'<p class="note">{escape(note)}</p>\n' for note in pair_wording.notes(comparison)]
    return html.card(
        "".join(
            [
                *warnings,
                html.table(_COLUMNS, _sides(comparison, strongest)),
                _differences(comparison, strongest),
                html.scale(pair_wording.legend(comparison), strongest),
                *notes,
            ]
        )
    )


def _sides(comparison: Comparison, strongest: float) -> Iterator[tuple[str, ...]]:
    legend = pair_wording.legend(comparison)
    for number, side in enumerate(comparison.sides):
        yield (
            escape(pair_wording.title(comparison, number)),
            html.predicted(side),
            html.label(side.target),
            html.words(side, legend, strongest=strongest),
        )


def _differences(comparison: Comparison, strongest: float) -> str:
    pairs = comparison.strongest()
    if not pairs:
        return f"<p>{pair_wording.NOTHING_DIFFERS}</p>\n"
    rows = [_difference(comparison, pair, strongest) for pair in pairs]
    return f"<p>{pair_wording.DIFFERS}</p>\n{html.table(_DIFFERENCES, rows)}"


def _difference(comparison: Comparison, pair: Pair, strongest: float) -> tuple[str, ...]:
    words = (_word(word, strongest) for word in (pair.left, pair.right))
    return (*words, pair_wording.difference(comparison, pair))


def _word(word: WordAttribution | None, strongest: float) -> str:
    if word is None:
        return pair_wording.NO_WORD
    return f"{html.label(word.text)} {pair_wording.value(word, strongest)}"
