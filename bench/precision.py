"""How far the attributions of a precision are from exact ones: fp32, 65 equal steps.

    python bench/precision.py [--model NAME] [--limit N] [FILE.csv]

Relative L2 distance of token attributions, over the texts of a CSV file (column "text").
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

import numpy as np
from tqdm import tqdm

from explain_core import Explainer, Explanation

SENTENCES = Path(__file__).parent / "sentences.csv"
EXACT_POINTS = 65


def main() -> None:
    """Print a table: a row for each precision."""
    arguments = _arguments()
    with arguments.file.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][: arguments.limit]
    exact = Explainer.load(arguments.model, precision="fp32")
    expected = [
        exact.explain(text, tolerance=0, max_steps=EXACT_POINTS, rule="trapezoid", trust=False)
        for text in tqdm(texts, unit="text", leave=False)
    ]
    print(f"{len(texts)} texts of {arguments.file.name}, model {arguments.model}\n")
    print("| precision | points | median error | 90th percentile | largest | points taken |")
    print("| --- | --- | --- | --- | --- | --- |")
    for precision in ("fp32", "bf16"):
        explainer = Explainer.load(arguments.model, precision=precision)
        found = [explainer.explain(text, trust=False) for text in texts]
        print(f"| {precision} | as many as converge | {_row(found, expected)} |")


def _row(found: list[Explanation], expected: list[Explanation]) -> str:
    errors = [_error(ours, exact) for ours, exact in zip(found, expected, strict=True)]
    taken = Counter(explanation.n_steps for explanation in found)
    points = ", ".join(f"{n}: {count}" for n, count in sorted(taken.items()))
    quantiles = np.quantile(errors, [0.5, 0.9, 1.0])
    return " | ".join([*(f"{error:.2%}" for error in quantiles), points])


def _error(ours: Explanation, exact: Explanation) -> float:
    expected = np.asarray(exact.token_attributions)
    distance = np.asarray(ours.token_attributions) - expected
    return float(np.linalg.norm(distance) / np.linalg.norm(expected))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, default=SENTENCES, metavar="FILE.csv")
    parser.add_argument("--model", default="sentiment")
    parser.add_argument("--limit", type=int, metavar="N")
    return parser.parse_args()


if __name__ == "__main__":
    main()
