"""What the bot says of two explanations side by side, before any block is made of it."""

from __future__ import annotations

from bot.markup import word_of
from bot.messages.said import beside, said
from bot.messages.summary import MINUS, doubts, reading
from explain_core.comparison import Comparison, Pair
from explain_core.explanation import WordAttribution
from explain_core.heatmap import pair_wording

_MOST_PAIRS = 3


def pair_summary(compared: Comparison, language: str = "en") -> str:
    """Return both labels and what differs most, in one line of plain words."""
    answers = [
        f"{name}: {said(side, language)}."
        for name, side in zip(pair_wording.SIDES, (compared.left, compared.right), strict=True)
    ]
    title, *pairs = differences(compared, language)
    differing = f"{title} {', '.join(pairs)}." if pairs else title
    return " ".join([*answers, differing, *pair_notes(compared)])


def differences(compared: Comparison, language: str = "en") -> list[str]:
    """Return a title and the words that push most differently, a line each."""
    strongest = compared.strongest(_MOST_PAIRS)
    if not strongest:
        return [pair_wording.NOTHING_DIFFERS]
    left, right = compared.left, compared.right
    title = pair_wording.DIFFERS
    if left.target == right.target:
        title = f"{title.removesuffix(':')} (+ is towards {beside(left.target, language)}):"
    return [title, *(_difference(compared, pair) for pair in strongest)]


def pair_notes(compared: Comparison) -> list[str]:
    """Return what the reader has to know to compare the sides, and the doubts about each."""
    found = list(zip(pair_wording.SIDES, (compared.left, compared.right), strict=True))
    readings = [f"{name}: {told}." for name, side in found for told in reading(side)]
    warnings = [f"{name}: {doubts(side)}" for name, side in found if doubts(side)]
    return [*pair_wording.notes(compared), *readings, *warnings]


def _difference(compared: Comparison, pair: Pair) -> str:
    size = pair_wording.difference(compared, pair).replace("-", MINUS)
    return f"{size} from {_word(pair.left)} to {_word(pair.right)}"


def _word(word: WordAttribution | None) -> str:
    return pair_wording.NO_WORD if word is None else f"“{word_of(word.text)}”"
