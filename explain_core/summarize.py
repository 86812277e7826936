"""Hidden dimensions to tokens, tokens to words."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from explain_core.explanation import WordAttribution
from explain_core.words import Span

if TYPE_CHECKING:
    from torch import Tensor

    from explain_core.tokenization import Piece


def over_hidden(attributions: Tensor) -> Tensor:
    """Return one attribution per token: (n_tokens, hidden) -> (n_tokens,)."""
    return attributions.sum(dim=-1)


def normalize(token_attributions: Sequence[float]) -> tuple[float, ...]:
    """Return the attributions divided by their L2 norm, as the notebook shows them."""
    norm = math.sqrt(math.fsum(a * a for a in token_attributions))
    return tuple(a / norm if norm else 0.0 for a in token_attributions)


def over_words(
    text: str, spans: Sequence[Span], pieces: Sequence[Piece], attributions: Sequence[float]
) -> tuple[WordAttribution, ...]:
    """Return one attribution per word; together they sum to the sum over the text's tokens.

    A token that covers parts of several words is shared out by characters; one that covers white
    space only, or nothing, belongs to the word that follows it, else to the one before.

    pieces, attributions: (n_text_tokens,), special tokens left out.
    """
    totals: list[list[float]] = [[] for _ in spans]
    for piece, attribution in zip(pieces, attributions, strict=True):
        for index, share in shares(spans, piece):
            totals[index].append(attribution * share)
    return tuple(
        WordAttribution(text[span.start : span.end], span.start, span.end, math.fsum(total))
        for span, total in zip(spans, totals, strict=True)
    )


def shares(spans: Sequence[Span], piece: Piece) -> list[tuple[int, float]]:
    """Return which words a token belongs to, and with which share; the shares sum to 1."""
    first = max(bisect_right(spans, piece.start, key=lambda span: span.start) - 1, 0)
    overlaps: list[tuple[int, int]] = []
    for index in range(first, len(spans)):
        if spans[index].start >= piece.end:
            break
        overlap = min(spans[index].end, piece.end) - max(spans[index].start, piece.start)
        if overlap > 0:
            overlaps.append((index, overlap))
    if not overlaps:
        following = bisect_right(spans, piece.start, key=lambda span: span.end)
        return [(min(following, len(spans) - 1), 1.0)] if spans else []
    n_characters = sum(overlap for _, overlap in overlaps)
    return [(index, overlap / n_characters) for index, overlap in overlaps]
