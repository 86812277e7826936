"""Which inputs share a forward pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

TOKENS_PER_BATCH = 4096  # of a forward pass, which keeps no activations
# Beside longer ones an input is padded by half its own tokens and these: below, another pass costs
# more than the padding does.
_PADDED_AT_MOST = 16


def of_equal_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of inputs that are equally long, together."""
    of_length: dict[int, list[int]] = {}
    for number, length in enumerate(lengths):
        of_length.setdefault(length, []).append(number)
    for length, numbers in of_length.items():
        size = max(1, TOKENS_PER_BATCH // length)
        for start in range(0, len(numbers), size):
            yield numbers[start : start + size]


def of_similar_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of inputs that are about equally long, together, the shortest first."""
    batch: list[int] = []
    longest = 0
    for number in sorted(range(len(lengths)), key=lambda k: lengths[k]):
        length = lengths[number]
        if batch and (length > longest or length * (len(batch) + 1) > TOKENS_PER_BATCH):
            yield batch
            batch = []
        if not batch:
            longest = length + length // 2 + _PADDED_AT_MOST
        batch.append(number)
    if batch:
        yield batch
