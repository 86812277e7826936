"""A text with some of its words hidden behind a filler, as the model reads it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from explain_core.document import Document
from explain_core.summarize import shares
from explain_core.tokenization import Tokenization
from explain_core.words import Span


class Hiding:
    """What the model reads instead of a document when words of it are hidden.

    A hidden word has each of its tokens replaced by the filler. A token that covers parts of
    several words is hidden with any of them. So all versions of a text are equally long.

    words: what is hidden as one, in reading order; None takes the document's own words.
    """

    def __init__(
        self,
        document: Document,
        tokenization: Tokenization,
        *,
        words: Sequence[Span] | None = None,
    ) -> None:
        spans = document.spans if words is None else words
        self._windows = document.windows
        self._n_prefix = len(tokenization.prefix)
        self._tokens_of: list[set[int]] = [set() for _ in spans]
        for token, piece in enumerate(document.pieces):
            for word, _ in shares(spans, piece):
                self._tokens_of[word].add(token)

    def versions(self, words: Collection[int], filler: int) -> list[tuple[int, ...]]:
        """Return the ids of each of the document's windows with the words hidden."""
        hidden = set().union(*(self._tokens_of[word] for word in words))
        versions = []
        for window in self._windows:
            ids = list(window.encoding.ids)
            for token in hidden.intersection(window.tokens):
                ids[self._n_prefix + token - window.tokens.start] = filler
            versions.append(tuple(ids))
        return versions
