"""`python -m explain_core.train.identity_swaps IN.csv OUT.csv`: comments about another group.

A copy of each comment that names a group, with the group exchanged for another of its sort and
the label kept (counterfactual data augmentation: Dixon et al. 2018; Garg et al. 2019). Trained on
both, a model has less reason to judge a comment by whom it speaks of.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explain_core.errors import ExplainError
from explain_core.train.output import write_csv
from explain_core.train.rows import Rows, read

# Words of a line fit each other's sentences.
SORTS = tuple(
    tuple(line.split())
    for line in """
muslims christians jews hindus catholics buddhists atheists
muslim christian jewish hindu catholic buddhist
blacks whites asians latinos arabs mexicans africans
mexican chinese indian african turkish polish pakistani arab
gay lesbian bisexual homosexual heterosexual transgender
gays lesbians bisexuals homosexuals heterosexuals
immigrants refugees foreigners migrants
immigrant refugee foreigner migrant
women men
""".strip().splitlines()
)
# Colours as well, unless people follow.
COLOURS = ("black", "white", "asian", "latino")
_PEOPLE = (
    r"people|persons?|m[ae]n|wom[ae]n|guys?|kids?|folks?|girls?|boys?|males?|females?|community"
)
_NAME_CALLING = frozenset({"gay", "gays", "homosexual", "homosexuals", "lesbian", "lesbians"})
_SORT_OF = {word: sort for sort in (*SORTS, COLOURS) for word in sort}
_TERM = re.compile(
    rf"\b(?:{'|'.join(word for sort in SORTS for word in sort)})\b"
    rf"|\b(?:{'|'.join(COLOURS)})(?=\s+(?:{_PEOPLE})\b)",
    re.IGNORECASE,
)


def names_a_group(text: str) -> bool:
    return _TERM.search(text) is not None


def swapped_pairs(texts: Sequence[str], *, seed: int) -> list[tuple[str, str]]:
    """Return each text that names a group, and the same of another."""
    rng = random.Random(seed)
    return [(text, swapped(text, rng=rng)) for text in texts if names_a_group(text)]


@dataclass(frozen=True, slots=True)
class Swap:
    """A comment, the same of another group, and its row's number."""

    before: str
    after: str
    number: int


def swapped(text: str, *, rng: random.Random) -> str:
    """Return the text about other groups, each replaced throughout; as it was if it names none."""
    chosen: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match[0].lower()
        if word not in chosen:
            taken = {word, *chosen.values()}
            sort = [term for term in _SORT_OF[word] if term not in taken]
            chosen[word] = rng.choice(sort or [w for w in _SORT_OF[word] if w != word])
        return _cased_like(match[0], chosen[word])

    return _TERM.sub(other, text)


def swaps(rows: Rows, *, seed: int) -> Iterator[Swap]:
    """Yield a swap for each row that names a group and whose label holds for any group."""
    rng = random.Random(seed)
    for number, text in enumerate(rows.texts):
        if not _holds_for_any_group(rows, number):
            continue
        after = swapped(text, rng=rng)
        if after != text:
            yield Swap(text, after, number)


def _holds_for_any_group(rows: Rows, number: int) -> bool:
    """Tell whether a label outlives the swap: "you are so gay" is meant to insult, its swap not."""
    known = dict(zip(rows.labels, rows.targets[number], strict=True))
    if not known["toxic"] == 1 or known["identity_hate"] == 1:
        return True
    words = {match[0].lower() for match in _TERM.finditer(rows.texts[number])}
    return (known["obscene"] == 1 or known["insult"] == 1) and not words & _NAME_CALLING


def _cased_like(model: str, word: str) -> str:
    if model.isupper():
        return word.upper()
    return word.capitalize() if model[0].isupper() else word


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file; return the exit code: 0, or 2 for input that the caller can mend."""
    parser = argparse.ArgumentParser(description="Write comments with their groups exchanged.")
    parser.add_argument("input", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    try:
        rows = read([options.input])
        lines = (_line(rows, swap) for swap in swaps(rows, seed=options.seed))
        write_csv(options.output, ("text", *rows.labels, "source"), lines)
    except ExplainError as error:
        print(f"identity_swaps: {error}", file=sys.stderr)
        return 2
    return 0


def _line(rows: Rows, swap: Swap) -> list[str]:
    cells = ["" if np.isnan(value) else str(int(value)) for value in rows.targets[swap.number]]
    source = rows.sources[swap.number].partition(":")[0]
    return [swap.after, *cells, f"identity_swaps:{source}"]


if __name__ == "__main__":
    sys.exit(main())
