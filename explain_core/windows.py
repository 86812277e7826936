"""Texts longer than the model's limit, as overlapping windows that begin and end at words."""

from __future__ import annotations

from collections.abc import Sequence

from explain_core.summarize import shares
from explain_core.tokenization import Piece
from explain_core.words import Span

OVERLAP = 1 / 8  # of a window: enough for a clause to be read whole in one of the two


def windows(pieces: Sequence[Piece], spans: Sequence[Span], size: int) -> list[range]:
    """Return the ranges of tokens to explain together; each has at most `size` tokens.

    Neighbours overlap by about an eighth. A word longer than a whole window is cut.
    """
    if len(pieces) <= size:
        return [range(len(pieces))]
    begins_word = _word_starts(pieces, spans)
    found: list[range] = []
    start = end = 0
    while True:
        end = _boundary(begins_word, start + size, lowest=end + 1)
        found.append(range(start, end))
        if end == len(pieces):
            return found
        overlap = int(size * OVERLAP)
        wanted = max(end - overlap, start + 1)
        start = _boundary(begins_word, wanted, lowest=max(start + 1, end - 2 * overlap))


def _word_starts(pieces: Sequence[Piece], spans: Sequence[Span]) -> list[bool]:
    """Return for each token, and for the end of the text, whether a new word begins there."""
    words = [shares(spans, piece) for piece in pieces]
    return [
        k == 0 or not words[k] or not words[k - 1] or words[k][0][0] > words[k - 1][-1][0]
        for k in range(len(pieces))
    ] + [True]


def _boundary(begins_word: Sequence[bool], wanted: int, *, lowest: int) -> int:
    """Return the last word boundary at or before `wanted`, or `wanted` itself if there is none."""
    wanted = min(wanted, len(begins_word) - 1)
    for position in range(wanted, lowest - 1, -1):
        if begins_word[position]:
            return position
    return wanted


def join(
    found: Sequence[range],
    weights: Sequence[float],
    attributions: Sequence[Sequence[float]],
    *,
    n_prefix: int,
    n_suffix: int,
) -> list[float]:
    """Return the attributions of the whole text, with special tokens around it once.

    A token in two windows gets the weighted sum of both, and so do the special tokens that every
    window has: the sum over tokens stays the weighted sum over windows.

    attributions: for each window (n_prefix + n_window_tokens + n_suffix,).
    Returns:      (n_prefix + n_text_tokens + n_suffix,).
    """
    joined = [0.0] * (n_prefix + found[-1].stop + n_suffix)
    for tokens, weight, window in zip(found, weights, attributions, strict=True):
        text_positions = range(n_prefix + tokens.start, n_prefix + tokens.stop)
        suffix_positions = range(len(joined) - n_suffix, len(joined))
        positions = (*range(n_prefix), *text_positions, *suffix_positions)
        for position, attribution in zip(positions, window, strict=True):
            joined[position] += weight * attribution
    return joined
