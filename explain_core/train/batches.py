"""Token batches for training: bucketed by length, some of them with words hidden.

Counterfactual training (Hase, Xie, Bansal, NeurIPS 2021): a model that has seen texts with
words replaced by [PAD] or [MASK] gives honest answers on the baselines and on the shortened
texts by which explanations are made and judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from transformers import PreTrainedTokenizerBase

from explain_core.train.rows import Floats, Rows

Ints = npt.NDArray[np.int64]
BATCHES_PER_BUCKET = 50


@dataclass(frozen=True, slots=True)
class Tokens:
    """One text's ids, special tokens included, and the word of each (-1 for specials)."""

    ids: npt.NDArray[np.int32]
    words: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Masking:
    """How often words are hidden, and by what.

    rate:     share of examples in which a uniform random share of the words is replaced.
    all_rate: share of examples in which all are; their target is the prior.
    fillers:  ids to put in their place; one is drawn per example.
    prior:    (n_labels,), what to say of a text of which nothing is left.
    """

    rate: float
    all_rate: float
    fillers: tuple[int, ...]
    prior: Floats


@dataclass(frozen=True, slots=True)
class Batch:
    ids: Ints  # (batch, n_tokens)
    attention_mask: Ints  # (batch, n_tokens)
    targets: Floats  # (batch, n_labels)
    allowed: npt.NDArray[np.bool_]  # (batch, n_labels): labels the loss may speak of


def tokenize(
    tokenizer: PreTrainedTokenizerBase, texts: Sequence[str], *, max_tokens: int
) -> list[Tokens]:
    """Return the tokens of each text, cut to max_tokens; typed special tokens stay text."""
    encoded = tokenizer(
        list(texts), truncation=True, max_length=max_tokens, split_special_tokens=True
    )
    tokens = []
    for encoding in encoded.encodings or []:
        words = [-1 if word is None else word for word in encoding.word_ids]
        tokens.append(Tokens(np.asarray(encoding.ids, np.int32), np.asarray(words, np.int32)))
    return tokens


def bucketed(lengths: Sequence[int], batch_size: int, rng: np.random.Generator) -> list[Ints]:
    """Return shuffled batches of row numbers; the rows of a batch have similar lengths."""
    order = rng.permutation(len(lengths))
    sizes = np.asarray(lengths)
    batches: list[Ints] = []
    for start in range(0, len(order), batch_size * BATCHES_PER_BUCKET):
        bucket = order[start : start + batch_size * BATCHES_PER_BUCKET]
        bucket = bucket[np.argsort(sizes[bucket], kind="stable")]
        batches += [bucket[i : i + batch_size] for i in range(0, len(bucket), batch_size)]
    return [batches[i] for i in rng.permutation(len(batches))]


def collate(
    numbers: Ints,
    rows: Rows,
    tokens: Sequence[Tokens],
    *,
    allowed: npt.NDArray[np.bool_],
    pad_id: int,
    masking: Masking | None = None,
    rng: np.random.Generator | None = None,
) -> Batch:
    """Return the rows as one padded batch, with words hidden if `masking` says so.

    A hidden word is attended to like any other; only the padding behind a text is not.
    """
    longest = max(len(tokens[i].ids) for i in numbers)
    ids = np.full((len(numbers), longest), pad_id, dtype=np.int64)
    attention_mask = np.zeros_like(ids)
    targets = rows.targets[numbers].copy()
    speaks_of = allowed[numbers].copy()
    for row, number in enumerate(numbers):
        piece = tokens[number]
        attention_mask[row, : len(piece.ids)] = 1
        ids[row, : len(piece.ids)] = piece.ids
        if masking is None or rng is None:
            continue
        hidden = _hidden(piece, masking, rng)
        ids[row, : len(piece.ids)][hidden] = rng.choice(masking.fillers)
        if hidden[piece.words >= 0].all():
            targets[row] = masking.prior
            speaks_of[row] = True
    return Batch(ids, attention_mask, targets, speaks_of)


def _hidden(tokens: Tokens, masking: Masking, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Return which tokens to hide: (n_tokens,). Words are hidden whole, specials never."""
    draw = rng.random()
    if draw < masking.all_rate:
        return tokens.words >= 0
    if draw >= masking.all_rate + masking.rate:
        return np.zeros(len(tokens.ids), dtype=bool)
    n_words = max(int(tokens.words.max()) + 1, 1)
    hidden_words = rng.random(n_words) < rng.random()
    return (tokens.words >= 0) & hidden_words[tokens.words]


def in_order(lengths: Sequence[int], batch_size: int) -> Iterator[Ints]:
    """Yield row numbers from the shortest text to the longest: little padding, no shuffling."""
    order = np.argsort(np.asarray(lengths), kind="stable")
    for start in range(0, len(order), batch_size):
        yield order[start : start + batch_size]
