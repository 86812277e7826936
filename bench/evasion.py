"""Measures what respelling does to the moderation model, and what undoing it does to ordinary text.

    python bench/evasion.py [--model moderation] [--dev dev.csv.gz] [--seconds 10]

Rude sentences of the project's own templates are respelt in many ways: which share is flagged as
they are, respelt, and respelt but read with undo_evasion. With --dev (columns text, the labels):
how many clean rows are read otherwise than they were typed, and what that does to their scores.
At last, how many short messages a minute the model scores on this machine.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

from explain_core import Explainer, Prediction
from explain_core.evasion import plain_text
from moderating.respelling import RESPELLINGS, respelt, sentences
from moderating.throughput import messages_per_minute

SEED = 1
NOTABLE = 0.05
SHORTEST, LONGEST = 10, 200  # characters of a message


def share_flagged(predictions: Sequence[Prediction]) -> float:
    return sum(bool(p.given) for p in predictions) / len(predictions)


def report_respelling(explainer: Explainer) -> None:
    rude = sentences(seed=SEED)
    plain = share_flagged(explainer.predict(rude))
    print(f"{len(rude)} rude sentences, {plain:.0%} of them flagged as they are")
    print(f"{'respelt with':22} flagged   undone   read as before")
    for name, respell in RESPELLINGS.items():
        texts = [respelt(text, respell, seed=SEED) for text in rude]
        evaded, undone = (
            share_flagged(explainer.predict(texts, undo_evasion=undo)) for undo in (False, True)
        )
        same = sum(
            plain_text(text).text.lower() == plain_text(before).text.lower()
            for text, before in zip(texts, rude, strict=True)
        )
        print(f"{name:22} {evaded:7.0%}  {undone:7.0%}  {same / len(rude):15.0%}")


def report_ordinary(explainer: Explainer, path: Path) -> None:
    texts = clean_texts(path, explainer.labels)
    changed = [text for text in texts if plain_text(text).text != text]
    typed, undone = (explainer.predict(changed, undo_evasion=undo) for undo in (False, True))
    pairs = list(zip(typed, undone, strict=True))
    moved = sum(largest_change(before, after) > NOTABLE for before, after in pairs)
    newly = sum(bool(after.given) and not before.given for before, after in pairs)
    print(
        f"\n{len(texts)} rows without any label: {len(changed)} read otherwise "
        f"({len(changed) / len(texts):.2%}), {moved} of them with a score more than {NOTABLE} off "
        f"({moved / len(texts):.2%}), {newly} flagged that were not"
    )


def largest_change(before: Prediction, after: Prediction) -> float:
    return max(abs(before.probabilities[x] - after.probabilities[x]) for x in before.probabilities)


def rows_of(path: Path) -> list[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def clean_texts(path: Path, labels: Sequence[str]) -> list[str]:
    """Return the texts of rows of which some labels are known, and none is given."""
    return [
        row["text"]
        for row in rows_of(path)
        if (known := [row[label] for label in labels if row.get(label)])
        and all(float(value) == 0 for value in known)
    ]


def report_speed(explainer: Explainer, texts: Sequence[str], seconds: float) -> None:
    print("\nshort messages a minute, scored only:")
    for at_once in (1, 8, 32, 128):
        typed, undone = (
            messages_per_minute(explainer, texts, at_once=at_once, seconds=seconds, undo_evasion=u)
            for u in (False, True)
        )
        print(f"{at_once:4} at a time  {typed:8,.0f}   with undo_evasion {undone:8,.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="moderation")
    parser.add_argument("--dev", type=Path, help="CSV with text and the labels, perhaps .gz")
    parser.add_argument("--seconds", type=float, default=10, help="for each speed (default: 10)")
    arguments = parser.parse_args()
    explainer = Explainer.load(arguments.model)
    report_respelling(explainer)
    texts = sentences(seed=SEED)
    if arguments.dev is not None:
        report_ordinary(explainer, arguments.dev)
        texts = [row["text"] for row in rows_of(arguments.dev)]
    short = [text for text in texts if SHORTEST <= len(text) <= LONGEST]
    if arguments.seconds:
        report_speed(explainer, short, arguments.seconds)


if __name__ == "__main__":
    main()
