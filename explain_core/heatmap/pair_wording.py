"""What a comparison says in words; the same in picture, page and terminal."""

from __future__ import annotations

from explain_core.comparison import Comparison, Pair
from explain_core.explanation import Explanation, WordAttribution
from explain_core.heatmap import wording
from explain_core.heatmap.colors import strongest_size
from explain_core.heatmap.visible import visible
from explain_core.heatmap.wording import Legend

SIDES = ("A", "B")
DIFFERS = "What differs most, B minus A:"
NOTHING_DIFFERS = "Every word does the same in A and B."
NO_WORD = "no word"


def strongest(comparison: Comparison) -> float:
    """Return the attribution of full colour on both sides."""
    return max(strongest_size(side.words) for side in comparison.sides)


def title(comparison: Comparison, side: int) -> str:
    """Return what a side is: 'A: by sentiment'."""
    left, right = comparison.left, comparison.right
    explanation = (left, right)[side]
    parts = []
    if left.text != right.text:
        parts.append(("first text", "second text")[side])
    if left.model != right.model:
        parts.append(f"by {wording.quoted(explanation.model)}")
    if left.target != right.target or not parts:
        parts.append(f"explaining {wording.quoted(explanation.target)}")
    return f"{SIDES[side]}: {', '.join(parts)}"


def legend(comparison: Comparison) -> Legend:
    """Return what the colours of both sides mean."""
    left, right = comparison.left, comparison.right
    unit = "share of the L2 norm" if comparison.normalized else wording.unit(left)
    if left.target == right.target and left.score == right.score:
        return Legend(unit, wording.towards(left), wording.away(left))
    return Legend(unit, "pushes towards its label", "away from its label")


def notes(comparison: Comparison) -> list[str]:
    return [visible(note) for note in comparison.notes]


def warning(explanation: Explanation, side: int) -> str:
    """Return the warning of a side that is not to be taken as fact, else ''."""
    text = wording.unreliable(explanation)
    return f"{SIDES[side]}: {text}" if text else ""


def difference(comparison: Comparison, pair: Pair) -> str:
    """Return by how much the right word pushes more, with its sign."""
    largest = max(abs(other.difference) for other in comparison.pairs)
    return wording.signed(pair.difference, largest)


def value(word: WordAttribution, scale: float) -> str:
    return wording.signed(word.attribution, scale)
