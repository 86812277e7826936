"""Text to ids and back to the characters they came from; what a user types is always text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from typing import Any

from transformers import PreTrainedTokenizerBase

from explain_core.errors import ModelMismatch
from explain_core.fingerprint import NO_FILES, Files, digest_of_files, digest_of_text


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of a text and the characters `text[start:end]` it stands for."""

    id: int
    token: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the model reads: ids and which of them are special tokens, both (n_tokens,)."""

    ids: tuple[int, ...]
    special: tuple[bool, ...]


class Tokenization:
    """A fast tokenizer, used so that nothing a user types becomes a special token."""

    def __init__(
        self, tokenizer: PreTrainedTokenizerBase, name: str, *, files: Files = NO_FILES
    ) -> None:
        if not tokenizer.is_fast:
            raise ModelMismatch(name, "its tokenizer cannot say which characters a token covers.")
        self.name = name
        self._files = files
        self.pad_id: int | None = tokenizer.pad_token_id
        self.mask_id: int | None = tokenizer.mask_token_id
        self.max_tokens = int(min(tokenizer.model_max_length, 1 << 20))
        self._special_ids = frozenset(tokenizer.all_special_ids)
        self._unknown_id: int | None = tokenizer.unk_token_id
        self._backend: Any = tokenizer.backend_tokenizer
        self._backend.no_truncation()
        self._backend.no_padding()
        self._backend.encode_special_tokens = True
        self.prefix, self.suffix = self._frame()

    @cached_property
    def vocabulary_size(self) -> int:
        return int(max(self._backend.get_vocab(with_added_tokens=True).values())) + 1

    def digest(self) -> str:
        """Return the SHA-256 digest of the tokenizer's files, or else of what it is in memory."""
        return digest_of_files(self._files) or digest_of_text(self._backend.to_str())

    def pieces(self, text: str) -> list[Piece]:
        """Return the tokens of the whole text, without special tokens and without any limit."""
        return [piece for piece in self._encode(text) for piece in self._as_text(piece, text)]

    def framed(self, pieces: Sequence[Piece]) -> Encoding:
        """Return the ids with the model's special tokens around them: [CLS] ... [SEP]."""
        n_prefix, n_suffix = len(self.prefix), len(self.suffix)
        return Encoding(
            tuple(piece.id for piece in (*self.prefix, *pieces, *self.suffix)),
            (True,) * n_prefix + (False,) * len(pieces) + (True,) * n_suffix,
        )

    def _encode(self, text: str) -> list[Piece]:
        encoding = self._backend.encode(text, add_special_tokens=False)
        return [
            Piece(token_id, token, start, end)
            for token_id, token, (start, end) in zip(
                encoding.ids, encoding.tokens, encoding.offsets, strict=True
            )
        ]

    def _as_text(self, piece: Piece, text: str) -> Iterator[Piece]:
        """Yield the piece; a special token found in running text is spelled out instead.

        SentencePiece vocabularies list '<s>' and '<mask>' as ordinary pieces, so that switching
        off special tokens is not enough to keep a typed '<mask>' from becoming one.
        """
        if piece.id not in self._special_ids or piece.id == self._unknown_id:
            yield piece
            return
        for position in range(piece.start, piece.end):
            for part in self._encode(text[position]):
                if part.id not in self._special_ids or part.id == self._unknown_id:
                    yield replace(part, start=position, end=position + 1)

    def _frame(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Return the special tokens that the model expects before and after a text."""
        encoding = self._backend.encode("a", add_special_tokens=True)
        special = [
            Piece(token_id, token, 0, 0) if is_special else None
            for token_id, token, is_special in zip(
                encoding.ids, encoding.tokens, encoding.special_tokens_mask, strict=True
            )
        ]
        prefix = tuple(takewhile(lambda piece: piece is not None, special))
        suffix = tuple(takewhile(lambda piece: piece is not None, reversed(special)))
        return _pieces(prefix), _pieces(reversed(suffix))


def _pieces(found: Any) -> tuple[Piece, ...]:
    return tuple(piece for piece in found if piece is not None)
