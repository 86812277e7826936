"""Measures the shipped sentiment model: what its model card states.

    python bench/sentiment.py [--model sentiment] [--dev dev.csv.gz]

Without --dev (columns text,label,source) only what needs no data set is measured: the held-out
template sentences, the answers on all-[PAD] and all-[MASK] texts, and the worked examples.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from explain_core import Explainer
from explain_core.baseline import BASELINES, filler_id
from explain_core.train.measures import expected_calibration_error
from explain_core.train.rows import Floats, Rows, read
from explain_core.train.templates import held_out_rows

EXAMPLES = {
    "This movie is horrible. i hate it": "negative",
    "bugs are smart animals": "positive",
    "the meeting is at 3pm": "neutral",
    "I thought it would be great, but it was not": "negative",
    "Is it good? No.": "negative",
    "I used to hate the office, but now I love it": "positive",
    "not a bad film at all": "positive",
    "table": "neutral",
}


def logits_of(explainer: Explainer, texts: Sequence[str]) -> Floats:
    """Return log-probabilities (n, n_labels), which are logits up to a constant per text."""
    return np.log(
        np.asarray(
            [list(p.probabilities.values()) for p in explainer.predict(texts)], dtype=np.float32
        )
    )


def accuracy(logits: Floats, rows: Rows, keep: Sequence[int] | None = None) -> float:
    """Return the share of right answers, among the labels numbered in `keep`."""
    columns = list(keep) if keep is not None else list(range(len(rows.labels)))
    chosen = np.asarray(columns)[logits[:, columns].argmax(axis=1)]
    return float((chosen == rows.targets.argmax(axis=1)).mean())


def part(rows: Rows, logits: Floats, source: str) -> tuple[Rows, Floats]:
    chosen = [i for i, s in enumerate(rows.sources) if s == source]
    texts = tuple(rows.texts[i] for i in chosen)
    return Rows(texts, rows.targets[chosen], (source,) * len(chosen), rows.labels, False), logits[
        chosen
    ]


def report_dev(explainer: Explainer, path: Path) -> None:
    rows = read([path], labels=explainer.labels)
    logits = logits_of(explainer, rows.texts)
    for source in sorted(set(rows.sources)):
        some, some_logits = part(rows, logits, source)
        sides = [i for i, label in enumerate(rows.labels) if label != "neutral"]
        has_neutral = some.targets[:, rows.labels.index("neutral")].any()
        value = accuracy(some_logits, some, None if has_neutral else sides)
        kind = "three labels" if has_neutral else "positive against negative"
        print(f"dev {source:24} {len(some):5} texts  accuracy {value:6.1%}  ({kind})")
    print(f"dev expected calibration error {expected_calibration_error(logits, rows):.3f}")


def report_templates(explainer: Explainer) -> None:
    rows = held_out_rows(1500, seed=0)
    predictions = explainer.predict([row.text for row in rows])
    right: dict[str, list[bool]] = defaultdict(list)
    for row, prediction in zip(rows, predictions, strict=True):
        for key in ("all", row.kind):
            right[key].append(prediction.label == row.label)
    for kind, hits in sorted(right.items()):
        print(f"held-out templates {kind:18} {len(hits):5} texts  accuracy {np.mean(hits):6.1%}")


def report_baselines(explainer: Explainer) -> None:
    classifier = explainer.classifier
    frame = classifier.tokenization
    for kind in BASELINES:
        for n_tokens in (1, 8, 32, 128):
            text = [filler_id(kind, frame)] * n_tokens
            ids = (*(p.id for p in frame.prefix), *text, *(p.id for p in frame.suffix))
            with torch.inference_mode():
                logits = classifier.logits(classifier.embed(classifier.tensor(ids)))[0]
            answer = [
                f"{label} {p:.2f}"
                for label, p in zip(explainer.labels, logits.softmax(-1).tolist(), strict=True)
            ]
            print(f"baseline {kind:5} {n_tokens:4} tokens: {', '.join(answer)}")


def report_examples(explainer: Explainer) -> None:
    for text, label in EXAMPLES.items():
        e = explainer.explain(text)
        strongest = max(e.words, key=lambda word: word.attribution).text
        mark = "ok " if e.label == label else "BAD"
        print(f"{mark} {text!r}: {e.label} {e.probability:.2f}, strongest {strongest!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", default="sentiment")
    parser.add_argument("--dev", type=Path)
    arguments = parser.parse_args()
    explainer = Explainer.load(arguments.model)
    if arguments.dev:
        report_dev(explainer, arguments.dev)
    report_templates(explainer)
    report_baselines(explainer)
    report_examples(explainer)


if __name__ == "__main__":
    main()
