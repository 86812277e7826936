"""A text made ready for the model: words, tokens and windows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property

from explain_core.errors import EmptyText, NotUnicode, TextTooLong
from explain_core.evasion import Plain, as_typed, joined, plain_text
from explain_core.explanation import Undone
from explain_core.tokenization import Encoding, Piece, Tokenization
from explain_core.windows import windows
from explain_core.words import Span, words

MAX_CHARACTERS = 40_000  # as long as the longest message in Slack


@dataclass(frozen=True)
class Window:
    """Tokens `pieces[tokens]` of a document as the model reads them; `weight` is their share."""

    tokens: range
    encoding: Encoding
    weight: float


@dataclass(frozen=True)
class Document:
    """One text, its words by character offsets, and all its tokens.

    undone: what the tokens do not stand for as it was typed; each such stretch is one word.
    """

    text: str
    spans: list[Span]
    pieces: list[Piece]
    windows: list[Window]
    undone: tuple[Undone, ...] = ()

    @cached_property
    def is_long(self) -> bool:
        return len(self.windows) > 1


def read_document(
    text: str, tokenization: Tokenization, *, max_text_tokens: int, undo_evasion: bool = False
) -> Document:
    """Return the text cut into words, tokens and windows of at most max_text_tokens.

    undo_evasion: the tokens are those of the text as it is meant (`evasion.plain_text`), while
                  words and positions stay those of the text as it was typed.
    Raises:       EmptyText, TextTooLong, NotUnicode; TypeError for what is no text at all.
    """
    _check(text)
    plain = plain_text(text) if undo_evasion else as_typed(text)
    undone = plain.undone(text)
    spans = joined(words(text), undone)
    pieces = [_placed(piece, plain) for piece in tokenization.pieces(plain.text)]
    ranges = windows(pieces, spans, max_text_tokens)
    n_tokens = sum(len(tokens) for tokens in ranges) or 1
    return Document(
        text,
        spans,
        pieces,
        [
            Window(
                tokens,
                tokenization.framed(pieces[tokens.start : tokens.stop]),
                weight=len(tokens) / n_tokens if len(ranges) > 1 else 1.0,
            )
            for tokens in ranges
        ],
        undone,
    )


def _placed(piece: Piece, plain: Plain) -> Piece:
    """Return a token with the positions of what was typed for it."""
    return replace(piece, start=plain.offsets[piece.start], end=plain.offsets[piece.end])


def _check(text: str) -> None:
    if not isinstance(text, str):  # an empty cell of a table is often None or NaN
        raise TypeError(f"a text is a str, not {type(text).__name__}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotUnicode(error.start) from None
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(len(text), MAX_CHARACTERS)
    if all(c.isspace() or unicodedata.category(c) in ("Cc", "Cf") for c in text):
        raise EmptyText
