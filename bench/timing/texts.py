"""Texts of a given number of tokens, from the words of the committed sentences."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, cycle, islice
from pathlib import Path

from transformers import PreTrainedTokenizerBase

SENTENCES = Path(__file__).parents[1] / "sentences.csv"
WORDS_APART = 37  # how far into the sentences each further text begins
SPREAD = 0.1  # texts of one batch are up to this share shorter or longer


class Texts:
    """Makes texts for one tokenizer, the same ones on every run."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        self._n_special = tokenizer.num_special_tokens_to_add()
        self._limit = tokenizer.model_max_length
        with SENTENCES.open(encoding="utf-8", newline="") as file:
            words = chain.from_iterable(row["text"].split() for row in csv.DictReader(file))
            plain = [word for word in words if word.isalpha()]
        sizes = {word: len(tokenizer.tokenize(word)) for word in set(plain)}
        self._words = [(word, sizes[word]) for word in plain]

    def one(self, n_tokens: int, *, number: int = 0) -> str:
        """Return the number-th text of exactly n_tokens, special tokens included."""
        chosen, missing = [], n_tokens - self._n_special
        for word, size in self._from(number * WORDS_APART):
            if size <= missing:
                chosen.append(word)
                missing -= size
            if missing == 0:
                break
        return " ".join(chosen)

    def several(self, n_texts: int, n_tokens: int) -> list[str]:
        """Return different texts of about n_tokens: up to a tenth shorter or longer, mixed."""
        return [
            self.one(length, number=number)
            for number, length in enumerate(_lengths(n_texts, n_tokens, self._limit))
        ]

    def _from(self, start: int) -> Iterator[tuple[str, int]]:
        return islice(cycle(self._words), start % len(self._words), None)


def _lengths(n_texts: int, n_tokens: int, limit: int) -> Iterator[int]:
    """Yield lengths that are spread evenly, neighbours far apart: 11, 9, 11, 9, 10, 10."""
    if n_texts == 1:
        yield n_tokens
        return
    for number in range(n_texts):
        rank = number // 2 if number % 2 else n_texts - 1 - number // 2
        share = 2 * rank / (n_texts - 1) - 1
        yield min(limit, round(n_tokens * (1 + SPREAD * share)))
