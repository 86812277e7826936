"""Two explanations side by side: which words both have, and what differs in what they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from explain_core.explanation import Explanation, WordAttribution
from explain_core.summarize import normalize

# From so many words on, those that fill more than a hundredth of the text are aligned by their
# neighbours alone: the time would grow with the product of both lengths.
_LONG = 1_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of one text and the word of the other that stands in its place; None if none does.

    Their attributions are in the unit of the comparison.
    """

    left: WordAttribution | None
    right: WordAttribution | None

    @property
    def difference(self) -> float:
        """How much more the right word pushes than the left one; a word that is missing pushes 0.

        >>> Pair(WordAttribution("good", 0, 4, 1.5), None).difference
        -1.5
        """
        left, right = (
            0.0 if word is None else word.attribution for word in (self.left, self.right)
        )
        return right - left


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two explanations, word by word.

    left, right: as they were given, in the units of their own scores.
    pairs:       every word of both texts once, in reading order.
    normalized:  whether the pairs' attributions are shares: those of each side divided by their L2
                 norm, as the notebook shows them. Else they are in units of the score.
    notes:       what the reader has to know to compare the sides; sentences.
    """

    left: Explanation
    right: Explanation
    pairs: tuple[Pair, ...]
    normalized: bool
    notes: tuple[str, ...]

    @property
    def sides(self) -> tuple[Explanation, Explanation]:
        """Both explanations with their words' attributions in the unit of the comparison."""
        left = tuple(pair.left for pair in self.pairs if pair.left is not None)
        right = tuple(pair.right for pair in self.pairs if pair.right is not None)
        return replace(self.left, words=left), replace(self.right, words=right)

    def strongest(self, n: int = 5) -> tuple[Pair, ...]:
        """Return the n pairs whose words push most differently."""
        differing = [pair for pair in self.pairs if pair.difference]
        return tuple(sorted(differing, key=lambda pair: -abs(pair.difference))[:n])

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON-ready values; the attributions of pairs are comparable."""
        return {
            "left": self.left.to_dict(),
            "right": self.right.to_dict(),
            "normalized": self.normalized,
            "notes": list(self.notes),
            "pairs": [
                {
                    "left": _record(pair.left),
                    "right": _record(pair.right),
                    "difference": pair.difference,
                }
                for pair in self.pairs
            ],
        }

    def png(self) -> bytes:
        """Return both heatmaps, on one scale, as one PNG image."""
        from explain_core.heatmap.pair_png import render

        return render(self)

    def html(self) -> str:
        """Return both heatmaps, on one scale, as one self-contained HTML page."""
        from explain_core.heatmap.pair_html import page

        return page(self)

    def terminal(self, *, width: int = 80, color: bool = True) -> str:
        """Return both heatmaps as lines of text, with ANSI colours unless `color` is false."""
        from explain_core.heatmap.pair_terminal import render

        return render(self, width=width, color=color)


def compare(left: Explanation, right: Explanation) -> Comparison:
    """Return two explanations word by word: of two texts, by two models, or of two labels.

    Words are aligned whatever their case; where one run of words replaces another, they stand side
    by side in order. Logits of two models, or two kinds of score, have no unit in common: each
    side's attributions are then divided by their L2 norm, and `notes` says so.
    """
    unlike = _unlike_units(left, right)
    sides = [_normalized(left), _normalized(right)] if unlike else [left.words, right.words]
    return Comparison(
        left=left,
        right=right,
        pairs=tuple(_aligned(*sides)),
        normalized=bool(unlike),
        notes=tuple(filter(None, [unlike, *_differences(left, right)])),
    )


def _unlike_units(left: Explanation, right: Explanation) -> str:
    """Return why the values of the two have no unit in common, '' if they have one."""
    if left.model != right.model or left.probabilities.keys() != right.probabilities.keys():
        why = "Scores of two models have no unit in common"
    elif left.score != right.score:
        why = f"The scores {left.score} and {right.score} have no unit in common"
    else:
        return ""
    return f"{why}, so each side's values are divided by their L2 norm."


def _differences(left: Explanation, right: Explanation) -> Iterator[str]:
    """Yield what else the two do not have in common that a reader would expect them to."""
    if left.target != right.target:
        yield (f"Each side is about its own label: A about {left.target}, B about {right.target}.")
    if left.baseline != right.baseline:
        yield f"The baselines differ: {left.baseline} and {right.baseline}."
    if left.method != right.method:
        yield f"The methods differ: {left.method} and {right.method}."


def _normalized(explanation: Explanation) -> list[WordAttribution]:
    values = normalize([word.attribution for word in explanation.words])
    return [
        replace(word, attribution=value)
        for word, value in zip(explanation.words, values, strict=True)
    ]


def _aligned(left: Sequence[WordAttribution], right: Sequence[WordAttribution]) -> Iterator[Pair]:
    matcher = SequenceMatcher(
        None,
        [word.text.casefold() for word in left],
        [word.text.casefold() for word in right],
        autojunk=max(len(left), len(right)) > _LONG,
    )
    for _, left_start, left_end, right_start, right_end in matcher.get_opcodes():
        sides = left[left_start:left_end], right[right_start:right_end]
        yield from (Pair(*words) for words in zip_longest(*sides))


def _record(word: WordAttribution | None) -> dict[str, Any] | None:
    return None if word is None else asdict(word)
