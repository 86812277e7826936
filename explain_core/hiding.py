"""A text with some of its words hidden behind a filler, as the model reads it."""

from __future__ import annotations

from collections.abc import Collection

from explain_core.document import Document
from explain_core.summarize import shares
from explain_core.tokenization import Tokenization


class Hiding:
    """What the model reads instead of a document when words of it are hidden.

    A hidden word has each of its tokens replaced by the filler. A token that covers parts of
    several words is hidden with any of them. So all versions of a text are equally long.
    """

    def __init__(self, document: Document, tokenization: Tokenization, *, filler: int) -> None:
        self._windows = document.windows
        self._n_prefix = len(tokenization.prefix)
        self._filler = filler
        self._tokens_of: list[set[int]] = [set() for _ in document.spans]
        for token, piece in enumerate(document.pieces):
            for word, _ in shares(document.spans, piece):
                self._tokens_of[word].add(token)

    def versions(self, words: Collection[int]) -> list[tuple[int, ...]]:
        """Return the ids of each of the document's windows with the words hidden."""
        hidden = set().union(*(self._tokens_of[word] for word in words))
        versions = []
        for window in self._windows:
            ids = list(window.encoding.ids)
            for token in hidden.intersection(window.tokens):
                ids[self._n_prefix + token - window.tokens.start] = self._filler
            versions.append(tuple(ids))
        return versions
